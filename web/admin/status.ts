// The state of this server, asked for again and again, and how old what is known is. Not by the client that tries
// again by itself: here 503 is an answer.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';

import { findingsOf, type Readiness } from './health';
import { useRepeated } from './load';
import { Metrics } from './metrics';

const every_ms = 10_000;
const tick_ms = 1_000;
const reply_ms_max = 8_000;
/** From here on the age is said, from there on nothing looks as if it were so now (docs/pages.md). */
const aged_s = 20;
const stale_s = 60;

async function ask(path: string): Promise<Response> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), reply_ms_max);
  return fetch(path, { cache: 'no-store', signal: control.signal }).finally(() => clearTimeout(timer));
}

export function useStatus() {
  const ready = shallowRef<Readiness>();
  const metrics = shallowRef<Metrics>();
  const real_now_ms = ref(0);
  const is_away = ref(false);
  const age_s = ref(0);
  let heard_ms = performance.now();

  async function refresh() {
    try {
      const [readiness, figures] = await Promise.all([ask('/readyz'), ask('/metrics')]);
      const known = (await readiness.json()) as Readiness;
      if (!figures.ok || !('sequence' in known)) throw new Error('not a status');
      metrics.value = new Metrics(await figures.text());
      ready.value = known;
      real_now_ms.value = Date.parse(figures.headers.get('Date') ?? '');
      heard_ms = performance.now();
      age_s.value = 0;
      is_away.value = false;
    } catch {
      is_away.value = true;
    }
  }
  void refresh();
  useRepeated(refresh, every_ms);
  const timer = setInterval(() => {
    age_s.value = Math.floor((performance.now() - heard_ms) / 1000);
  }, tick_ms);
  onScopeDispose(() => clearInterval(timer));

  return {
    ready,
    metrics,
    findings: computed(() => (ready.value && metrics.value ? findingsOf(ready.value, metrics.value) : undefined)),
    /** The newest question had no answer. */
    is_away,
    age_s,
    is_aged: computed(() => age_s.value >= aged_s),
    is_stale: computed(() => age_s.value >= stale_s),
    uptime_s: computed(() => {
      const start_s = metrics.value?.value('process_start_time_seconds');
      return start_s === undefined || Number.isNaN(real_now_ms.value) ? undefined : real_now_ms.value / 1000 - start_s;
    }),
    refresh,
  };
}
