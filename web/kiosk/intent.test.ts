import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { answerTo, makeIntent, type Reply, type Ticket } from './intent';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ticket = { number: 'A001' } as Ticket;
const wish = { kind: 'number' as const, body: { service: 'advice' as const } };

test('a reply that is lost is asked for again, with the same key, until it comes', async () => {
  const keys: string[] = [];
  let failures = 30; // ten lost, then twenty that say neither yes nor no
  const outcome = answerTo(makeIntent(wish), async ({ key }): Promise<Reply> => {
    keys.push(key);
    if (failures-- > 20) throw new TypeError('no network');
    return failures > 0 ? {} : { answer: { ticket } };
  }, new AbortController().signal);
  await vi.runAllTimersAsync();
  expect(await outcome).toEqual({ ticket });
  expect(keys.length).toBe(30);
  expect(new Set(keys).size).toBe(1);
});

test('two visitors have two keys', () => {
  expect(makeIntent(wish).key).not.toBe(makeIntent(wish).key);
});

test('when nobody waits any more, nothing is asked', async () => {
  const control = new AbortController();
  let asked = 0;
  const outcome = answerTo(makeIntent(wish), async () => {
    ++asked;
    return {};
  }, control.signal);
  await vi.advanceTimersByTimeAsync(100);
  control.abort();
  await vi.runAllTimersAsync();
  expect(await outcome).toBeUndefined();
  expect(asked).toBe(1);
});
