// What this device remembers: its counter and whether keys act (for good), and since when the counter is paused (until
// the tab is closed). Of a visitor nothing: the server tells it.
export interface KeptDesk {
  hall: string;
  counter: number;
  /** None: those that the hall gives the counter. */
  lanes: string[];
}

export interface KeptPause {
  counter: number;
  /** The server's time, milliseconds since 1970. */
  since_ms: number;
}

class Kept<T> {
  constructor(
    readonly key: string,
    readonly store: Storage,
    readonly check: (value: T) => boolean,
  ) {}

  /** Undefined when there is none, or one that this version does not understand. */
  read(): T | undefined {
    try {
      const value = JSON.parse(this.store.getItem(this.key) ?? 'null') as T | null;
      return value !== null && this.check(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  write(value: T | undefined) {
    if (value === undefined) this.store.removeItem(this.key);
    else this.store.setItem(this.key, JSON.stringify(value));
  }
}

const areWords = (value: unknown): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string');

export const keptDesk = new Kept<KeptDesk>('offpeak.counter.desk', localStorage, ({ hall, counter, lanes }) =>
  typeof hall === 'string' && Number.isInteger(counter) && areWords(lanes));
export const keptKeys = new Kept<boolean>('offpeak.counter.keys', localStorage, (value) => typeof value === 'boolean');
export const keptPause = new Kept<KeptPause>('offpeak.counter.pause', sessionStorage, ({ counter, since_ms }) =>
  Number.isInteger(counter) && Number.isFinite(since_ms));

/** At a sign-out: the next clerk at this device starts anew. */
export function forgetTheShift() {
  keptPause.write(undefined);
}
