// The hall's board, kept up to date by its stream, with its age and the server's time. It is asked for besides
// when something went wrong, and now and then: that is how a sign-in that has ended is noticed.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

import type { makeApi } from '../shared/api';
import { EventStream } from '../shared/event_stream';
import { ServerClock } from '../shared/hall_time';
import type { Board } from './visit';

/** From here on the age is said; the server says something every 15 seconds. */
export const aged_s = 20;
/** From here on nothing looks as if it were so now. */
export const stale_s = 60;
const tick_ms = 250;
const check_ms = 60_000;
/** A board is made anew once a minute, so that its stamp may be that old. */
const stamp_age_ms_max = 90_000;

export interface BoardFeed {
  board: ShallowRef<Board | undefined>;
  /** Since something came, whole seconds. */
  age_s: Ref<number>;
  /** The server's time, milliseconds since 1970; undefined until it has said one. */
  now_ms: Ref<number | undefined>;
  /** A stamp of the server's in a reply. */
  hear: (stamp: string | undefined) => void;
  /** Asks for the board now. */
  read: () => Promise<void>;
}

interface Options {
  hall: string;
  api: ReturnType<typeof makeApi>;
  token: () => string;
  onSignedOut: (problem: unknown) => void;
}

export function useBoardFeed({ hall, api, token, onSignedOut }: Options): BoardFeed {
  const clock = new ServerClock();
  const board: ShallowRef<Board | undefined> = shallowRef();
  const age_s = ref(0);
  const now_ms = ref<number>();
  let heard_ms = performance.now();

  function hear(stamp: string | undefined) {
    if (!stamp) return;
    const ahead_ms = Date.parse(stamp) - (clock.now_ms() ?? -Infinity);
    // A stamp is never of later than now; of older ones the clock knows better, unless it was put back.
    if (ahead_ms >= 0 || ahead_ms < -stamp_age_ms_max) clock.hear(stamp);
    now_ms.value = clock.now_ms();
  }

  function take(next: Board) {
    heard_ms = performance.now();
    age_s.value = 0;
    hear(next.as_of);
    board.value = next;
  }

  async function read() {
    try {
      const { data, error, response } = await api.GET('/v1/halls/{hall}/board', { params: { path: { hall } }, cache: 'no-store' });
      if (response.status === 401) onSignedOut(error);
      else if (data) take(data);
    } catch {
      // The age says it.
    }
  }

  const stream = new EventStream({
    url: `/v1/halls/${encodeURIComponent(hall)}/board/stream`,
    token,
    onAlive: () => {
      heard_ms = performance.now();
      age_s.value = 0;
    },
    onEvent: ({ data }) => take(JSON.parse(data) as Board),
  });
  stream.start();
  void read(); // a refusal of the sign-in is not heard on the stream
  const look = () => {
    if (document.visibilityState === 'visible') void read();
  };
  const timers = [
    setInterval(() => {
      age_s.value = Math.floor((performance.now() - heard_ms) / 1000);
      now_ms.value = clock.now_ms();
    }, tick_ms),
    setInterval(look, check_ms),
  ];
  document.addEventListener('visibilitychange', look);
  onScopeDispose(() => {
    stream.stop();
    for (const timer of timers) clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  });
  return { board, age_s, now_ms, hear, read };
}
