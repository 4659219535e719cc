// Short tones, made here, and speech where the system has a voice.
import { makeVoice } from '../display/voice';

type Tone = 'success' | 'refusal' | 'staff' | 'warning';

const tone_s = 0.18;
const notes_hz: Record<Tone, number[]> = {
  success: [659.3, 880],
  refusal: [392, 261.6],
  staff: [880, 659.3, 880, 659.3, 880, 659.3],
  warning: [523.3, 523.3],
};

export interface Sound {
  play: (tone: Tone) => void;
  say: (text: string, language: string) => void;
}

export function makeSound(): Sound {
  const voice = makeVoice();
  let context: AudioContext | undefined;

  function play(tone: Tone) {
    if (!('AudioContext' in window)) return;
    context ??= new AudioContext();
    void context.resume();
    for (const [place, hz] of notes_hz[tone].entries()) {
      const start = context.currentTime + place * tone_s;
      const source = context.createOscillator();
      const loudness = context.createGain();
      source.frequency.value = hz;
      loudness.gain.setValueAtTime(0.3, start);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + tone_s);
      source.connect(loudness).connect(context.destination);
      source.start(start);
      source.stop(start + tone_s);
    }
  }

  function say(text: string, language: string) {
    if ('speechSynthesis' in window) speechSynthesis.cancel();
    void voice.speak(text, language === 'en' ? 'en-GB' : 'zh-CN');
  }

  return { play, say };
}
