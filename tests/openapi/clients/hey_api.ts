// The journey with a client by @hey-api/openapi-ts.
import assert from 'node:assert/strict';

import { createClient } from './hey_api/client/index.js';
import * as api from './hey_api/sdk.gen.js';
import type { HoldConflictProblem } from './hey_api/types.gen.js';
import { service, type Journey } from './journey.js';

/** Whether somebody who was refused may wait for the slot; the compiler knows every code. */
const mayWait: Record<HoldConflictProblem['code'], boolean> = {
  slot_full: true,
  not_released: false,
  already_booked: false,
  already_held: false,
  suspended: false,
  outside_horizon: false,
  hold_limit: false,
  cancellation_limit: false,
  wrong_lane: false,
  duplicate_applicant: false,
  party_too_large: false,
  unknown_citizen: false,
  overlapping_visit: false,
  slot_closed: false,
  idempotency_mismatch: false,
};

export const play: Journey = async (url, day, id_number, other_number) => {
  const client = createClient({ baseUrl: url });
  const open = { client, throwOnError: true } as const;

  const { data: { halls } } = await api.listHalls(open);
  const { data: { slots } } = await api.listSlots({ ...open, query: { service, from: day, to: day } });
  const [first, second] = slots.filter(({ remaining }) => remaining === 1);
  assert.ok(first && second);
  const hall = halls.find(({ code }) => code === first.hall);
  assert.ok(hall && hall.name.zh.length > 0);

  const { data: { token } } = await api.createToken({ ...open, body: { id_number } });
  const mine = { ...open, auth: token };
  const applicants = [{ service, id_number }];
  const { data: hold } = await api.createHold({ ...mine, body: { slot: first.id, applicants } });
  const { data: booked } = await api.createAppointment({ ...mine, body: { hold: hold.id } });
  assert.equal(booked.status, 'booked');

  const { data: calendar } = await api.getAppointmentCalendar({
    ...open, path: { id: booked.id }, parseAs: 'text',
  });
  assert.match(calendar, /^BEGIN:VCALENDAR/);

  const watched = { ...mine, path: { id: booked.id } };
  const days = { from: day, to: day };
  assert.equal((await api.watchForEarlierPlace({ ...watched, body: days })).response.status, 204);
  const { data: watching } = await api.getAppointment({ ...open, path: { id: booked.id } });
  assert.ok('watch' in watching && watching.watch?.halls.includes(first.hall));
  assert.equal((await api.endWatch(watched)).response.status, 204);

  const { data: other } = await api.createToken({ ...open, body: { id_number: other_number } });
  const theirs = { client, auth: other.token };
  const body = { slot: first.id, applicants: [{ service, citizen: other.citizen }] };
  const { error } = await api.createHold({ ...theirs, body });
  assert.ok(error && error.status === 409, JSON.stringify(error));
  assert.ok(mayWait[error.code]);
  const { data: entry } = await api.joinWaitlist({ ...theirs, throwOnError: true, body });
  assert.equal(entry.position, 1);
  const path = { id: entry.id };
  assert.equal((await api.getWaitlistEntry({ ...open, path })).data.status, 'waiting');
  assert.equal((await api.leaveWaitlist({ ...theirs, path })).response.status, 204);

  const { data: moved } = await api.rescheduleAppointment({
    ...mine, path: { id: booked.id }, body: { slot: second.id },
  });
  assert.equal(moved.reschedules, booked.id);
  const { data: cancelled } = await api.cancelAppointment({ ...mine, path: { id: moved.id } });
  assert.equal(cancelled.status, 'cancelled');

  const { data: board } = await api.getBoard({ ...open, path: { hall: first.hall } });
  assert.ok(board.lanes.every(({ waiting }) => waiting === 0));
};
