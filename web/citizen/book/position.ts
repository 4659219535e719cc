// Where the citizen is: asked for by a press alone, kept in memory alone.
import { ref } from 'vue';

/** Latitude and longitude to about 100 m, which is enough to order halls. */
export const position = ref<string>();

const patience_ms = 10_000;

export const is_position_askable = 'geolocation' in navigator && window.isSecureContext;

export function askPosition(): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      position.value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
      resolve();
    }, reject, { timeout: patience_ms, maximumAge: 60_000 });
  });
}

const earth_km = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** In a straight line (haversine). */
export function distance_km(near: string, to: { lat: number; lon: number }): number {
  const [lat = 0, lon = 0] = near.split(',').map(Number);
  const a = Math.sin(radians(to.lat - lat) / 2) ** 2
    + Math.cos(radians(lat)) * Math.cos(radians(to.lat)) * Math.sin(radians(to.lon - lon) / 2) ** 2;
  return 2 * earth_km * Math.asin(Math.sqrt(a));
}
