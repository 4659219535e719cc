// When nobody touches the screen any more: first a warning, then the start. The time comes from outside.
export const idle_s_max = 60;
export const warning_s = 20;

export class Idle {
  #touched_ms: number;

  constructor(now_ms: number) {
    this.#touched_ms = now_ms;
  }

  touch(now_ms: number) {
    this.#touched_ms = now_ms;
  }

  /** Whole seconds until the start; undefined while there is nothing to warn of. */
  left_s(now_ms: number): number | undefined {
    const left = Math.ceil(idle_s_max - (now_ms - this.#touched_ms) / 1000);
    return left <= warning_s ? Math.max(left, 0) : undefined;
  }
}
