// Reads a page aloud with the browser's own voice; nothing is sent anywhere.
import { ref, shallowRef } from 'vue';

/** What a listener needs: headings, sentences and what can be pressed, once each and in order. */
export function sentencesOf(content: HTMLElement): string[] {
  const parts = content.querySelectorAll<HTMLElement>('h1, h2, h3, p, li, dt, dd, label, legend, button, a');
  return [...parts]
    .filter((part) => !part.parentElement?.closest('p, li, dt, dd, label, button, a') && !part.closest('[aria-hidden=true]'))
    .map((part) => (part.textContent ?? '').replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

const rate_for_elders = 0.9;
const isOf = (voice: SpeechSynthesisVoice, language: string) => (
  language === 'en' ? /^en/i.test(voice.lang) : /^(?:zh|cmn)/i.test(voice.lang));

export class Reader {
  readonly is_reading = ref(false);
  /** They come late in some browsers. */
  private readonly voices = shallowRef<SpeechSynthesisVoice[]>([]);
  private run = 0;
  private readonly look = () => {
    this.voices.value = speechSynthesis.getVoices();
  };

  constructor() {
    if (!('speechSynthesis' in window)) return;
    this.look();
    speechSynthesis.addEventListener('voiceschanged', this.look);
  }

  isAble(language: string): boolean {
    return this.voices.value.some((voice) => isOf(voice, language));
  }

  read(content: HTMLElement, language: string) {
    this.stop();
    const run = this.run;
    const end = () => {
      if (run === this.run) this.stop();
    };
    const spoken = sentencesOf(content).map((sentence) => {
      const utterance = new SpeechSynthesisUtterance(sentence);
      utterance.lang = language === 'en' ? 'en-GB' : 'zh-CN';
      utterance.rate = rate_for_elders;
      utterance.onerror = end;
      return utterance;
    });
    const last = spoken.at(-1);
    if (!last) return;
    last.onend = end;
    this.is_reading.value = true;
    for (const utterance of spoken) speechSynthesis.speak(utterance);
  }

  /** What is cut short reports an error later, which is not one of the next reading. */
  stop() {
    this.run += 1;
    if ('speechSynthesis' in window) speechSynthesis.cancel();
    this.is_reading.value = false;
  }

  close() {
    this.stop();
    if ('speechSynthesis' in window) speechSynthesis.removeEventListener('voiceschanged', this.look);
  }
}
