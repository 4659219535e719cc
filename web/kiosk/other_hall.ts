// Where another hall is, and how far.
import { shallowRef, watchEffect } from 'vue';

import type { Schemas } from '../shared/api';
import { distance_km } from './distance';
import { useKiosk } from './kiosk';

export function useOtherHall(code: () => string | undefined) {
  const { api, health } = useKiosk();
  const hall = shallowRef<Schemas['HallDetails']>();
  watchEffect(async () => {
    const other = code();
    hall.value = undefined;
    if (!other || other === health.place.value?.code) return;
    const reply = await api.GET('/v1/halls/{hall}', { params: { path: { hall: other } } }).catch(() => undefined);
    hall.value = reply?.data;
  });
  const km = () => (hall.value && health.place.value ? distance_km(hall.value.location, health.place.value.location) : undefined);
  return { hall, km };
}
