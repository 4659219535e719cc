// What can be chosen instead of a place: the slots of a hall, and what is recommended among them.
import { shallowRef, watch } from 'vue';

import { makeApi, type Schemas } from '../../shared/api';
import { clockTime } from '../../shared/hall_time';
import { addDays } from './dates';
import type { Slot } from './slots';

export type Suggestion = Schemas['SuggestedPlace'];

export interface Wish {
  hall: string;
  /** Of each of the party, with commas between. */
  services: string;
  /** The present place: nothing is recommended that is it. */
  slot: string;
  start: string;
  /** Today, of the server; empty until it is known. */
  today: string;
}

const api = makeApi();
const days_shown = 30;
const suggestions_max = 3;
const seed = Math.random().toString(36).slice(2, 10);

export function useChoices(wish: () => Wish) {
  const slots = shallowRef<Slot[]>();
  const suggestions = shallowRef<Suggestion[]>([]);
  const problem = shallowRef<unknown>();

  async function load() {
    const { hall, services, slot, start, today } = wish();
    if (!today) return;
    const query = { hall, services, from: today };
    const [all, better] = await Promise.all([
      api.GET('/v1/slots', { params: { query: { ...query, to: addDays(today, days_shown) } } }),
      api.GET('/v1/guidance', { params: { query: { ...query, at: clockTime(start), limit: suggestions_max, seed } } }),
    ]).catch((error: unknown) => [{ data: undefined, error }, { data: undefined }] as const);
    problem.value = all.error;
    slots.value = all.data?.slots;
    suggestions.value = better.data?.items.filter((item) => item.slot !== slot) ?? [];
  }

  watch(() => Object.values(wish()).join(), () => {
    slots.value = undefined;
    suggestions.value = [];
    void load();
  }, { immediate: true });
  return { slots, suggestions, problem, load };
}
