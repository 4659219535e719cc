// The halls and their lanes by name, asked for until there is an answer and once an hour after that: a screen runs
// for months, and the configuration may change.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

import { makeApi, type Schemas } from '../shared/api';

const again_ms = 5_000;
const refresh_ms = 3_600_000;

export type Hall = Schemas['Hall'];
export type HallDetails = Schemas['HallDetails'];

/** `ask` resolves to undefined when there was no answer. */
function useAnswer<T>(ask: () => Promise<T | undefined>): ShallowRef<T | undefined> {
  const answer: ShallowRef<T | undefined> = shallowRef();
  let timer: ReturnType<typeof setTimeout>;
  let is_over = false;
  const go = async () => {
    const got = await ask().catch(() => undefined);
    if (is_over) return;
    if (got !== undefined) answer.value = got;
    timer = setTimeout(go, got === undefined ? again_ms : refresh_ms);
  };
  void go();
  onScopeDispose(() => {
    is_over = true;
    clearTimeout(timer);
  });
  return answer;
}

const api = makeApi();

export const useHalls = () => useAnswer<Hall[]>(async () => (await api.GET('/v1/halls')).data?.halls);

/** `null`: there is no such hall. */
export const useHall = (hall: string) => useAnswer<HallDetails | null>(async () => {
  const { data, response } = await api.GET('/v1/halls/{hall}', { params: { path: { hall } } });
  return response.status === 404 ? null : data;
});

/** On a flat earth, which a city is. */
function distance(a: Hall['location'], b: Hall['location']) {
  const north = a.lat - b.lat;
  const east = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

export const nearest = (halls: Hall[], to: Hall, count: number): Hall[] => halls
  .filter(({ code }) => code !== to.code)
  .sort((a, b) => distance(a.location, to.location) - distance(b.location, to.location))
  .slice(0, count);
