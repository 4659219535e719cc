// What a section shows, and how far it is: loading, shown, or refused with a way to try again.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

import { hallTime } from './hall_time';

export interface Loaded<T> {
  data: ShallowRef<T | undefined>;
  /** Of the newest try; what was loaded before stays. */
  error: ShallowRef<unknown>;
  is_loading: Ref<boolean>;
  reload: () => Promise<void>;
}

/** As openapi-fetch answers. */
interface Answer<T> {
  data?: T;
  error?: unknown;
}

/** Begins at once. A reply that a later question has overtaken is dropped. */
export function useLoaded<T>(ask: () => Promise<Answer<T>>): Loaded<T> {
  const data: ShallowRef<T | undefined> = shallowRef();
  const error = shallowRef<unknown>();
  const is_loading = ref(false);
  let newest = 0;

  async function reload() {
    const own = ++newest;
    is_loading.value = true;
    const answer = await ask().catch((thrown: unknown): Answer<T> => ({ error: thrown }));
    if (own !== newest) return;
    is_loading.value = false;
    error.value = answer.data === undefined ? (answer.error ?? new Error('no answer')) : undefined;
    if (answer.data !== undefined) data.value = answer.data;
  }
  void reload();
  onScopeDispose(() => {
    newest = -1;
  });
  return { data, error, is_loading, reload };
}

/** With the halls' time when it was asked: what is in force, over or to come is by that, not by this machine's clock. */
export function useDated<T>(ask: () => Promise<Answer<T>>): Loaded<T> & { now_ms: Ref<number> } {
  const now_ms = ref(0);
  const loaded = useLoaded<T>(async () => {
    const [answer, stamp] = await Promise.all([ask(), hallTime()]);
    if (stamp) now_ms.value = Date.parse(stamp);
    return answer;
  });
  return { ...loaded, now_ms };
}

/** Again every so often while the page is seen. */
export function useRepeated(again: () => unknown, every_ms: number) {
  const timer = setInterval(() => {
    if (!document.hidden) again();
  }, every_ms);
  onScopeDispose(() => clearInterval(timer));
}
