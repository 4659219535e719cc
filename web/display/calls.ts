// Which calls are shown large, and for how long; which were the last. Pure: the time comes from outside, in
// milliseconds of the page's own counting, except `called_at`, which is the server's.
import type { Schemas } from '../shared/api';

type BoardCall = Schemas['Board']['calling'][number];
type BoardCounter = Schemas['Board']['counters'][number];
/** What of a board says who is called. */
export type Called = Pick<Schemas['Board'], 'calling' | 'counters'>;

export interface Call {
  /** Of this call alone: a ticket that is called again later has another. */
  key: string;
  /** `A012`, or `A012–A014` for a party. */
  number: string;
  counter: number;
  called_at: string;
  recalls: number;
}

interface Shown {
  call: Call;
  since_ms: number;
}

export const shown_ms_min = 8000;
export const side_by_side_max = 3;
export const recent_max = 5;
/** Calls that wait to be shown; the oldest gives way, and is still among the last. */
export const pending_max = 32;
/** A call that a display learns of so late is not announced any more. */
export const announced_age_ms_max = 60_000;

function numberOf({ ticket, tickets }: Pick<BoardCall, 'ticket' | 'tickets'>): string {
  const last = tickets?.at(-1);
  return last ? `${ticket}–${last}` : ticket;
}

const callOf = (call: BoardCall): Call => ({
  key: `${call.ticket} ${call.counter} ${call.called_at}`,
  number: numberOf(call),
  counter: call.counter,
  called_at: call.called_at,
  recalls: call.recalls,
});

export class Calls {
  #known = new Map<string, number>(); // recalls of those that the newest board has, by key
  #pending: Call[] = [];
  #shown: Shown[] = [];
  #history: Call[] = []; // newest first; those shown large among them

  /** Takes a board and returns what `tick` does. `server_now_ms` is the server's time since 1970. */
  take({ calling, counters }: Called, server_now_ms: number, now_ms: number): Call[] {
    const known = new Map<string, number>();
    for (const counter of counters) this.#put_down_served(counter);
    for (const each of [...calling].reverse()) {
      const call = callOf(each);
      known.set(call.key, call.recalls);
      if (this.#is_new(call, server_now_ms)) this.#announce(call);
      else if (!this.#known.has(call.key)) this.#put_down(call);
    }
    this.#forget_taken_back(known, counters);
    this.#known = known;
    return this.tick(now_ms);
  }

  /** Who is called no more is not announced. Gone before any recall, and not served, the call was taken back. */
  #forget_taken_back(known: Map<string, number>, counters: BoardCounter[]) {
    const served = new Set(counters.filter(({ serving }) => serving).map(({ ticket, counter }) => `${ticket} ${counter}`));
    for (const [key, recalls] of this.#known) {
      if (known.has(key)) continue;
      this.#pending = this.#pending.filter((call) => call.key !== key);
      if (recalls > 0 || served.has(key.split(' ').slice(0, 2).join(' '))) continue;
      this.#shown = this.#shown.filter(({ call }) => call.key !== key);
      this.#history = this.#history.filter((call) => call.key !== key);
    }
  }

  /** Calls whose time large is over give way. Returns those that are large from now on: announce them. */
  tick(now_ms: number): Call[] {
    this.#shown = this.#shown.filter(({ call, since_ms }) => this.#known.has(call.key) || now_ms - since_ms < shown_ms_min);
    const begun: Call[] = [];
    while (this.#pending.length > 0 && this.#make_room(now_ms)) {
      const call = this.#pending.shift() as Call;
      this.#show(call, now_ms);
      begun.push(call);
    }
    // After a start: who was called before, and is still expected.
    if (this.#shown.length === 0) {
      const expected = this.#history.filter(({ key }) => this.#known.has(key)).slice(0, side_by_side_max);
      for (const call of expected.reverse()) this.#show(call, now_ms);
    }
    return begun;
  }

  /** Newest first. */
  get shown(): Call[] {
    return this.#shown.map(({ call }) => call);
  }

  /** The last calls that are not shown large, newest first. */
  get recent(): Call[] {
    const large = new Set(this.#shown.map(({ call }) => call.key));
    return this.#history.filter(({ key }) => !large.has(key)).slice(0, recent_max);
  }

  #is_new(call: Call, server_now_ms: number): boolean {
    const recalls = this.#known.get(call.key);
    if (recalls !== undefined) return call.recalls > recalls;
    return server_now_ms - Date.parse(call.called_at) <= announced_age_ms_max;
  }

  #announce(call: Call) {
    this.#pending = [...this.#pending.filter(({ key }) => key !== call.key), call].slice(-pending_max);
    this.#put_down(call);
  }

  #put_down(call: Call) {
    const others = this.#history.filter(({ key }) => key !== call.key);
    this.#history = [call, ...others].slice(0, recent_max + side_by_side_max + pending_max);
  }

  /** Whoever is served was called, be it before this display began, or between two of its boards. */
  #put_down_served({ counter, ticket, tickets, serving }: BoardCounter) {
    if (!ticket || !serving) return;
    const number = numberOf({ ticket, tickets });
    if (this.#history.some((call) => call.number === number && call.counter === counter)) return;
    this.#put_down({ key: `${ticket} ${counter}`, number, counter, called_at: '', recalls: 0 });
  }

  #show(call: Call, now_ms: number) {
    this.#shown = [{ call, since_ms: now_ms }, ...this.#shown.filter((each) => each.call.key !== call.key)];
  }

  /** The one that has been large the longest gives way, if its time is over. A recall takes its own place. */
  #make_room(now_ms: number): boolean {
    const next = this.#pending[0] as Call;
    if (this.#shown.some(({ call }) => call.key === next.key)) return true;
    if (this.#shown.length < side_by_side_max) return true;
    const oldest = this.#shown.reduce((a, b) => (b.since_ms < a.since_ms ? b : a));
    if (now_ms - oldest.since_ms < shown_ms_min) return false;
    this.#shown = this.#shown.filter((each) => each !== oldest);
    return true;
  }
}
