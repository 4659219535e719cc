// The server's own time of day, from the `Date` of its replies: this machine only counts what passed since.
export class Countdown {
  #offset_ms: number | undefined;

  hear(date: string | null, monotonic_ms = performance.now()) {
    const at_ms = Date.parse(date ?? '');
    if (!Number.isNaN(at_ms)) this.#offset_ms = at_ms - monotonic_ms;
  }

  /** Milliseconds since 1970; undefined until a reply came. */
  now_ms(monotonic_ms = performance.now()): number | undefined {
    return this.#offset_ms === undefined ? undefined : this.#offset_ms + monotonic_ms;
  }

  /** `unix_s` as tokens have it. */
  secondsUntil(unix_s: number | undefined, monotonic_ms = performance.now()): number | undefined {
    const now_ms = this.now_ms(monotonic_ms);
    return unix_s === undefined || now_ms === undefined ? undefined : Math.ceil(unix_s - now_ms / 1000);
  }
}
