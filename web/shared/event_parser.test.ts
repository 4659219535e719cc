import { expect, test } from 'vitest';

import { event_chars_max, EventParser } from './event_parser';

test('an event comes whole however it was cut, comments and retry are none', () => {
  const text = 'retry: 2000\n\n:\n\nid: 7\nevent: board\ndata: {"a":1}\n\n';
  for (let cut = 0; cut <= text.length; ++cut) {
    const parser = new EventParser();
    const events = [...parser.take(text.slice(0, cut)), ...parser.take(text.slice(cut))];
    expect(events).toEqual([{ id: '7', event: 'board', data: '{"a":1}' }]);
  }
});

test('an id stays until another comes, several data lines are one', () => {
  expect(new EventParser().take('id: 1\ndata: a\n\ndata: b\ndata: c\n\n')).toEqual([
    { id: '1', event: 'message', data: 'a' },
    { id: '1', event: 'message', data: 'b\nc' },
  ]);
});

test('an event without an end is refused, not kept', () => {
  const parser = new EventParser();
  expect(() => parser.take('x'.repeat(event_chars_max + 1))).toThrow();
});
