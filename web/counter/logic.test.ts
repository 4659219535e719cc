import { describe, expect, it } from 'vitest';

import { bodyOf, doneAsAsked } from './done';
import { elapsed } from './elapsed';
import { pressOf } from './keys';
import { withCallsOf } from './last_calls';
import * as messages from './messages';
import { next_steps, nextStepOf } from './refusals';
import { faultOf } from './token';
import { agree, expected, knownOf, possible, stateOf, visitOfTicket, type Board, type ClerkTicket, type DeskState } from './visit';

const ticket: ClerkTicket = {
  id: '5eed00112233445566778899aabbccdd', number: 'A012', status: 'called', hall: '330100', lane: 'documents', services: ['passport_renewal'],
  booked: false, issued_at: '2026-06-13T09:20:00+08:00', counter: 3, called_at: '2026-06-13T09:28:00+08:00', recalls: 1,
};
const board = (over: Partial<Board> = {}): Board => ({
  hall: '330100', as_of: '2026-06-13T09:30:00+08:00', sequence: 1, level: 'green', level_reason: 'wait', level_since: null, lanes: [], calling: [],
  next: [], counters: [{ counter: 3, status: 'open', lanes: ['documents'] }], ...over,
});
const calling = { ticket: 'A012', counter: 3, called_at: '2026-06-13T09:28:00+08:00', recalls: 2 };
const row = { counter: 3, status: 'open', lanes: ['documents'], ticket: 'A012', serving: false, called_at: calling.called_at } as const;
const called = board({ calling: [calling], counters: [{ ...row, lanes: [...row.lanes] }] });

describe('what happens at a counter', () => {
  it('is what the board shows, with what is known of that ticket', () => {
    expect(stateOf(called, 3, ticket)?.visit).toEqual({
      number: 'A012', numbers: ['A012'], is_served: false, called_at: calling.called_at, recalls: 2, ticket });
    expect(stateOf(called, 3, { ...ticket, number: 'A011' })?.visit?.ticket).toBeUndefined();
    expect(stateOf(board(), 3, ticket)).toEqual({ status: 'open', lanes: ['documents'] });
    expect(stateOf(board(), 4)).toBeUndefined();
    const served = board({ counters: [{ ...row, lanes: [], status: 'paused', paused_reason: 'meal', serving: true, served_at: '2026-06-13T09:29:00+08:00' }] });
    expect(stateOf(served, 3)).toMatchObject({
      paused_reason: 'meal', visit: { is_served: true, called_at: calling.called_at, served_at: '2026-06-13T09:29:00+08:00' } });
  });

  it('who was called elsewhere is known by the list of those at counters, if it is of this call', () => {
    const list = [{ counter: 3, ticket_id: ticket.id, number: 'A012', lane: 'documents', services: ticket.services, called_at: calling.called_at }];
    expect(knownOf(list, 3, 'A012')).toEqual({ id: ticket.id, number: 'A012', lane: 'documents', services: ticket.services });
    expect(knownOf(list, 3, 'A013')).toBeUndefined();
    expect(knownOf(list, 4, 'A012')).toBeUndefined();
  });

  it('a ticket is at a counter while it is called or served', () => {
    expect(visitOfTicket({ ...ticket, status: 'serving' })?.is_served).toBe(true);
    for (const status of ['waiting', 'parked', 'done', 'no_show'] as const) expect(visitOfTicket({ ...ticket, status })).toBeUndefined();
  });

  it('a reply is shown by the board when number, stage, recalls and status are the same', () => {
    const state: DeskState = { status: 'open', lanes: [], visit: visitOfTicket({ ...ticket, recalls: 2 }) };
    const shown = stateOf(called, 3);
    expect(shown && agree(state, shown)).toBe(true);
    expect(shown && agree({ ...state, status: 'paused' }, shown)).toBe(false);
    expect(shown && agree({ ...state, visit: visitOfTicket(ticket) }, shown)).toBe(false);
    expect(shown && agree({ ...state, paused_reason: 'rest' }, shown)).toBe(false);
  });

  it.each([
    ['closed', undefined, 'open', ['open']],
    ['paused', undefined, 'open', ['open', 'close']],
    ['open', undefined, 'next', ['pause', 'close', 'next', 'bring_back']],
    ['open', 'called', 'serve', ['pause', 'close', 'park', 'transfer', 'recall', 'serve', 'miss', 'undo']],
    ['open', 'serving', 'finish', ['pause', 'close', 'park', 'transfer', 'finish', 'next']],
    ['paused', 'serving', 'finish', ['open', 'close', 'park', 'transfer', 'finish']],
  ] as const)('%s with a visitor who is %s goes on with %s', (status, stage, next, can) => {
    const state = { status, lanes: [], visit: stage && visitOfTicket({ ...ticket, status: stage }) };
    expect(expected(state)).toBe(next);
    expect([...possible(state)].sort()).toEqual([...can].sort());
  });
});

