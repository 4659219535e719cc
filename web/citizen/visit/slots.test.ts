import { expect, test } from 'vitest';

import { daysOf, nearestTo, type Slot } from './slots';

const slot = (time: string, remaining: number, level?: Slot['level']): Slot => ({
  id: time, hall: '330100', start: `${time}:00+08:00`, end: `${time}:00+08:00`, remaining, capacity: 9, level,
});

const slots = [slot('2026-06-13T08:30', 0, 'green'), slot('2026-06-13T09:00', 2, 'red'), slot('2026-06-13T09:30', 1, 'yellow'), slot('2026-06-14T08:30', 3)];

test('a day is as quiet as the quietest slot that has room', () => {
  expect(daysOf(slots).map(({ date, room, level }) => [date, room, level])).toEqual([['2026-06-13', 2, 'yellow'], ['2026-06-14', 1, 'grey']]);
});

test('those nearest to a time that is gone, in order of time', () => {
  expect(nearestTo(slots, '2026-06-13T09:30:00+08:00', 2).map(({ id }) => id)).toEqual(['2026-06-13T09:00', '2026-06-13T09:30']);
});
