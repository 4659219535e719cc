// What a display would be heard saying: tones and sentences are written to `heard` instead of played.

/** For `before` of `place.page`. */
export const listen = (page) => page.addInitScript(() => {
  globalThis.heard = [];
  const quiet = { setValueAtTime: () => {}, exponentialRampToValueAtTime: () => {} };
  globalThis.AudioContext = class {
    state = 'running';
    currentTime = 0;
    destination = {};
    createGain = () => ({ gain: quiet, connect: () => {} });
    createOscillator = () => {
      const frequency = { value: 0 };
      return { frequency, connect: (next) => next, stop: () => {}, start: () => globalThis.heard.push(`${Math.round(frequency.value)} Hz`) };
    };
  };
  globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const voices = ['zh-CN', 'en-GB'].map((lang) => ({ lang, localService: true }));
  const speak = (utterance) => {
    globalThis.heard.push(`${utterance.lang} ${utterance.text}`);
    setTimeout(() => utterance.onend());
  };
  Object.defineProperty(globalThis, 'speechSynthesis', { value: { getVoices: () => voices, speak } });
});
