// What is asked for again and again, and how old the last answer is. What was known stays when the server is
// gone: its age says so.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

export interface Answer<T> {
  data?: T;
  error?: unknown;
}

export interface Followed<T> {
  value: ShallowRef<T | undefined>;
  /** Of the last time it was asked for: a refusal, or what the call threw. */
  problem: ShallowRef<unknown>;
  /** Whole seconds since the last answer, or since the start. */
  age_s: Ref<number>;
  refresh: () => Promise<void>;
}

/** From here on the age is said, and from there nothing looks as if it were so now. */
export const aged_s = 20;
export const stale_s = 60;
const tick_ms = 1000;

/** `every_ms` after each answer; 0: not again by itself. */
export function useFollowed<T>(ask: () => Promise<Answer<T>>, every_ms: (last: T | undefined) => number): Followed<T> {
  const value: ShallowRef<T | undefined> = shallowRef();
  const problem: ShallowRef<unknown> = shallowRef();
  const age_s = ref(0);
  let heard_ms = performance.now();
  let asked = 0;
  let is_over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh() {
    clearTimeout(timer);
    const mine = ++asked;
    const answer = await ask().catch((error: unknown): Answer<T> => ({ error }));
    if (is_over || mine !== asked) return;
    problem.value = answer.error;
    if (answer.data !== undefined) {
      value.value = answer.data;
      heard_ms = performance.now();
      age_s.value = 0;
    }
    const wait_ms = every_ms(value.value);
    if (wait_ms > 0) timer = setTimeout(() => void refresh(), wait_ms);
  }

  const look = () => {
    if (document.visibilityState === 'visible') void refresh();
  };
  const ticker = setInterval(() => {
    age_s.value = Math.floor((performance.now() - heard_ms) / 1000);
  }, tick_ms);
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', look);
  onScopeDispose(() => {
    is_over = true;
    clearTimeout(timer);
    clearInterval(ticker);
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('online', look);
  });
  void refresh();
  return { value, problem, age_s, refresh };
}
