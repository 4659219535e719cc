// What this device remembers: its counter and whether keys act (for good), the visitor, those who were parked and
// why the counter is paused (until the tab is closed). Of a visitor no more than the ticket's id.
export interface KeptDesk {
  hall: string;
  counter: number;
  /** None: those that the hall gives the counter. */
  lanes: string[];
}

export interface KeptVisit {
  counter: number;
  id: string;
  /** The server's time, milliseconds since 1970. */
  served_since_ms?: number;
}

export const pause_reasons = ['rest', 'meal', 'handover', 'device', 'other'] as const;
export type PauseReason = (typeof pause_reasons)[number];

export interface KeptPause {
  counter: number;
  reason: PauseReason;
  since_ms?: number;
}

export const parked_max = 50;

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
export const keptVisit = new Kept<KeptVisit>('offpeak.counter.visit', sessionStorage, ({ counter, id }) =>
  Number.isInteger(counter) && typeof id === 'string');
export const keptParked = new Kept<string[]>('offpeak.counter.parked', sessionStorage, areWords);
export const keptPause = new Kept<KeptPause>('offpeak.counter.pause', sessionStorage, ({ counter, reason }) =>
  Number.isInteger(counter) && pause_reasons.includes(reason));

/** At a sign-out: the next clerk at this device starts anew. */
export function forgetTheShift() {
  for (const kept of [keptVisit, keptParked, keptPause]) kept.write(undefined);
}
