// The journey with types by openapi-typescript, and openapi-fetch as the client.
import assert from 'node:assert/strict';

import createClient from 'openapi-fetch';

import type { components, paths } from './openapi_typescript.js';
import { service, type Journey } from './journey.js';

type Schemas = components['schemas'];

const found = <T>(reply: { data?: T; error?: unknown }): T => {
  assert.ok(reply.data !== undefined, JSON.stringify(reply.error));
  return reply.data;
};

/** What to tell somebody whose hold was refused; the compiler knows every code that there is. */
const adviceFor = (code: Schemas['HoldConflictProblem']['code']): string => {
  switch (code) {
    case 'slot_full':
      return 'join the waitlist';
    case 'not_released':
    case 'outside_horizon':
      return 'come back later';
    case 'already_booked':
    case 'duplicate_applicant':
      return 'see your appointments';
    default:
      return 'ask at the hall';
  }
};

/** The first event of a board's stream. */
async function firstEvent(body: ReadableStream<Uint8Array>): Promise<Schemas['Board']> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const event = /^event: (.+)\ndata: (.+)\n\n/m.exec(text);
    if (!event) continue;
    const name: Schemas['BoardEvent']['event'] = 'board';
    assert.equal(event[1], name);
    return JSON.parse(event[2]!);
  }
  throw new Error('the stream ended');
}

export const play: Journey = async (url, day, id_number, other_number) => {
  const api = createClient<paths>({ baseUrl: url });

  const { halls } = found(await api.GET('/v1/halls'));
  const { slots } = found(
    await api.GET('/v1/slots', { params: { query: { service, from: day, to: day } } }),
  );
  const [first, second] = slots.filter(({ remaining }) => remaining === 1);
  assert.ok(first && second);
  const hall = halls.find(({ code }) => code === first.hall);
  assert.ok(hall && hall.name.zh.length > 0);

  const { token } = found(await api.POST('/v1/tokens', { body: { id_number } }));
  const mine = { headers: { authorization: `Bearer ${token}` } };
  const applicants = [{ service, id_number }];
  const hold = found(await api.POST('/v1/holds', { ...mine, body: { slot: first.id, applicants } }));
  const booked = found(await api.POST('/v1/appointments', { ...mine, body: { hold: hold.id } }));
  assert.equal(booked.status, 'booked');

  const params = { path: { id: booked.id } };
  const calendar = found(
    await api.GET('/v1/appointments/{id}.ics', { params, parseAs: 'text' }),
  );
  assert.match(calendar, /^BEGIN:VCALENDAR/);

  const days = { from: day, to: day };
  const watch = await api.POST('/v1/appointments/{id}/watch', { ...mine, params, body: days });
  assert.equal(watch.response.status, 204);
  const watching = found(await api.GET('/v1/appointments/{id}', { params }));
  assert.ok('watch' in watching && watching.watch?.halls.includes(first.hall));
  const ended = await api.DELETE('/v1/appointments/{id}/watch', { ...mine, params });
  assert.equal(ended.response.status, 204);

  const other = found(await api.POST('/v1/tokens', { body: { id_number: other_number } }));
  const theirs = { headers: { authorization: `Bearer ${other.token}` } };
  const request = { slot: first.id, applicants: [{ service, citizen: other.citizen }] };
  const refused = await api.POST('/v1/holds', { ...theirs, body: request });
  assert.ok(refused.error && refused.error.status === 409, JSON.stringify(refused));
  assert.equal(adviceFor(refused.error.code), 'join the waitlist');
  const entry = found(await api.POST('/v1/waitlist', { ...theirs, body: request }));
  assert.equal(entry.position, 1);
  const place = { params: { path: { id: entry.id } } };
  assert.equal(found(await api.GET('/v1/waitlist/{id}', place)).status, 'waiting');
  assert.equal((await api.DELETE('/v1/waitlist/{id}', { ...theirs, ...place })).response.status, 204);

  const moved = found(
    await api.POST('/v1/appointments/{id}/reschedule', { ...mine, params, body: { slot: second.id } }),
  );
  assert.equal(moved.reschedules, booked.id);
  const cancelled = found(
    await api.POST('/v1/appointments/{id}/cancel', { ...mine, params: { path: { id: moved.id } } }),
  );
  assert.equal(cancelled.status, 'cancelled');

  const board_of = { params: { path: { hall: first.hall } } };
  const board = found(await api.GET('/v1/halls/{hall}/board', board_of));
  const closing = new AbortController();
  const streamed = await firstEvent(found(await api.GET('/v1/halls/{hall}/board/stream', {
    ...board_of, parseAs: 'stream', signal: closing.signal,
  }))!);
  closing.abort();
  assert.deepEqual(streamed.lanes.map(({ lane }) => lane), board.lanes.map(({ lane }) => lane));
};
