// The nearest hall that is open, asked for while this one is closed.
import { onScopeDispose, shallowRef } from 'vue';

import type { Schemas } from '../shared/api';
import { distance_km } from './distance';
import { useKiosk } from './kiosk';

const again_ms = 60_000;

export function useNearestOpen() {
  const { api, health } = useKiosk();
  const nearest = shallowRef<{ hall: Schemas['Hall']; km: number }>();
  async function ask() {
    const own = health.place.value;
    const halls = (await api.GET('/v1/halls').catch(() => undefined))?.data?.halls;
    if (!own || !halls) return;
    nearest.value = halls.filter(({ code, open_now }) => open_now && code !== own.code)
      .map((hall) => ({ hall, km: distance_km(hall.location, own.location) }))
      .sort((a, b) => a.km - b.km)[0];
  }
  void ask();
  const timer = setInterval(() => void ask(), again_ms);
  onScopeDispose(() => clearInterval(timer));
  return nearest;
}
