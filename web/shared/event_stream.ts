// A stream of events that comes back by itself: after a cut, a restart, a take-over, a night. Read by fetch, not
// by EventSource: that hides the server's comments, which say that nothing has changed, and gives up on a 503.
import { EventParser, type ServerEvent } from './event_parser';

export interface EventStreamOptions {
  url: string;
  onEvent: (event: ServerEvent) => void;
  /** Something came, be it a comment: what is known is as good as now. */
  onAlive?: () => void;
  /** Empty: none is sent. */
  token?: () => string;
}

const retry_ms_first = 500;
const retry_ms_max = 10_000;
/** The server says something every 15 seconds; after this long without a word the line is dead. */
export const silence_ms_max = 40_000;

export class EventStream {
  readonly #options: EventStreamOptions;
  #control: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #last_id = '';
  #stopped = true;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  start() {
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#run();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#control?.abort();
  }

  async #run() {
    const control = new AbortController();
    this.#control = control;
    try {
      await this.#read(control);
    } catch {
      // Whatever it was, the same is done about it.
    }
    clearTimeout(this.#timer);
    control.abort();
    if (this.#stopped) return;
    const wait_ms = Math.min(retry_ms_first * 2 ** this.#failures, retry_ms_max);
    this.#failures = Math.min(this.#failures + 1, 10);
    // Not all displays of a city at once.
    this.#timer = setTimeout(() => void this.#run(), wait_ms * (0.75 + Math.random() / 2));
  }

  #await_word(control: AbortController) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => control.abort(), silence_ms_max);
  }

  async #read(control: AbortController) {
    this.#await_word(control);
    const reply = await fetch(this.#options.url, { headers: this.#headers(), signal: control.signal, cache: 'no-store' });
    if (!reply.ok || !reply.body) throw new Error(`status ${reply.status}`);
    const reader = reply.body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#stopped) return;
      this.#await_word(control);
      const events = parser.take(decoder.decode(value, { stream: true }));
      // A server that stops, or whose store has failed, says so last: that is no sign of life.
      if (events.some(({ event }) => event === 'unavailable')) return;
      this.#failures = 0;
      this.#options.onAlive?.();
      for (const event of events) {
        this.#last_id = event.id;
        this.#options.onEvent(event);
      }
    }
  }

  #headers() {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (this.#last_id) headers['Last-Event-ID'] = this.#last_id;
    const token = this.#options.token?.();
    if (token) headers.Authorization = `Bearer ${token}`;
    return headers;
  }
}
