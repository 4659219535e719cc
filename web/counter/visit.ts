// What happens at one counter, of the hall's board and of the replies to this page. Pure.
import type { Schemas } from '../shared/api';

export type Board = Schemas['Board'];
export type ClerkTicket = Schemas['CounterTicket']['ticket'];
export type DeskStatus = Board['counters'][number]['status'];
export type PauseReason = Schemas['PauseReason'];
export type AtCounter = Schemas['Waiting']['at_counters'][number];

/** What staff are told of who is at a counter. The list of those at counters leaves out how they came. */
export type KnownTicket = Pick<ClerkTicket, 'id' | 'number' | 'lane' | 'services'> & Partial<Pick<ClerkTicket, 'booked' | 'priority'>>;

export const pause_reasons = ['rest', 'meal', 'handover', 'device', 'other'] as const satisfies readonly PauseReason[];

export interface Visit {
  number: string;
  /** Of a party all numbers, else the one. */
  numbers: string[];
  is_served: boolean;
  called_at?: string;
  /** Once the service has begun. */
  served_at?: string;
  recalls: number;
  /** Not known for a moment when another device has called. */
  ticket?: KnownTicket;
}

export interface DeskState {
  status: DeskStatus;
  lanes: string[];
  /** Of a paused counter, when one was said. */
  paused_reason?: PauseReason;
  visit?: Visit;
}

/** `A012`, or `A012–A014` for a party. */
export const rangeOf = (numbers: string[]) => (numbers.length > 1 ? `${numbers[0]}–${numbers.at(-1)}` : (numbers[0] ?? ''));

/** Undefined when the ticket is at no counter. */
export function visitOfTicket(ticket: ClerkTicket): Visit | undefined {
  if (ticket.status !== 'called' && ticket.status !== 'serving') return undefined;
  return {
    number: ticket.number,
    numbers: ticket.numbers ?? [ticket.number],
    is_served: ticket.status === 'serving',
    called_at: ticket.called_at,
    recalls: ticket.recalls ?? 0,
    ticket,
  };
}

/** By the board, with what is known of the ticket besides. Undefined when the hall has no such counter. */
export function stateOf(board: Board, counter: number, known?: KnownTicket): DeskState | undefined {
  const row = board.counters.find((each) => each.counter === counter);
  if (!row) return undefined;
  const { status, lanes, paused_reason, ticket: number, tickets, serving, called_at, served_at } = row;
  if (!number) return { status, lanes, paused_reason };
  const call = board.calling.find((each) => each.counter === counter && each.ticket === number);
  return {
    status,
    lanes,
    paused_reason,
    visit: {
      number,
      numbers: tickets ?? [number],
      is_served: serving ?? false,
      called_at,
      served_at,
      recalls: call?.recalls ?? 0,
      ticket: known?.number === number ? known : undefined,
    },
  };
}

/** Of the list of those at counters: who has this number at this counter. */
export function knownOf(list: AtCounter[], counter: number, number: string): KnownTicket | undefined {
  const row = list.find((each) => each.counter === counter && each.number === number);
  return row && { id: row.ticket_id, number, lane: row.lane, services: row.services };
}

/** Whether a board shows what a reply has said. */
export function agree(reply: DeskState, board: DeskState): boolean {
  return (
    reply.status === board.status &&
    reply.paused_reason === board.paused_reason &&
    reply.visit?.number === board.visit?.number &&
    reply.visit?.is_served === board.visit?.is_served &&
    (reply.visit?.recalls ?? 0) === (board.visit?.recalls ?? 0)
  );
}

export type Action =
  | 'open' | 'pause' | 'close' | 'next' | 'bring_back' | 'recall' | 'serve' | 'finish' | 'miss' | 'park' | 'transfer' | 'undo';

/** What a counter in this state can do; the server has the last word. */
export function possible({ status, visit }: DeskState): Set<Action> {
  const actions = new Set<Action>();
  if (status === 'open') actions.add('pause');
  else actions.add('open');
  if (status !== 'closed') actions.add('close');
  if (!visit) {
    if (status === 'open') actions.add('next').add('bring_back');
    return actions;
  }
  actions.add('park').add('transfer');
  if (visit.is_served) {
    actions.add('finish');
    if (status === 'open') actions.add('next'); // it asks first
  } else {
    actions.add('recall').add('serve').add('miss').add('undo');
  }
  return actions;
}

/** The action that a visit usually goes on with. */
export function expected({ status, visit }: DeskState): Action {
  if (visit) return visit.is_served ? 'finish' : 'serve';
  return status === 'open' ? 'next' : 'open';
}
