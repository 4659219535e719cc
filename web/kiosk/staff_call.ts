// A call for staff: the clerks of the hall see it until one of them says that somebody is coming.
import { ref } from 'vue';

import type { makeApi } from '../shared/api';

export type StaffCall = 'calling' | 'called' | 'coming' | 'unanswered' | 'away';

export const ask_ms = 3_000;
/** So long after the call without an answer one should do something else. */
export const unanswered_ms = 60_000;
const reply_ms_max = 10_000;

/** How the server is asked; without an answer of its own it is undefined, or throws. */
export interface Line {
  send: () => Promise<string | undefined>;
  /** A server that was started anew knows of no call: it is gone. */
  ask: (id: string) => Promise<'open' | 'done' | 'gone' | undefined>;
}

const pause = (ms: number, signal: AbortSignal) => new Promise<void>((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** Calls, and tells what comes of it until somebody is coming or `signal` says that nobody waits any more. */
export async function follow(line: Line, tell: (now: StaffCall) => void, signal: AbortSignal) {
  let id: string | undefined;
  let called_ms: number | undefined;
  while (!signal.aborted) {
    const status = id === undefined ? undefined : await line.ask(id).catch(() => undefined);
    if (status === 'gone') id = undefined;
    const is_sent = id === undefined;
    if (is_sent) id = await line.send().catch(() => undefined);
    if (signal.aborted) return;
    if (status === 'done') return tell('coming');
    if (id === undefined || (!is_sent && status === undefined)) {
      tell('away');
    } else {
      called_ms ??= performance.now();
      tell(performance.now() - called_ms >= unanswered_ms ? 'unanswered' : 'called');
    }
    await pause(ask_ms, signal);
  }
}

/** As the interface takes it: no number of a person has room in it. */
const place_form = /^(?! )(?!.* $)(?!(?:[^0-9]*[0-9]){5})[0-9A-Za-z一-鿿 -]{1,20}$/;

/** Where this kiosk stands, if its address says so: `?place=东门`. */
export function placeOf(search: string): string | undefined {
  const place = new URLSearchParams(search).get('place') ?? '';
  return place_form.test(place) ? place : undefined;
}

export function makeStaffCall(api: ReturnType<typeof makeApi>, hall: string) {
  /** Undefined: nobody calls. */
  const now = ref<StaffCall>();
  let under_way: AbortController | undefined;
  const place = placeOf(location.search);

  const line: Line = {
    async send() {
      const { data } = await api.POST('/v1/halls/{hall}/assistance', {
        params: { path: { hall } }, body: place ? { place } : {}, signal: AbortSignal.timeout(reply_ms_max) });
      return data?.id;
    },
    async ask(id) {
      const { data, response } = await api.GET('/v1/halls/{hall}/assistance/{id}', {
        params: { path: { hall, id } }, signal: AbortSignal.timeout(reply_ms_max) });
      return response.status === 404 ? 'gone' : data?.status;
    },
  };

  /** A call that is under way goes on. */
  function start() {
    if (now.value !== undefined && now.value !== 'coming') return;
    const control = new AbortController();
    under_way = control;
    now.value = 'calling';
    void follow(line, (next) => { now.value = next; }, control.signal);
  }

  /** Nobody waits here any more. Whoever comes all the same has come for nothing. */
  function end() {
    under_way?.abort();
    now.value = undefined;
  }

  /** An answer may come soon: then nobody needs to touch the screen. */
  const isAwaited = () => now.value === 'calling' || now.value === 'called';

  return { now, start, end, isAwaited };
}
