// What has been chosen so far is in the address: services, how many of the party are minors, hall and slot. It names
// nobody, and a reload or the back key finds it again.
import type { LocationQuery, LocationQueryRaw, RouteLocationRaw } from 'vue-router';

export const party_max = 4;

export interface Choice {
  /** One for each person. */
  services: string[];
  minors: number;
  hall?: string;
  day?: string;
  slot?: string;
  /** Of the list from which the slot was taken. */
  suggestion?: string;
}

const service_pattern = /^[a-z][a-z0-9_]{0,39}$/;
const patterns = {
  hall: /^[1-9]\d{5}$/,
  day: /^\d{4}-\d{2}-\d{2}$/,
  slot: /^[1-9]\d{5}\.[a-z][a-z0-9_]{0,39}\.\d{4}-\d{2}-\d{2}\.\d{4}$/,
  suggestion: /^[0-9a-f]{32}$/,
};

/** Undefined without a service: there is nothing to go on with. */
export function choiceOf(query: LocationQuery): Choice | undefined {
  const services = String(query.services ?? '').split(',');
  if (services.length > party_max || !services.every((service) => service_pattern.test(service))) return undefined;
  const minors = Math.min(Math.max(Math.trunc(Number(query.minors)) || 0, 0), services.length);
  const choice: Choice = { services, minors };
  for (const key of Object.keys(patterns) as (keyof typeof patterns)[]) {
    const value = query[key];
    if (typeof value === 'string' && patterns[key].test(value)) choice[key] = value;
  }
  return choice;
}

export function queryOf({ services, minors, ...others }: Choice): LocationQueryRaw {
  const query: LocationQueryRaw = { services: services.join(',') };
  if (minors) query.minors = String(minors);
  for (const [key, value] of Object.entries(others)) if (value) query[key] = value;
  return query;
}

export const stepTo = (step: string, choice: Choice): RouteLocationRaw => ({ path: `/book/${step}`, query: queryOf(choice) });

export const waitlistOf = (slot: string, services: string[]) => `/waitlist/join/${slot}/${services.join(',')}`;

/** Hall, lane, date and start are in its name. */
export function partsOf(slot: string): { hall: string; day: string; start: string } {
  const [hall = '', , day = '', time = ''] = slot.split('.');
  return { hall, day, start: `${day}T${time.slice(0, 2)}:${time.slice(2)}:00+08:00` };
}
