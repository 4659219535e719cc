// Who waits, who waits longest first, who is booked and has not come, and who calls for staff.
import { onScopeDispose, shallowRef, watch } from 'vue';

import type { Schemas } from '../shared/api';
import type { Place } from './place';

export type Waiting = Schemas['Waiting'];

/** At most so often, however much happens in a hall. */
const again_ms_min = 2000;
/** And so often without a new board: no board says that somebody calls for staff. */
const again_ms_max = 5000;
const reply_ms_max = 5000;

export function useWaiting({ api, feed, hall, onSignedOut }: Place) {
  const list = shallowRef<Waiting>();
  let asked_ms = -Infinity;
  let asked = 0;
  let is_gone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask() {
    timer = undefined;
    asked_ms = performance.now();
    const mine = ++asked;
    try {
      const { data, error, response } = await api.GET('/v1/halls/{hall}/waiting', { params: { path: { hall } }, signal: AbortSignal.timeout(reply_ms_max) });
      if (response.status === 401) onSignedOut(error);
      // Not what was asked before something newer. A standby does not know who calls for staff: who called last stays.
      if (data && mine === asked) list.value = { assistance: list.value?.assistance, ...data };
    } catch {
      askSoon(); // the board's age says that there was no reply
    }
    if (timer === undefined) askIn(again_ms_max);
  }

  function askIn(ms: number) {
    if (is_gone) return;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), ms);
  }

  const askSoon = () => askIn(Math.max(asked_ms + again_ms_min - performance.now(), 0));

  watch(feed.board, askSoon, { immediate: true });
  onScopeDispose(() => {
    is_gone = true;
    clearTimeout(timer);
  });
  return list;
}
