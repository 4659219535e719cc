import { expect, test } from 'vitest';

import { courseOf, fieldBehind, stampOfField } from './announcement_form';
import { closureOf, emptyClosure, mistakesInClosure } from './closure_form';
import { emptyNotice, mistakesInNotice, noticeOf } from './notice_form';

const text = { zh: '因台风停办。', en: 'Closed because of a typhoon.' };

test('a closure is sent in hall time, without what was left empty', () => {
  expect(mistakesInClosure(emptyClosure())).toEqual({ reason: 'no_reason' });
  expect(closureOf({ ...emptyClosure(), reason: 'power' })).toEqual({ reason: 'power' });
  expect(closureOf({ hall: '330100', service: 'passport_renewal', from: '2026-06-14T12:00', to: '2026-06-15T12:00', reason: 'weather', ...text }))
    .toEqual({ hall: '330100', service: 'passport_renewal', from: '2026-06-14T12:00:00+08:00', to: '2026-06-15T12:00:00+08:00', reason: 'weather', text });
  expect(stampOfField('2026-06-14T12:00:30')).toBe('2026-06-14T12:00:00+08:00');
});

test('an end is after the beginning, and there are both languages or none', () => {
  const closure = { ...emptyClosure(), reason: 'weather' as const };
  expect(mistakesInClosure({ ...closure, from: '2026-06-14T12:00', to: '2026-06-14T12:00' })).toEqual({ to: 'span' });
  expect(mistakesInClosure({ ...closure, zh: text.zh })).toEqual({ en: 'en_empty' });
  expect(mistakesInClosure({ ...closure, ...text })).toEqual({});
});

test('a sentence is not too long and has no telephone or identity number', () => {
  const closure = { ...emptyClosure(), reason: 'weather' as const };
  expect(mistakesInClosure({ ...closure, zh: '字'.repeat(96), en: 'x'.repeat(288) })).toEqual({});
  expect(mistakesInClosure({ ...closure, zh: '字'.repeat(97), en: 'x'.repeat(289) })).toEqual({ zh: 'zh_long', en: 'en_long' });
  expect(mistakesInClosure({ ...closure, zh: '请打 138-0013 8000 问', en: 'Call 12367' })).toEqual({ zh: 'zh_number' });
});

test('a notice ends, is for somebody, and has both languages', () => {
  expect(mistakesInNotice({ ...emptyNotice(), audience: [] })).toEqual({ to: 'no_end', zh: 'zh_empty', en: 'en_empty', audience: 'no_audience' });
  expect(noticeOf({ ...emptyNotice(), hall: '330100', to: '2026-06-14T17:00', zh: ' 三号电梯\n检修。', en: 'Lift 3 is being repaired.' })).toEqual({
    hall: '330100', to: '2026-06-14T17:00:00+08:00', audience: ['waiting', 'booked'],
    text: { zh: '三号电梯 检修。', en: 'Lift 3 is being repaired.' } });
});

test('a field that the server names leads to that of the form', () => {
  expect(['to', 'text.en', 'text', 'body', undefined].map(fieldBehind)).toEqual(['to', 'en', 'zh', undefined, undefined]);
});

test('what is to come, is, is over by itself, and was ended are told apart', () => {
  const at = Date.parse('2026-06-14T12:00:00+08:00');
  const span = { from: '2026-06-14T12:00:00+08:00', to: '2026-06-15T12:00:00+08:00' };
  expect(courseOf(span, at - 1)).toBe('to_come');
  expect(courseOf(span, at)).toBe('now');
  expect(courseOf(span, at + 86_400_000)).toBe('over');
  expect(courseOf({ from: span.from }, at + 1e12)).toBe('now');
  expect(courseOf({ ...span, ended_at: span.from }, at)).toBe('ended');
});
