// Times of lists: the same in both languages, in hall time.
import { clockTimeWithSeconds, dateOf } from '../shared/hall_time';

/** 2026-06-13 09:30:05 */
export const stampOf = (at: Date | string | number) => `${dateOf(at)} ${clockTimeWithSeconds(at)}`;

export interface Span {
  unit: 'seconds' | 'minutes' | 'hours' | 'days';
  n: number;
}

/** In the largest unit of which there are two. */
export function spanOf(seconds: number): Span {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 120) return { unit: 'seconds', n: s };
  if (s < 2 * 3600) return { unit: 'minutes', n: Math.floor(s / 60) };
  if (s < 2 * 86_400) return { unit: 'hours', n: Math.floor(s / 3600) };
  return { unit: 'days', n: Math.floor(s / 86_400) };
}
