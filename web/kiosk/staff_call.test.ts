import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ask_ms, follow, placeOf, unanswered_ms, type Line, type StaffCall } from './staff_call';

type Status = Awaited<ReturnType<Line['ask']>>;

/** A server whose answers a test sets. */
function call() {
  const server = { takes: true, status: 'open' as Status, sent: 0 };
  const told: StaffCall[] = [];
  const control = new AbortController();
  const line: Line = {
    async send() {
      if (!server.takes) throw new TypeError('no reply');
      server.sent += 1;
      server.status = 'open';
      return String(server.sent);
    },
    ask: async () => server.status,
  };
  void follow(line, (now) => { if (told.at(-1) !== now) told.push(now); }, control.signal);
  return { server, told, control };
}

describe('a call for staff', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('is told to the staff, and ends when somebody is coming', async () => {
    const { server, told } = call();
    await vi.advanceTimersByTimeAsync(2 * ask_ms);
    server.status = 'done';
    await vi.advanceTimersByTimeAsync(ask_ms);
    expect(told).toEqual(['called', 'coming']);
    expect(server.sent).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is unanswered after a minute, and may be answered after that', async () => {
    const { server, told } = call();
    await vi.advanceTimersByTimeAsync(unanswered_ms - ask_ms);
    expect(told).toEqual(['called']);
    await vi.advanceTimersByTimeAsync(ask_ms);
    expect(told).toEqual(['called', 'unanswered']);
    server.status = 'done';
    await vi.advanceTimersByTimeAsync(ask_ms);
    expect(told.at(-1)).toBe('coming');
  });

  it('says when the server is away, and is sent when it is back', async () => {
    const { server, told } = call();
    server.takes = false;
    await vi.advanceTimersByTimeAsync(0);
    server.status = 'gone'; // it was started anew
    await vi.advanceTimersByTimeAsync(ask_ms);
    server.takes = true;
    await vi.advanceTimersByTimeAsync(ask_ms);
    server.status = undefined; // and is away once more
    await vi.advanceTimersByTimeAsync(ask_ms);
    expect(told).toEqual(['called', 'away', 'called', 'away']);
    expect(server.sent).toBe(2);
  });

  it('asks nothing once nobody waits', async () => {
    const { server, told, control } = call();
    await vi.advanceTimersByTimeAsync(0);
    control.abort();
    server.status = 'done';
    await vi.advanceTimersByTimeAsync(10 * ask_ms);
    expect(told).toEqual(['called']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the place of a kiosk', () => {
  it('is what its address says in a few words', () => {
    expect(placeOf('?place=%E4%B8%9C%E9%97%A8%202%20%E5%8F%B7')).toBe('东门 2 号');
    expect(placeOf('?place=East-1')).toBe('East-1');
    for (const wrong of ['', '?place=', '?place=%20a', '?place=12345', '?place=a%0A', `?place=${'a'.repeat(21)}`, '?place=%3Cb%3E']) {
      expect(placeOf(wrong)).toBeUndefined();
    }
  });
});
