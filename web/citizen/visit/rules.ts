// The city's usual rules, for what is said beforehand; the server decides. The interface does not tell a hall's own.
import { dateOf } from '../../shared/hall_time';

const minute_ms = 60_000;
const day_ms = 24 * 60 * minute_ms;
const offset = '+08:00';

const check_in_early_minutes = 30;
const check_in_late_minutes = 15;
const free_until = '17:00';

/** From when until when a number is given for the appointment, milliseconds since 1970. */
export const checkInOf = (start: string) => ({
  from_ms: Date.parse(start) - check_in_early_minutes * minute_ms,
  to_ms: Date.parse(start) + check_in_late_minutes * minute_ms,
});

/** Until when it is cancelled or moved without being late: 17:00 on the day before. */
export const freeUntil = (start: string) =>
  Date.parse(`${dateOf(Date.parse(`${dateOf(start)}T12:00:00${offset}`) - day_ms)}T${free_until}:00${offset}`);

/** Undefined while the server's time is not known. */
export const isLate = (start: string, now_ms: number | undefined) =>
  (now_ms === undefined ? undefined : now_ms >= freeUntil(start));

/** 2026-06-13 and 3: 2026-06-16 */
export const addDays = (date: string, days: number) => dateOf(Date.parse(`${date}T12:00:00${offset}`) + days * day_ms);

export const isSameDay = (at: string, now_ms: number | undefined) => now_ms !== undefined && dateOf(at) === dateOf(now_ms);
