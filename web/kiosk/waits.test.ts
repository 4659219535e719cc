import { expect, test } from 'vitest';

import { distance_km } from './distance';
import { numberOf, spelled, waitOf } from './waits';

test('minutes are whole, and the outer end is not under the middle', () => {
  expect(waitOf({ wait_p50_minutes: 8.5, wait_p90_minutes: 13.1 })).toEqual({ p50: 9, p90: 14 });
  expect(waitOf({ wait_p50_minutes: 0, wait_p90_minutes: 0 })).toEqual({ p50: 1, p90: 1 });
  expect(waitOf({ wait_p50_minutes: null, wait_p90_minutes: null })).toBeUndefined();
  expect(waitOf({})).toBeUndefined();
});

test('a party has one number, from the first to the last', () => {
  expect(numberOf({ number: 'A012' })).toBe('A012');
  expect(numberOf({ number: 'A012', numbers: ['A012', 'A013', 'A014'] })).toBe('A012–A014');
  expect(spelled('A012–A014', ' to ')).toBe('A 0 1 2 to A 0 1 4');
});

test('from the main hall to Xihu it is some twelve kilometres', () => {
  expect(distance_km({ lat: 30.23, lon: 120.19 }, { lat: 30.28, lon: 120.08 })).toBeCloseTo(11.9, 0);
});
