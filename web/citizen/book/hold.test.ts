import { beforeEach, expect, test } from 'vitest';

import { forgetHold, keepHold, keptHold, leftOf, minutesAndSeconds } from './hold';

beforeEach(() => sessionStorage.clear());

test('what is left is counted by the server, not by this device', () => {
  expect(leftOf('2026-06-13T09:10:00+08:00', 'Sat, 13 Jun 2026 01:04:00 GMT')).toBe(6 * 60_000);
  expect(leftOf('2026-06-13T09:10:00+08:00', 'Mon, 30 Nov 2026 08:00:00 GMT')).toBe(10 * 60_000);
  expect(leftOf('2026-06-13T09:10:00+08:00', null)).toBe(10 * 60_000);
});

test('a hold survives a reload with its id, slot and end, and nothing else', () => {
  const slot = '330100.documents.2026-06-13.0830';
  keepHold({ id: 'a', slot, expires_at: '2026-06-13T09:10:00+08:00' }, new Response());
  expect(keptHold()).toMatchObject({ id: 'a', slot });
  expect(Object.keys(keptHold() ?? {})).toEqual(['id', 'slot', 'until_ms']);
  forgetHold();
  expect(keptHold()).toBeUndefined();
  sessionStorage.setItem('offpeak.hold', '{"id":1}');
  expect(keptHold()).toBeUndefined();
});

test('a countdown reads like a clock', () => {
  expect([599_001, 61_000, 5_000, 0, -3].map(minutesAndSeconds)).toEqual(['10:00', '1:01', '0:05', '0:00', '0:00']);
});
