// Reads a page aloud with the browser's own voice; nothing is sent anywhere.
import { ref } from 'vue';

/** What a listener needs: headings, sentences and what can be pressed, once each and in order. */
export function sentencesOf(content: HTMLElement): string[] {
  const parts = content.querySelectorAll<HTMLElement>('h1, h2, h3, p, li, dt, dd, label, legend, button, a');
  return [...parts]
    .filter((part) => !part.parentElement?.closest('p, li, dt, dd, label, button, a') && !part.closest('[aria-hidden=true]'))
    .map((part) => (part.textContent ?? '').replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

const rate_for_elders = 0.9;

export class Reader {
  readonly is_reading = ref(false);
  readonly is_able = 'speechSynthesis' in window;

  read(content: HTMLElement, language: string) {
    this.stop();
    const spoken = sentencesOf(content).map((sentence) => {
      const utterance = new SpeechSynthesisUtterance(sentence);
      utterance.lang = language === 'en' ? 'en-GB' : 'zh-CN';
      utterance.rate = rate_for_elders;
      return utterance;
    });
    const last = spoken.at(-1);
    if (!last) return;
    last.onend = () => {
      this.is_reading.value = false;
    };
    this.is_reading.value = true;
    for (const utterance of spoken) speechSynthesis.speak(utterance);
  }

  stop() {
    if (this.is_able) speechSynthesis.cancel();
    this.is_reading.value = false;
  }
}
