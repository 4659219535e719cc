// Halls and services by name: asked for once, and again after a failure.
import { ref, shallowRef } from 'vue';

import { makeApi, type Schemas } from '../../shared/api';
import type { Name } from '../../shared/language';

export type Hall = Schemas['Hall'];
export type HallDetails = Schemas['HallDetails'];
export type Service = Schemas['Service'];

const api = makeApi();
const halls = shallowRef<Hall[]>([]);
const services = shallowRef<Service[]>([]);
const asked = ref(false);

async function ask() {
  const [of_halls, of_services] = await Promise.all([api.GET('/v1/halls'), api.GET('/v1/services')]);
  halls.value = of_halls.data?.halls ?? [];
  services.value = of_services.data?.services ?? [];
  asked.value = halls.value.length > 0 && services.value.length > 0;
}

export function useCatalog() {
  if (!asked.value) {
    asked.value = true;
    ask().catch(() => {
      asked.value = false;
    });
  }
  const hallOf = (code: string) => halls.value.find((hall) => hall.code === code);
  const serviceOf = (key: string) => services.value.find((service) => service.key === key);
  /** Until the halls are known a hall is its code. */
  const hallName = (code: string): Name => hallOf(code)?.name ?? { zh: code, en: code };
  const serviceName = (key: string): Name => serviceOf(key)?.name ?? { zh: '', en: '' };
  return { halls, hallOf, hallName, serviceOf, serviceName };
}

/** 330100.business.2026-06-12.0830 */
export function partsOf(slot: string) {
  const [hall = '', lane = '', date = '', time = ''] = slot.split('.');
  return { hall, lane, start: `${date}T${time.slice(0, 2)}:${time.slice(2)}:00+08:00` };
}
