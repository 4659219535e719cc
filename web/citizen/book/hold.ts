// The place that is kept for a few minutes. Its id, slot and end survive a reload, in this tab alone; who it is for
// is not written anywhere.
import { computed, onScopeDispose, ref, type Ref } from 'vue';

import type { Schemas } from '../../shared/api';

export interface KeptHold {
  id: string;
  slot: string;
  /** By this device's clock. */
  until_ms: number;
}

const kept_as = 'offpeak.hold';
/** What is told by a server whose reply has no believable date, as one with a clock of its own for a demonstration. */
const hold_ms_default = 10 * 60_000;
const hold_ms_max = 60 * 60_000;
const tick_ms = 500;

/** How much is left, by the server's own date: this device's clock may be wrong. */
export function leftOf(expires_at: string, date: string | null): number {
  const left_ms = Date.parse(expires_at) - Date.parse(date ?? '');
  return left_ms > 0 && left_ms <= hold_ms_max ? left_ms : hold_ms_default;
}

export function keepHold({ id, slot, expires_at }: Pick<Schemas['Hold'], 'id' | 'slot' | 'expires_at'>, reply: Response): KeptHold {
  const hold = { id, slot, until_ms: Date.now() + leftOf(expires_at, reply.headers.get('Date')) };
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
