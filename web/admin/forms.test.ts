import { expect, test } from 'vitest';

import { filled, mistakesIn as mistakesInQuery, no_query, queryOf, shownSubject, tidy } from './audit_query';
import { Countdown } from './countdown';
import { bodyOf, effectOf, emptyForm, fieldBehind, isOneself, mistakesIn } from './revocation_form';
import { spanOf } from './time';
import { stateOf } from './webhook_state';

const actor = '0a1b2c3d4e5f6071';

test('the audit is asked for what was filled in, and a pasted digest is tidied', () => {
  expect(filled({ ...no_query, hall: '330100' })).toEqual({ hall: '330100' });
  expect(tidy({ ...no_query, actor: ' 0A1B2C3D 4E5F6071 ' }).actor).toBe(actor);
  expect(mistakesInQuery({ ...no_query, from: '2026-06-14', to: '2026-06-13', actor: 'x' })).toEqual({ to: 'wrong_span', actor: 'wrong_actor' });
  expect(mistakesInQuery({ ...no_query, from: '2026-06-14' })).toEqual({});
  expect(queryOf({ action: 'finish' })).toEqual({ ...no_query, action: 'finish' });
  expect(queryOf({ action: 'something' })).toEqual(no_query);
});

test('of what an entry is about only the beginning is shown, of a citizen\'s key nothing', () => {
  expect(shownSubject('book', '5eed00112233445566778899aabbccdd')).toBe('5eed0011');
  expect(shownSubject('join_keys', '5eed00112233445566778899aabbccdd')).toBe('');
  expect(shownSubject('open_counter', undefined)).toBe('');
});

test('a revocation names one, says why, and only what belongs to its kind is sent', () => {
  const form = { ...emptyForm(), name: ' 0A1B2C3D4E5F6071', reason: 'lost' as const, block: true, issuer: 'https://id.example' };
  expect(mistakesIn(form)).toEqual({});
  expect(bodyOf(form)).toEqual({ actor, reason: 'lost', block: true });
  expect(bodyOf({ ...form, target: 'token_id', name: 'abc' })).toEqual({ token_id: 'abc', reason: 'lost', issuer: 'https://id.example' });
  expect(bodyOf({ ...form, target: 'subject', name: 'li.na', block: false, issuer: '' })).toEqual({ subject: 'li.na', reason: 'lost' });
  expect(mistakesIn(emptyForm())).toEqual({ name: 'no_actor', reason: 'no_reason' });
  expect(mistakesIn({ ...form, target: 'subject', name: '李娜' })).toEqual({ name: 'wrong_subject' });
  expect([effectOf(form), effectOf({ ...form, block: false }), effectOf({ ...form, target: 'token_id' })]).toEqual(['blocked', 'ended', 'one']);
  expect(['actor', 'issuer', 'body', undefined].map(fieldBehind)).toEqual(['name', 'issuer', undefined, undefined]);
});

test('who ends the own sign-in is told so', () => {
  const claims = { iss: 'offpeak', sub: 'demo', jti: '77' };
  expect(isOneself({ ...emptyForm(), target: 'subject', name: 'demo' }, claims)).toBe(true);
  expect(isOneself({ ...emptyForm(), target: 'subject', name: 'demo', issuer: 'https://id.example' }, claims)).toBe(false);
  expect(isOneself({ ...emptyForm(), target: 'token_id', name: '77' }, claims)).toBe(true);
  expect(isOneself({ ...emptyForm(), name: actor }, claims)).toBe(false);
});

test('how long a sign-in lasts is counted from the server\'s time of day', () => {
  const countdown = new Countdown();
  expect(countdown.secondsUntil(1000, 0)).toBeUndefined();
  countdown.hear('Mon, 30 Nov 2026 08:00:00 GMT', 5_000);
  countdown.hear(null, 6_000);
  const at_s = Date.parse('2026-11-30T08:00:00Z') / 1000;
  expect(countdown.secondsUntil(at_s + 60, 15_000)).toBe(50);
  expect(countdown.secondsUntil(undefined, 15_000)).toBeUndefined();
});

test('a span is said in the largest unit of which there are two', () => {
  expect([-1, 119, 120, 7199, 7200, 172_800].map((s) => `${spanOf(s).n} ${spanOf(s).unit}`))
    .toEqual(['0 seconds', '119 seconds', '2 minutes', '119 minutes', '2 hours', '2 days']);
});

test('a receiver is well, late or disabled for a reason', () => {
  const one = { name: 'default', disabled: false, pending: 1, delivered: 0, failed_attempts: 0, missed: 0 };
  expect(stateOf(one)).toEqual({ word: 'ok', level: 'green' });
  expect(stateOf({ ...one, oldest_age_seconds: 901 })).toEqual({ word: 'late', level: 'yellow' });
  expect(stateOf({ ...one, disabled: true, disabled_because: 'behind' })).toEqual({ word: 'behind', level: 'red' });
});
