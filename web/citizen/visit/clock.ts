// The hall as it is now, and the server's time, which its board says.
import { onScopeDispose, ref, watch, type Ref } from 'vue';

import { makeApi, type Schemas } from '../../shared/api';
import { ServerClock } from '../../shared/hall_time';
import { useFollowed, type Followed } from './follow';

const board_ms = 60_000;
const tick_ms = 1000;
const api = makeApi();

export interface HallNow extends Followed<Schemas['Board']> {
  /** Milliseconds since 1970; undefined until the server has said them. */
  now_ms: Ref<number | undefined>;
}

export function useHallNow(hall: () => string): HallNow {
  const clock = new ServerClock();
  const now_ms = ref<number>();
  const followed = useFollowed<Schemas['Board']>(async () => {
    if (!hall()) return {};
    return api.GET('/v1/halls/{hall}/board', { params: { path: { hall: hall() } } });
  }, () => board_ms);
  const tick = () => {
    now_ms.value = clock.now_ms();
  };
  watch(followed.value, (board) => {
    if (board) clock.hear(board.as_of);
    tick();
  });
  watch(hall, () => void followed.refresh());
  const timer = setInterval(tick, tick_ms);
  onScopeDispose(() => clearInterval(timer));
  return { ...followed, now_ms };
}
