import { expect, test } from 'vitest';

import { againAt, isSuspension, nextOf } from './refusal';

const problem = (code: string, again_at?: string) => ({ code, message: { zh: '', en: '' }, again_at });

test.each([
  ['slot_full', 'nearest'], ['already_booked', 'existing'], ['already_held', 'held'], ['suspended', 'walk_in'],
  ['hold_pause', 'pause'], ['party_too_large', 'people'], ['invalid_field', 'fix'], ['wrong_lane', 'halls'], ['not_found', 'hotline'],
])('%s has a next step: %s', (code, next) => expect(nextOf(problem(code))).toContain(next));

test('what is not known, and no reply, can be tried again', () => {
  expect(nextOf(problem('overloaded'))).toEqual(['retry']);
  expect(nextOf(new TypeError('no network'))).toEqual(['retry']);
});

test('a pause says when it ends', () => {
  expect(againAt(problem('hold_pause', '2026-06-13T10:00:00+08:00'))).toBe('2026-06-13T10:00:00+08:00');
  expect(isSuspension(problem('suspended'))).toBe(true);
  expect(againAt(new TypeError(''))).toBeUndefined();
});
