// What a signed-in page works with: the interface, the hall with its words, and the hall's board.
import { computed, inject, provide, shallowRef, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';

import type { makeApi, Schemas } from '../shared/api';
import type { Name } from '../shared/language';
import type { BoardFeed } from './board_feed';

export type Api = ReturnType<typeof makeApi>;
export type Service = Schemas['Service'];

export interface Place {
  api: Api;
  token: () => string;
  hall: string;
  details: ShallowRef<Schemas['HallDetails'] | undefined>;
  services: ShallowRef<Service[]>;
  feed: BoardFeed;
  onSignedOut: (problem: unknown) => void;
}

const key: InjectionKey<Place> = Symbol('place');

export const providePlace = (place: Place) => provide(key, place);

export function usePlace(): Place {
  const place = inject(key);
  if (!place) throw new Error('no place is provided');
  return place;
}

/** Asks until there is an answer; a page without the hall's words shows its keys. */
export function useHallWords(api: Api, hall: string) {
  const details: Place['details'] = shallowRef();
  const services: Place['services'] = shallowRef([]);
  const again_ms = 5000;
  async function load() {
    try {
      const [one, all] = await Promise.all([
        api.GET('/v1/halls/{hall}', { params: { path: { hall } } }),
        api.GET('/v1/services'),
      ]);
      if (one.data && all.data) {
        details.value = one.data;
        const offered = new Set(one.data.services);
        services.value = all.data.services.filter((service) => offered.has(service.key));
        return;
      }
      if (one.response.status === 401) return;
    } catch {
      // No reply: below.
    }
    setTimeout(() => void load(), again_ms);
  }
  void load();
  return { details, services };
}

interface Words {
  say: (name: Name) => string;
  laneName: (lane: string) => string;
  serviceName: (service: string) => string;
  servicesText: ComputedRef<(services: string[]) => string>;
}

/** The names of lanes and services in the page's language. */
export function useWords(): Words {
  const { locale, t } = useI18n();
  const { details, services } = usePlace();
  const say = (name: Name) => name[locale.value === 'en' ? 'en' : 'zh'];
  const lanes = computed(() => new Map(details.value?.lanes.map(({ lane, name }) => [lane, name])));
  const names = computed(() => new Map(services.value.map((service) => [service.key, service.name])));
  const nameIn = (map: Map<string, Name>, word: string) => {
    const name = map.get(word);
    return name ? say(name) : word;
  };
  const serviceName = (service: string) => nameIn(names.value, service);
  /** `护照换发 ×2、咨询` */
  const servicesText = computed(() => (list: string[]) => {
    const counts = new Map<string, number>();
    for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1);
    return [...counts].map(([each, n]) => (n > 1 ? `${serviceName(each)} ×${n}` : serviceName(each))).join(t('comma'));
  });
  return { say, laneName: (lane) => nameIn(lanes.value, lane), serviceName, servicesText };
}
