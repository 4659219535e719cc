// Says calls aloud, one after the other: chime, Chinese, English, and all of it once more. None is cut off.
// Pure but for its voice, which tests replace.
import type { Call } from './calls';

export interface Voice {
  /** Each resolves when it is over, also when it could not be done. */
  chime: () => Promise<void>;
  speak: (text: string, language: 'zh-CN' | 'en-GB') => Promise<void>;
}

export const repeats = 2;
/** Calls that wait to be said; the oldest gives way: on the screen it is all the same. */
export const waiting_max = 16;

const spelled = (number: string) => number.split('').join(' ');

const spoken = (number: string, to: string) => number.split('–').map(spelled).join(to);

export const sentences = (call: Call) => ({
  zh: `请 ${spoken(call.number, ' 至 ')} 号，到 ${call.counter} 号窗口。`,
  en: `Number ${spoken(call.number, ' to ')}, please go to counter ${call.counter}.`,
});

export class Announcer {
  readonly #voice: Voice;
  #waiting: Call[] = [];
  #is_speaking = false;

  constructor(voice: Voice) {
    this.#voice = voice;
  }

  /** A recall that waits already takes the place of its call. */
  announce(calls: Call[]) {
    for (const call of calls) {
      this.#waiting = [...this.#waiting.filter(({ key }) => key !== call.key), call].slice(-waiting_max);
    }
    if (!this.#is_speaking) void this.#speak();
  }

  async #speak() {
    this.#is_speaking = true;
    for (let call = this.#waiting.shift(); call; call = this.#waiting.shift()) {
      const { zh, en } = sentences(call);
      for (let time = 0; time < repeats; ++time) {
        await this.#voice.chime();
        await this.#voice.speak(zh, 'zh-CN');
        await this.#voice.speak(en, 'en-GB');
      }
    }
    this.#is_speaking = false;
  }
}
