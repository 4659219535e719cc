// The browser's voice: a chime made here, which needs no file and no speech, and the speech of the system where
// there is any. Browsers play sound before a click only with --autoplay-policy=no-user-gesture-required.
import type { Voice } from './announcer';

const tones_hz = [659.3, 523.3];
const tone_s = 0.45;
/** A system that never says that it has finished must not silence those who come after. */
const speech_ms_max = 15_000;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const isRunning = ({ state }: AudioContext) => state === 'running';

export function makeVoice(): Voice {
  let context: AudioContext | undefined;

  async function chime() {
    if (!('AudioContext' in window)) return;
    context ??= new AudioContext();
    if (!isRunning(context)) await Promise.race([context.resume().catch(() => undefined), after(200)]);
    if (!isRunning(context)) return;
    const start = context.currentTime;
    for (const [place, hz] of tones_hz.entries()) {
      const tone = context.createOscillator();
      const loudness = context.createGain();
      tone.frequency.value = hz;
      loudness.gain.setValueAtTime(0.4, start + place * tone_s);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + (place + 1) * tone_s);
      tone.connect(loudness).connect(context.destination);
      tone.start(start + place * tone_s);
      tone.stop(start + (place + 1) * tone_s);
    }
    await after(tones_hz.length * tone_s * 1000);
  }

  async function speak(text: string, language: string) {
    if (!('speechSynthesis' in window)) return;
    const voices = speechSynthesis.getVoices().filter((voice) => voice.localService);
    const voice = voices.find(({ lang }) => lang.replace('_', '-') === language)
      ?? voices.find(({ lang }) => lang.slice(0, 2) === language.slice(0, 2));
    if (!voice) return; // one of another language would be worse than the chime alone
    const utterance = new SpeechSynthesisUtterance(text);
    Object.assign(utterance, { voice, lang: voice.lang, rate: 0.9 });
    const over = new Promise<void>((resolve) => {
      utterance.onend = () => resolve();
      utterance.onerror = () => resolve();
    });
    speechSynthesis.speak(utterance);
    await Promise.race([over, after(speech_ms_max)]);
  }

  return { chime, speak };
}
