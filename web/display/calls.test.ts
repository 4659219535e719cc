import { beforeEach, expect, test } from 'vitest';

import { announced_age_ms_max, type Called, Calls, pending_max, recent_max, shown_ms_min, side_by_side_max } from './calls';

const start = Date.parse('2026-06-13T09:30:00+08:00');
const called = (n: number, ago_ms = 0, recalls = 0): Called['calling'][number] => ({
  ticket: `A${String(n).padStart(3, '0')}`, counter: n, called_at: new Date(start - ago_ms).toISOString(), recalls,
});
const board = (...calling: ReturnType<typeof called>[]) => ({ calling, counters: [] });
/** They have come to their counters. */
const served = (...calls: ReturnType<typeof called>[]) =>
  calls.map(({ ticket, counter }) => ({ counter, ticket, serving: true, status: 'open' as const, lanes: [] }));
const numbers = (calls: { number: string }[]) => calls.map(({ number }) => number);

let calls: Calls;
beforeEach(() => {
  calls = new Calls();
});

test('a call is large at once and announced once', () => {
  expect(numbers(calls.take(board(called(1)), start, 0))).toEqual(['A001']);
  expect(calls.take(board(called(1)), start + 1000, 1000)).toEqual([]);
  expect(numbers(calls.shown)).toEqual(['A001']);
});

test('simultaneous calls stand side by side, the others wait until each was large for its time', () => {
  const four = [called(4), called(3), called(2), called(1)]; // the last call first, as on the board
  expect(numbers(calls.take(board(...four), start, 0))).toEqual(['A001', 'A002', 'A003']);
  expect(calls.tick(shown_ms_min - 1)).toEqual([]);
  expect(numbers(calls.tick(shown_ms_min))).toEqual(['A004']);
  expect(calls.shown).toHaveLength(side_by_side_max);
});

test('a call that is answered stays large for its time, and is then among the last', () => {
  calls.take(board(called(1)), start, 0);
  calls.take({ calling: [], counters: served(called(1)) }, start, 2000);
  expect(numbers(calls.shown)).toEqual(['A001']);
  calls.tick(shown_ms_min);
  expect(calls.shown).toEqual([]);
  expect(numbers(calls.recent)).toEqual(['A001']);
});

test('a recall is announced again; the same ticket called later too', () => {
  calls.take(board(called(1)), start, 0);
  expect(numbers(calls.take(board(called(1, 0, 1)), start + 20_000, 20_000))).toEqual(['A001']);
  calls.take(board(), start, 40_000);
  expect(numbers(calls.take(board(called(1, -50_000)), start + 50_000, 50_000))).toEqual(['A001']);
});

test('a call that is old when it is first seen is shown and not announced', () => {
  expect(calls.take(board(called(1, announced_age_ms_max + 1)), start, 0)).toEqual([]);
  expect(numbers(calls.shown)).toEqual(['A001']);
  expect(numbers(calls.take(board(called(2, 30_000), called(1, announced_age_ms_max + 1)), start, 0))).toEqual(['A002']);
});

test('a party is one call', () => {
  calls.take(board({ ...called(1), tickets: ['A001', 'A002', 'A003'] }), start, 0);
  expect(numbers(calls.shown)).toEqual(['A001–A003']);
});

test('who is served already is among the last, and not announced', () => {
  const serving = { counter: 4, status: 'open' as const, lanes: [], ticket: 'A009', serving: true };
  const called_only = { ...serving, counter: 5, ticket: 'A010', serving: false };
  for (let time = 0; time < 2; ++time) {
    expect(calls.take({ calling: [], counters: [serving, called_only] }, start, time)).toEqual([]);
    expect(numbers(calls.recent)).toEqual(['A009']);
  }
});

test('after ten thousand calls nothing has grown', () => {
  for (let n = 1; n <= 10_000; ++n) {
    calls.take({ calling: [called(n, -n * 100)], counters: served(called(n - 1)) }, start + n * 100, n * 100);
    expect(calls.shown.length).toBeLessThanOrEqual(side_by_side_max);
  }
  expect(calls.recent.length).toBe(recent_max);
  expect(JSON.stringify(calls.recent).length).toBeLessThan(pending_max * 200);
});

test('a call that is taken back is neither shown nor announced any more', () => {
  calls.take(board(called(1), called(2), called(3), called(4)), start, 0);
  expect(calls.shown).toHaveLength(3);
  calls.take(board(called(1), called(2)), start + 3000, 3000);
  expect(numbers(calls.shown)).not.toContain('A003');
  expect(numbers([...calls.shown, ...calls.recent])).not.toContain('A004');
  expect(numbers(calls.tick(20_000))).toEqual([]);
});
