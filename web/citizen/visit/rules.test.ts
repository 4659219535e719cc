import { expect, test } from 'vitest';

import { addDays, checkInOf, freeUntil, isLate, isSameDay } from './rules';

const start = '2026-06-13T08:30:00+08:00';
const at = (stamp: string) => Date.parse(stamp);

test('free until 17:00 on the day before, by the clock of the hall', () => {
  expect(freeUntil(start)).toBe(at('2026-06-12T17:00:00+08:00'));
  expect(freeUntil('2026-03-01T00:30:00+08:00')).toBe(at('2026-02-28T17:00:00+08:00'));
  expect(isLate(start, at('2026-06-12T16:59:59+08:00'))).toBe(false);
  expect(isLate(start, at('2026-06-12T17:00:00+08:00'))).toBe(true);
  expect(isLate(start, undefined)).toBeUndefined();
});

test('numbers are given from half an hour before to a quarter after', () => {
  expect(checkInOf(start)).toEqual({ from_ms: at('2026-06-13T08:00:00+08:00'), to_ms: at('2026-06-13T08:45:00+08:00') });
});

test('days are those of the hall', () => {
  expect(addDays('2026-02-27', 3)).toBe('2026-03-02');
  expect(isSameDay(start, at('2026-06-12T23:00:00Z'))).toBe(true);
  expect(isSameDay(start, at('2026-06-12T15:00:00Z'))).toBe(false);
});
