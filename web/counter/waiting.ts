// Who waits, in the order of calling, and who is booked next, where the server tells it.
import { onScopeDispose, ref, shallowRef, watch } from 'vue';

import { getWaiting, isMissing, type Waiting } from './api_to_come';
import type { Place } from './place';

/** At most so often, however much happens in a hall. */
const again_ms_min = 2000;

export function useWaiting({ feed, hall, token, onSignedOut }: Place) {
  const list = shallowRef<Waiting>();
  const is_there = ref(false);
  let asked_ms = -Infinity;
  let is_missing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask() {
    timer = undefined;
    asked_ms = performance.now();
    try {
      const answer = await getWaiting(token(), hall);
      is_missing = isMissing(answer);
      if (answer.response.status === 401) onSignedOut(answer.error);
      if (answer.data) list.value = answer.data;
      is_there.value = answer.data !== undefined || (is_there.value && !is_missing);
    } catch {
      // The board's age says that there was no reply.
    }
  }

  watch(feed.board, () => {
    if (is_missing || timer) return;
    timer = setTimeout(() => void ask(), Math.max(asked_ms + again_ms_min - performance.now(), 0));
  }, { immediate: true });
  onScopeDispose(() => {
    clearTimeout(timer);
    is_missing = true;
  });
  return { list, is_there };
}
