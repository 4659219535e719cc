// A board that is kept up to date, how old what is known is, and the server's time.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

import { EventStream } from '../shared/event_stream';
import { ServerClock } from '../shared/hall_time';

/** From here on the age is said; the server says something every 15 seconds. */
export const aged_s = 20;
/** From here on nothing looks as if it were so now. */
export const stale_s = 60;
const tick_ms = 250;

export interface Feed<T> {
  board: ShallowRef<T | undefined>;
  /** Since something came, whole seconds; of the start, while nothing has. */
  age_s: Ref<number>;
  /** The server's time, milliseconds since 1970; undefined until it has said one. */
  now_ms: Ref<number | undefined>;
}

export interface FeedOptions<T> {
  url: string;
  stampOf: (board: T) => string | undefined;
  onBoard?: (board: T, server_now_ms: number) => void;
  onTick?: () => void;
}

export function useFeed<T>({ url, stampOf, onBoard, onTick }: FeedOptions<T>): Feed<T> {
  const clock = new ServerClock();
  const board: ShallowRef<T | undefined> = shallowRef();
  const age_s = ref(0);
  const now_ms = ref<number>();
  let heard_ms = performance.now();

  const stream = new EventStream({
    url,
    onAlive: () => {
      heard_ms = performance.now();
      age_s.value = 0;
    },
    onEvent: ({ data }) => {
      const next = JSON.parse(data) as T;
      const stamp = stampOf(next);
      if (stamp) clock.hear(stamp);
      board.value = next;
      onBoard?.(next, clock.now_ms() ?? 0);
    },
  });
  stream.start();
  const timer = setInterval(() => {
    age_s.value = Math.floor((performance.now() - heard_ms) / 1000);
    now_ms.value = clock.now_ms();
    onTick?.();
  }, tick_ms);
  onScopeDispose(() => {
    stream.stop();
    clearInterval(timer);
  });
  return { board, age_s, now_ms };
}
