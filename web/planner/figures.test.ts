import { expect, test } from 'vitest';

import { csvOf } from './csv';
import { intervalText, valueText, verdictOf } from './figures';
import { differencesOf, staffingOf, waitAt, type Results } from './results';

test('a difference counts only outside its interval', () => {
  expect(verdictOf('wait', { mean: -2, ci99: 1 })).toBe('better');
  expect(verdictOf('wait', { mean: 2, ci99: 1 })).toBe('worse');
  expect(verdictOf('wait', { mean: 2, ci99: 2 })).toBe('same');
  expect(verdictOf('wait', { mean: 2, ci99: null })).toBe('same');
  expect(verdictOf('received', { mean: 20, ci99: 1 })).toBe('changed');
});

test('figures are written in their unit, and an interval never claims to be 0', () => {
  expect(valueText('over_15', 0.274, 'en')).toBe('27.4');
  expect(valueText('wait', null, 'en')).toBe('–');
  expect([intervalText('wait', 0.01, 'en'), intervalText('wait', 0, 'en'), intervalText('wait', null, 'en')]).toEqual(['± <0.1', '± 0.0', '']);
});

test('a file for spreadsheet programs has its mark, and no formula', () => {
  expect(csvOf([['方案', '=1+1', '+2', '-1', '@a', '\tx', '\rx', 'a"b,c', -1, null]]))
    .toBe('\uFEFF方案,\'=1+1,\'+2,\'-1,\'@a,\'\tx,"\'\rx","a""b,c",-1,\r\n');
});

const headline = (p90: number, ci99: number | null, hours: number) => ({ p90: { mean: p90, ci99 }, counter_hours: { mean: hours, ci99: 0 } });
const results = {
  halls: [{ code: 1, name: { zh: '', en: '' } }, { code: 2, name: { zh: '', en: '' } }],
  half_hours: ['09:00'],
  scenarios: [
    { name: 'a', halls: [headline(14, 2, 10), headline(30, 1, 10)], cells: { wait: [[10], [40]], arrivals: [[30], [10]] } },
    { name: 'b', halls: [headline(9, 1, 12), headline(8, null, 12)], cells: { wait: [[null], [null]], arrivals: [[0], [0]] } },
    { name: 'c', halls: [headline(12, 1, 11), headline(8, 1, 14)], cells: { wait: [[null], [8]], arrivals: [[0], [2]] } },
  ],
  comparisons: [{ of: 'b', with: 'a', differences: { wait: { mean: -2, ci99: 1 } } }],
} as unknown as Results;

test('enough counters: surely within the target, with the fewest hours', () => {
  expect(staffingOf(results, 15)).toEqual([
    { hall: 0, met: ['open', 'met', 'met'], answer: 2 }, { hall: 1, met: ['missed', 'open', 'met'], answer: 2 }]);
  expect(staffingOf(results, 5)[0]?.answer).toBeUndefined();
});

test('a wait of all halls counts each by who comes', () => {
  const [a, b] = results.scenarios;
  expect(a && waitAt(results, a, -1, 0)).toBe(17.5);
  expect(b && waitAt(results, b, -1, 0)).toBeNull();
});

test('a difference is turned round when the other is compared with', () => {
  expect(differencesOf(results, 1, 0)?.wait.mean).toBe(-2);
  expect(differencesOf(results, 0, 1)?.wait.mean).toBe(2);
  expect(differencesOf(results, 0, 0)).toBeUndefined();
});
