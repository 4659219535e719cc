// A receiver's state in a word and a level.
import type { operations } from '../generated/schema';
import type { Level } from './parts/LevelTag.vue';

type Outbox = operations['listWebhooks']['responses'][200]['content']['application/json'];
export type Endpoint = NonNullable<Outbox['endpoints']>[number];
export type DeadLetter = NonNullable<Outbox['dead_letters']>[number];

const late_s_min = 900; // as docs/monitoring/offpeak.rules.yaml

export function stateOf({ disabled, disabled_because, oldest_age_seconds = 0 }: Endpoint): { word: string; level: Level } {
  if (disabled) return { word: disabled_because ?? 'gone', level: 'red' };
  return oldest_age_seconds > late_s_min ? { word: 'late', level: 'yellow' } : { word: 'ok', level: 'green' };
}

/** A dot in a key of words leads further down. */
export const typeKey = (type: string) => type.replace('.', '-');
