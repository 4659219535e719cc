import { expect, test } from 'vitest';

import { againAt, wayOf } from './refusal';

const problem = (code: string, more = {}) => ({ type: '', title: '', status: 409, code, detail: '', message: { zh: '', en: '' }, ...more });

test('every refusal has a way on', () => {
  const rows = [
    ['slot_full', 'choose'], ['hold_expired', 'hold_again'], ['suspended', 'walk_in'], ['overlapping_visit', 'mine'], ['wrong_state', 'refresh'],
    ['forbidden', 'other_document'], ['unauthorized', 'sign_in'], ['already_watching', 'end_watch'], ['slot_available', 'book'], ['rate_limited', 'again'],
  ] as const;
  for (const [code, way] of rows) expect(wayOf(problem(code)), code).toBe(way);
  expect(wayOf(new TypeError('no reply'))).toBe('again');
});

test('until when booking is paused is said where the sentence does not', () => {
  expect(againAt(problem('suspended', { again_at: '2026-07-13T00:00:00+08:00' }))).toBe('2026-07-13T00:00:00+08:00');
  expect(againAt(problem('hold_pause', { again_at: '2026-07-13T00:00:00+08:00' }))).toBeUndefined();
});
