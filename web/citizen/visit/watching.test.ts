import { expect, test } from 'vitest';

import { faultsOf, hoursOf, requestOf } from './watching';

const form = { halls: ['330100'], from: '2026-06-11', to: '2026-06-12', hours: 'any' as const };

test('what is asked for', () => {
  expect(requestOf(form)).toEqual({ halls: ['330100'], from: '2026-06-11', to: '2026-06-12' });
  expect(requestOf({ ...form, hours: 'morning' })).toMatchObject({ to_time: '12:00' });
  expect(requestOf({ ...form, hours: 'afternoon' })).toMatchObject({ from_time: '12:00' });
});

test('what cannot be asked for', () => {
  expect(faultsOf(form)).toEqual([]);
  expect(faultsOf({ ...form, halls: [], to: '2026-06-10' })).toEqual(['halls', 'days']);
  expect(faultsOf({ ...form, halls: Array.from({ length: 9 }, String) })).toEqual(['halls']);
});

test('hours in words, where there is a word for them', () => {
  expect(hoursOf({ from_time: '00:00', to_time: '24:00' })).toBe('any');
  expect(hoursOf({ from_time: '00:00', to_time: '12:00' })).toBe('morning');
  expect(hoursOf({ from_time: '12:00', to_time: '24:00' })).toBe('afternoon');
  expect(hoursOf({ from_time: '09:00', to_time: '11:00' })).toBeUndefined();
});
