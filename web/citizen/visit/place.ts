// How far a hall is, if the browser may say where it is. The place stays in the page.
import { shallowRef } from 'vue';

import type { Hall } from './catalog';

type Location = Hall['location'];

const earth_km = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** In a straight line (haversine). */
export function kilometres(a: Location, b: Location): number {
  const half = (x: number, y: number) => Math.sin(radians(x - y) / 2) ** 2;
  const share = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon);
  return 2 * earth_km * Math.asin(Math.sqrt(share));
}

/** 0.8, 3.2, 14 */
export const rounded = (km: number) => (km < 10 ? Math.max(km, 0.1).toFixed(1) : String(Math.round(km)));

export const here = shallowRef<Location>();

/** False: it may not be known. */
export const findOut = () => new Promise<boolean>((resolve) => {
  if (!('geolocation' in navigator)) return resolve(false);
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    here.value = { lat: coords.latitude, lon: coords.longitude };
    resolve(true);
  }, () => resolve(false), { timeout: 10_000, maximumAge: 600_000 });
});