describe('what was done', () => {
  it('is what the ticket asks for, with a document for each but advice', () => {
    expect(doneAsAsked(['passport_renewal', 'advice'])).toEqual({ services: ['passport_renewal', 'advice'], documents: 1 });
  });
  it('names services only where they are others', () => {
    expect(bodyOf({ services: ['a', 'b'], documents: 2 }, ['b', 'a'])).toEqual({ documents: 2 });
    expect(bodyOf({ services: ['a', 'a'], documents: 1 }, ['a'])).toEqual({ services: ['a', 'a'], documents: 1 });
    expect(bodyOf({ services: [], documents: Number.NaN }, ['a'])).toEqual({ documents: 0 });
    expect(bodyOf({ services: [], documents: 1000 }, [])).toEqual({ documents: 99 });
  });
});

describe('keys', () => {
  const press = { ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, repeat: false };
  it('are letters, digits and Escape, alone and once', () => {
    expect(pressOf({ ...press, code: 'KeyN' })).toEqual({ letter: 'N' });
    expect(pressOf({ ...press, code: 'Numpad2' })).toEqual({ choice: 2 });
    expect(pressOf({ ...press, code: 'Escape' })).toEqual({ back: true });
    expect(pressOf({ ...press, code: 'Digit0' })).toBeUndefined();
    expect(pressOf({ ...press, code: 'KeyN', ctrlKey: true })).toBeUndefined();
    expect(pressOf({ ...press, code: 'KeyN', repeat: true })).toBeUndefined();
  });
});

it('last calls are the newest first, and those who came stay among them', () => {
  const first = withCallsOf(called, []);
  const later = withCallsOf(board({ calling: [{ ...calling, ticket: 'A013', called_at: '2026-06-13T09:29:00+08:00' }] }), first);
  expect(later.map(({ number, is_awaited }) => [number, is_awaited])).toEqual([['A013', true], ['A012', false]]);
});

it('time passes in minutes and seconds, and is never below nothing', () => {
  expect([elapsed(0, 65_000), elapsed(0, 3_665_000), elapsed(5, 0)]).toEqual(['1:05', '1:01:05', '0:00']);
});

it('every refusal has a next step in both languages', () => {
  for (const step of Object.values(next_steps)) {
    expect(messages.zh.next_step[step]).toBeTruthy();
    expect(messages.en.next_step[step]).toBeTruthy();
  }
  const problem = { code: 'recall_first', message: { zh: '', en: '' } };
  expect(nextStepOf(problem)).toBe('next_step.recall_first');
  expect(nextStepOf({ ...problem, code: 'something_new' })).toBe('next_step.administrator');
  expect(nextStepOf(new TypeError())).toBe('next_step.look_first');
});

it('a token is looked at before it is sent', () => {
  const of = (claims: object) => `e30.${btoa(JSON.stringify(claims))}.x`;
  expect(faultOf('')).toBe('empty');
  expect(faultOf('hello')).toBe('malformed');
  expect(faultOf(of({ role: 'kiosk' }))).toBe('wrong_role');
  expect(faultOf(of({ role: 'staff' }))).toBeUndefined();
});
