// A scanner types what it has read and Enter, faster than anybody. Whoever types by hand on a keyboard is told
// apart by the pauses.
export const pause_ms_max = 300;
export const line_chars_min = 6;
export const line_chars_max = 64;

export class Scanner {
  #line = '';
  #at_ms = -Infinity;

  /** Takes a key; returns the line when this Enter ends one. */
  take(key: string, now_ms: number): string | undefined {
    if (now_ms - this.#at_ms > pause_ms_max) this.#line = '';
    this.#at_ms = now_ms;
    if (key === 'Enter') {
      const line = this.#line;
      this.#line = '';
      return line.length >= line_chars_min ? line : undefined;
    }
    if (key.length === 1) this.#line = (this.#line + key).slice(-line_chars_max);
    return undefined;
  }
}

/** The character of a key, also where an input method swallows it. */
export function charOf({ key, code }: { key: string; code: string }): string {
  if (key !== 'Process' && key !== 'Unidentified') return key;
  return /^(?:Key|Digit|Numpad)(\w)$/.exec(code)?.[1] ?? (/Enter$/.test(code) ? 'Enter' : key);
}
