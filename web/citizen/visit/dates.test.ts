import { expect, test } from 'vitest';

import { addDays, isSameDay } from './dates';

const start = '2026-06-13T08:30:00+08:00';

test('days are those of the hall', () => {
  expect(addDays('2026-02-27', 3)).toBe('2026-03-02');
  expect(isSameDay(start, Date.parse('2026-06-12T23:00:00Z'))).toBe(true);
  expect(isSameDay(start, Date.parse('2026-06-12T15:00:00Z'))).toBe(false);
  expect(isSameDay(start, undefined)).toBe(false);
});
