// Between halls, as the crow flies: enough to say which way is long.
interface Location {
  lat: number;
  lon: number;
}

const earth_km = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Kilometres (haversine), with one decimal. */
export function distance_km(a: Location, b: Location): number {
  const h = Math.sin(radians(b.lat - a.lat) / 2) ** 2
    + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return Math.round(2 * earth_km * Math.asin(Math.sqrt(h)) * 10) / 10;
}
