import { expect, test } from 'vitest';

import { isBack, numberOf, pollMs, waitOf, type Ticket } from './ticket';

const ticket = (more: Partial<Ticket>): Ticket => ({
  id: '5eed00112233445566778899aabbccdd', number: 'A012', status: 'waiting', hall: '330100', lane: 'documents',
  services: ['passport_renewal'], booked: true, issued_at: '2026-06-13T09:20:00+08:00', ...more,
});

test('a party has its numbers from the first to the last', () => {
  expect(numberOf(ticket({}))).toBe('A012');
  expect(numberOf(ticket({ numbers: ['A012', 'A013', 'A014'] }))).toBe('A012–A014');
});

test('a wait is whole minutes, one at least, and its bound is never below it', () => {
  expect(waitOf({ wait_p50_minutes: 11.6, wait_p90_minutes: 19.2 })).toEqual({ about: 12, most: 20 });
  expect(waitOf({ wait_p50_minutes: 0, wait_p90_minutes: 0 })).toEqual({ about: 1, most: 1 });
  expect(waitOf({ wait_p50_minutes: null, wait_p90_minutes: null })).toBeUndefined();
  expect(waitOf({})).toBeUndefined();
});

test('asked for more often when it comes near, and not once it is over', () => {
  expect(pollMs(ticket({ ahead: 9 }))).toBe(10_000);
  expect(pollMs(ticket({ ahead: 1 }))).toBe(5_000);
  expect(pollMs(ticket({ status: 'called' }))).toBe(5_000);
  expect(pollMs(ticket({ status: 'done' }))).toBe(0);
});

test('waiting again after a call', () => {
  expect(isBack(ticket({}))).toBe(false);
  expect(isBack(ticket({ called_at: '2026-06-13T09:40:00+08:00' }))).toBe(true);
});
