// The slots of a hall by day, and those nearest to one that is gone.
import type { Schemas } from '../../shared/api';
import { dateOf } from '../../shared/hall_time';

export type Slot = Schemas['Slot'];
export type Level = NonNullable<Slot['level']>;

export interface Day {
  date: string;
  slots: Slot[];
  /** Of all slots, that there is room for this party. */
  room: number;
  /** The quietest that can be booked; grey without a forecast. */
  level: Level;
}

const order: Level[] = ['green', 'yellow', 'red', 'grey'];

export function daysOf(slots: Slot[]): Day[] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const date = dateOf(slot.start);
    days.set(date, [...(days.get(date) ?? []), slot]);
  }
  return [...days].map(([date, its]) => {
    const free = its.filter(({ remaining }) => remaining > 0);
    const level = order.find((each) => free.some((slot) => (slot.level ?? 'grey') === each)) ?? 'grey';
    return { date, slots: its, room: free.length, level };
  });
}

/** With room, by how far their start is from the wished one. */
export const nearestTo = (slots: Slot[], start: string, count: number): Slot[] => slots
  .filter(({ remaining }) => remaining > 0)
  .sort((a, b) => Math.abs(Date.parse(a.start) - Date.parse(start)) - Math.abs(Date.parse(b.start) - Date.parse(start)))
  .slice(0, count)
  .sort((a, b) => a.start.localeCompare(b.start));
