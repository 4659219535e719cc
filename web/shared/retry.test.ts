import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { attempts_max, retryingFetch } from './retry';

const ask = vi.fn<(request: Request) => Promise<Response>>();
beforeEach(() => {
  vi.useFakeTimers();
  ask.mockReset();
  vi.stubGlobal('fetch', ask);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const lost = () => Promise.reject(new TypeError('no network'));
const status = (code: number, headers = {}) => Promise.resolve(new Response('', { status: code, headers }));

async function outcomeOf(request: Request) {
  const outcome = retryingFetch(request).then((reply) => reply.status, () => 'lost');
  await vi.runAllTimersAsync();
  return outcome;
}
const get = () => new Request('http://x/');
const post = (headers = {}) => new Request('http://x/', { method: 'POST', body: 'b', headers });

test('a read whose reply is lost is sent again, and no more often than that', async () => {
  ask.mockImplementationOnce(lost).mockImplementationOnce(() => status(200));
  expect(await outcomeOf(get())).toBe(200);
  ask.mockReset().mockImplementation(lost);
  expect(await outcomeOf(get())).toBe('lost');
  expect(ask).toHaveBeenCalledTimes(attempts_max);
});

test('a POST is sent again with its key, whole, and never without one', async () => {
  ask.mockImplementationOnce(lost).mockImplementationOnce(() => status(201));
  expect(await outcomeOf(post({ 'Idempotency-Key': 'k' }))).toBe(201);
  expect(ask.mock.calls[1]?.[0].headers.get('Idempotency-Key')).toBe('k');
  expect(await ask.mock.calls[1]?.[0].text()).toBe('b');
  ask.mockReset().mockImplementation(lost);
  expect(await outcomeOf(post())).toBe('lost');
  expect(ask).toHaveBeenCalledTimes(1);
});

test('503 is waited for when that is soon; a refusal is an answer', async () => {
  ask.mockImplementationOnce(() => status(503, { 'Retry-After': '1' })).mockImplementationOnce(() => status(200));
  expect(await outcomeOf(get())).toBe(200);
  ask.mockReset().mockImplementation(() => status(503, { 'Retry-After': '60' }));
  expect(await outcomeOf(get())).toBe(503);
  expect(ask).toHaveBeenCalledTimes(1);
  ask.mockReset().mockImplementation(() => status(409));
  expect(await outcomeOf(get())).toBe(409);
  expect(ask).toHaveBeenCalledTimes(1);
});
