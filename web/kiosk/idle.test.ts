import { expect, test } from 'vitest';

import { Idle } from './idle';

test('after 40 seconds it warns for 20, and a touch begins anew', () => {
  const idle = new Idle(0);
  expect(idle.left_s(39_999)).toBeUndefined();
  expect(idle.left_s(40_000)).toBe(20);
  expect(idle.left_s(59_500)).toBe(1);
  expect(idle.left_s(60_000)).toBe(0);
  expect(idle.left_s(90_000)).toBe(0);
  idle.touch(59_000);
  expect(idle.left_s(60_000)).toBeUndefined();
});
