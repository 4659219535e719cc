import { expect, test } from 'vitest';

import { choiceOf, partsOf, queryOf } from './choice';

test('an address keeps what was chosen', () => {
  const choice = { services: ['passport_renewal', 'first_passport'], minors: 1, hall: '330100', slot: '330100.documents.2026-06-13.0830' };
  expect(choiceOf(queryOf(choice) as Record<string, string>)).toEqual(choice);
});

test('an address that was tampered with is as if nothing had been chosen', () => {
  expect(choiceOf({})).toBeUndefined();
  expect(choiceOf({ services: 'a,b,c,d,e' })).toBeUndefined();
  expect(choiceOf({ services: '../x' })).toBeUndefined();
  expect(choiceOf({ services: 'a', minors: '7', slot: 'nonsense' })).toEqual({ services: ['a'], minors: 1 });
});

test('a slot says where and when it is', () => {
  expect(partsOf('330100.documents.2026-06-13.0830')).toEqual({ hall: '330100', day: '2026-06-13', start: '2026-06-13T08:30:00+08:00' });
});
