// Days as the halls count them.
import { dateOf } from '../../shared/hall_time';

const day_ms = 86_400_000;

/** 2026-06-13 and 3: 2026-06-16 */
export const addDays = (date: string, days: number) => dateOf(Date.parse(`${date}T12:00:00+08:00`) + days * day_ms);

export const isSameDay = (at: string, now_ms: number | undefined) => now_ms !== undefined && dateOf(at) === dateOf(now_ms);
