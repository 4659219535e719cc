// Slots by day, and what a day is like.
import type { Schemas } from '../../shared/api';
import { dateOf } from '../../shared/hall_time';

export type Slot = Schemas['Slot'];
export type Level = NonNullable<Slot['level']>;

export interface Day {
  date: string;
  slots: Slot[];
  /** Slots with room for the party. */
  free: Slot[];
  /** The middle one of its slots with room, of two the busier; grey: nothing is known, or there is no room. */
  level: Level;
}

export const days_shown = 14;
const day_ms = 86_400_000;
const ranks: Level[] = ['green', 'yellow', 'red'];

export const dayAfter = (date: string, days: number) => new Date(Date.parse(`${date}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10);

function levelOf(slots: Slot[]): Level {
  const known = slots.map(({ level }) => ranks.indexOf(level ?? 'grey')).filter((rank) => rank >= 0).sort((a, b) => a - b);
  return ranks[known[Math.floor(known.length / 2)] ?? -1] ?? 'grey';
}

function dayOf(date: string, slots: Slot[]): Day {
  const free = slots.filter(({ remaining }) => remaining > 0);
  return { date, slots, free, level: levelOf(free) };
}

/** Every day from `first` on, those without a slot too. */
export function daysOf(slots: Slot[], first: string, count = days_shown): Day[] {
  const by_date = new Map<string, Slot[]>();
  for (let at = 0; at < count; ++at) by_date.set(dayAfter(first, at), []);
  for (const slot of slots) by_date.get(slot.id.split('.')[2] ?? dateOf(slot.start))?.push(slot);
  return [...by_date].map(([date, of_day]) => dayOf(date, of_day));
}

export type Mark = Level | 'none' | 'closed';

/** How a day is shown; `grey` has room, and nothing is known of its waits; `closed` has none, since the hall is. */
export function markOf({ slots, free, level }: Day): Mark {
  if (free.length) return level;
  return slots.some(({ closed }) => closed) ? 'closed' : 'none';
}

/** Those with room that begin the least before or after. */
export function nearestTo(slots: Slot[], start: string, count: number): Slot[] {
  const distance = (slot: Slot) => Math.abs(Date.parse(slot.start) - Date.parse(start));
  return slots.filter(({ remaining }) => remaining > 0).sort((a, b) => distance(a) - distance(b)).slice(0, count);
}

/** How many days there are of each kind, those with room first; none of which there is no day. */
export function countsOf(days: Day[]): { mark: Mark; n: number }[] {
  const marks: Mark[] = [...ranks, 'grey', 'none', 'closed'];
  return marks.map((mark) => ({ mark, n: days.filter((day) => markOf(day) === mark).length })).filter(({ n }) => n > 0);
}

/** What keeps the hall shut on that day, a service alone aside. */
export function closureOn<T extends { service?: string; from: string; to?: string }>(closures: T[], date: string): T | undefined {
  return closures.find(({ service, from, to }) => !service && dateOf(from) <= date && (!to || dateOf(to) >= date));
}
