import { beforeEach, expect, test, vi } from 'vitest';

import { forgetHold, keepHold, keptHold, minutesAndSeconds } from './hold';

beforeEach(() => sessionStorage.clear());

const slot = '330100.documents.2026-06-13.0830';

test('what is left is counted by the server, whatever day this device believes it is', () => {
  vi.useFakeTimers({ now: new Date('1999-01-01') });
  expect(keepHold({ id: 'a', slot, remaining_seconds: 480 }).until_ms).toBe(Date.parse('1999-01-01') + 480_000);
  vi.useRealTimers();
});

test('a hold survives a reload with its id, slot, end and how many are minors, and nothing else', () => {
  keepHold({ id: 'a', slot, remaining_seconds: 480 }, 1);
  expect(keptHold()).toMatchObject({ id: 'a', slot, minors: 1 });
  expect(Object.keys(keptHold() ?? {}).sort()).toEqual(['id', 'minors', 'slot', 'until_ms']);
  forgetHold();
  expect(keptHold()).toBeUndefined();
  sessionStorage.setItem('offpeak.hold', '{"id":1}');
  expect(keptHold()).toBeUndefined();
});

test('a countdown reads like a clock', () => {
  expect([599_001, 61_000, 5_000, 0, -3].map(minutesAndSeconds)).toEqual(['10:00', '1:01', '0:05', '0:00', '0:00']);
});
