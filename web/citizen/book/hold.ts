// The place that is kept for a few minutes. Its id, slot and end survive a reload, in this tab alone; who it is for
// is not written anywhere.
import { computed, onScopeDispose, ref, type Ref } from 'vue';

import type { Schemas } from '../../shared/api';

export interface KeptHold {
  id: string;
  slot: string;
  /** How many are under 16; undefined of a hold that was not made here. */
  minors?: number;
  /** By this device's clock. */
  until_ms: number;
}

const kept_as = 'offpeak.hold';
const tick_ms = 500;
/** Until the server has told it. */
const usual_seconds = 600;

/**
 * What is left is the server's word: its clock and this device's may differ. The reply that makes a hold does not say it,
 * as it is the same when it is repeated; the page that follows asks at once.
 */
export function keepHold({ id, slot, remaining_seconds }: Pick<Schemas['Hold'], 'id' | 'slot' | 'remaining_seconds'>, minors?: number): KeptHold {
  const hold: KeptHold = { id, slot, until_ms: Date.now() + (remaining_seconds ?? usual_seconds) * 1000, ...(minors !== undefined && { minors }) };
  sessionStorage.setItem(kept_as, JSON.stringify(hold));
  return hold;
}

export function keptHold(): KeptHold | undefined {
  try {
    const hold = JSON.parse(sessionStorage.getItem(kept_as) ?? '') as KeptHold;
    return typeof hold.id === 'string' && typeof hold.slot === 'string' && Number.isFinite(hold.until_ms) ? hold : undefined;
  } catch {
    return undefined;
  }
}

export const forgetHold = () => sessionStorage.removeItem(kept_as);

/** 9:05 */
export const minutesAndSeconds = (ms: number) => {
  const seconds = Math.max(Math.ceil(ms / 1000), 0);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export function useCountdown(until_ms: Ref<number>) {
  const now_ms = ref(Date.now());
  const timer = setInterval(() => {
    now_ms.value = Date.now();
  }, tick_ms);
  onScopeDispose(() => clearInterval(timer));
  const left_ms = computed(() => Math.max(until_ms.value - now_ms.value, 0));
  return { left_ms, text: computed(() => minutesAndSeconds(left_ms.value)), is_over: computed(() => left_ms.value === 0) };
}
