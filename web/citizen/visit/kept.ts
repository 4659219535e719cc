// What was booked on this phone, to be shown without a network: of each visit its id, hall, times and code and
// whether all are adults, of each place in line its id, hall and time. Nothing else, and nobody's name or number.
import { ref } from 'vue';

import type { Name } from '../../shared/language';

export interface Kept {
  kind: 'visit' | 'waitlist';
  id: string;
  hall: Name;
  start: string;
  end?: string;
  code?: string;
  check_in_from?: string;
  check_in_until?: string;
  /** Everybody is 16 or older, as was said when it was booked here. */
  are_adults?: boolean;
}

const kept_as = 'offpeak.visits';
const kept_max = 20;

function read(): Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kept_as) ?? '[]');
    return Array.isArray(found) ? found as Kept[] : [];
  } catch {
    return [];
  }
}

export const kept = ref<Kept[]>(read());

function write(next: Kept[]) {
  kept.value = next.sort((a, b) => a.start.localeCompare(b.start)).slice(-kept_max);
  if (next.length > 0) localStorage.setItem(kept_as, JSON.stringify(kept.value));
  else localStorage.removeItem(kept_as);
}

export const keptOf = (id: string) => kept.value.find((each) => each.id === id);
export const keep = (one: Kept) => write([...kept.value.filter(({ id }) => id !== one.id), one]);
export const forget = (id: string) => write(kept.value.filter((each) => each.id !== id));
export const forgetAll = () => write([]);
