// The halls' names and what is done in them, asked for once for all sections.
import { computed, shallowRef } from 'vue';

import type { Schemas } from '../shared/api';
import type { Name } from '../shared/language';
import { api } from './account';

type Hall = Schemas['HallList']['halls'][number];

const halls = shallowRef<Hall[]>([]);
const services = shallowRef(new Map<string, Name>());
const service_keys = computed(() => [...services.value.keys()]);
const by_code = computed(() => new Map(halls.value.map((hall) => [hall.code as string, hall])));
let is_asked = false;

async function ask() {
  const [all, each] = await Promise.all([api.GET('/v1/halls'), api.GET('/v1/services')]);
  if (all.data) halls.value = all.data.halls;
  if (each.data) services.value = new Map(each.data.services.map(({ key, name }) => [key as string, name]));
  return !!all.data && !!each.data;
}

/** Without a reply the codes stand for the names; the next section asks again. */
export function useHalls() {
  if (!is_asked) {
    is_asked = true;
    ask().then((ok) => { is_asked = ok; }, () => { is_asked = false; });
  }
  const nameOf = (name: Name | undefined, key: string, language: string) => name?.[language === 'en' ? 'en' : 'zh'] ?? key;
  return {
    halls,
    services: service_keys,
    hallName: (code: string, language: string) => nameOf(by_code.value.get(code)?.name, code, language),
    serviceName: (service: string, language: string) => nameOf(services.value.get(service), service, language),
  };
}
