import { expect, test } from 'vitest';

import { clockTime, dateOf, dayName, ServerClock } from './hall_time';

const stamp = '2026-06-13T00:05:00+08:00'; // 12 June in London

test('times are those of the hall, whatever the zone of the machine', () => {
  expect(clockTime(stamp)).toBe('00:05');
  expect(dateOf(stamp)).toBe('2026-06-13');
  expect(dayName(stamp, 'zh')).toBe('6月13日星期六');
  expect(dayName(stamp, 'en')).toBe('Saturday 13 June');
});

test('the clock is the server\'s stamp and the time that passed since', () => {
  const clock = new ServerClock();
  expect(clock.now_ms()).toBeUndefined();
  clock.hear(stamp, 1000);
  expect(clock.now_ms(3500)).toBe(Date.parse(stamp) + 2500);
});
