import { expect, test } from 'vitest';

import { closureOn, countsOf, dayAfter, daysOf, markOf, nearestTo, type Slot } from './days';

const slot = (day: string, time: string, remaining: number, level?: Slot['level']): Slot => ({
  id: `330100.documents.${day}.${time.replace(':', '')}`, hall: '330100',
  start: `${day}T${time}:00+08:00`, end: `${day}T${time}:00+08:00`, remaining, capacity: 9, level,
});

test('a day after the last of a month', () => expect(dayAfter('2026-06-30', 1)).toBe('2026-07-01'));

test('a day is as its middle slot with room, of two the busier; without room or a forecast it is grey', () => {
  const levelOf = (...slots: Slot[]) => daysOf(slots, '2026-06-13', 1)[0]?.level;
  expect(levelOf(slot('2026-06-13', '09:00', 1, 'green'), slot('2026-06-13', '10:00', 1, 'red'))).toBe('red');
  expect(levelOf(slot('2026-06-13', '09:00', 1, 'green'), slot('2026-06-13', '10:00', 1, 'green'), slot('2026-06-13', '11:00', 1, 'red'))).toBe('green');
  expect(levelOf(slot('2026-06-13', '09:00', 1, 'green'), slot('2026-06-13', '10:00', 0, 'red'))).toBe('green');
  expect(levelOf(slot('2026-06-13', '09:00', 0, 'green'))).toBe('grey');
  expect(levelOf(slot('2026-06-13', '09:00', 3))).toBe('grey');
});

test('days without a slot are there, days outside are not', () => {
  const days = daysOf([slot('2026-06-14', '08:30', 2), slot('2026-06-20', '08:30', 2)], '2026-06-13', 3);
  expect(days.map(({ date, free }) => [date, free.length])).toEqual([['2026-06-13', 0], ['2026-06-14', 1], ['2026-06-15', 0]]);
});

test('the nearest three have room and may be earlier', () => {
  const slots = ['08:30', '09:00', '09:30', '10:00', '10:30'].map((time) => slot('2026-06-13', time, time === '09:30' ? 0 : 1));
  expect(nearestTo(slots, '2026-06-13T09:30:00+08:00', 3).map(({ id }) => id.slice(-4))).toEqual(['0900', '1000', '0830']);
});

test('room without a forecast is not the same as no room', () => {
  const markOn = (...slots: Slot[]) => daysOf(slots, '2026-06-13', 1).map(markOf);
  expect(markOn(slot('2026-06-13', '09:00', 3))).toEqual(['grey']);
  expect(markOn(slot('2026-06-13', '09:00', 0, 'green'))).toEqual(['none']);
  expect(markOn(slot('2026-06-13', '09:00', 3, 'yellow'))).toEqual(['yellow']);
});

test('days are counted by kind, and a kind without a day is not named', () => {
  const slots = [slot('2026-06-13', '09:00', 3, 'yellow'), slot('2026-06-14', '09:00', 1, 'yellow'), slot('2026-06-15', '09:00', 0, 'red')];
  expect(countsOf(daysOf(slots, '2026-06-13', 4))).toEqual([{ mark: 'yellow', n: 2 }, { mark: 'none', n: 2 }]);
});

test('a day without room on which the hall is closed is closed, not full', () => {
  const closed = { ...slot('2026-06-13', '09:00', 0), closed: true as const };
  const markOn = (...slots: Slot[]) => daysOf(slots, '2026-06-13', 1).map(markOf);
  expect(markOn(closed, slot('2026-06-13', '10:00', 0))).toEqual(['closed']);
  expect(markOn(closed, slot('2026-06-13', '14:00', 2, 'green'))).toEqual(['green']);
  expect(countsOf(daysOf([closed], '2026-06-13', 1))).toEqual([{ mark: 'closed', n: 1 }]);
});

test('a day has the closure of its hall, by its beginning and end', () => {
  const closure = { from: '2026-06-13T08:00:00+08:00', to: '2026-06-14T18:00:00+08:00' };
  expect(['2026-06-12', '2026-06-13', '2026-06-14', '2026-06-15'].map((date) => closureOn([closure], date) !== undefined)).toEqual([false, true, true, false]);
  expect(closureOn([{ from: closure.from }], '2027-01-01')).toBeDefined();
  expect(closureOn([{ ...closure, service: 'passport_renewal' }], '2026-06-13')).toBeUndefined();
});
