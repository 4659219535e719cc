// What happens at one counter, of the hall's board and of the replies to this page. Pure.
import type { Schemas } from '../shared/api';

export type Board = Schemas['Board'];
export type ClerkTicket = Schemas['CounterTicket']['ticket'];
export type DeskStatus = Board['counters'][number]['status'];

export interface Visit {
  number: string;
  /** Of a party all numbers, else the one. */
  numbers: string[];
  is_served: boolean;
  called_at?: string;
  recalls: number;
  /** Not known when another device has called, and no command was sent since. */
  ticket?: ClerkTicket;
}

export interface DeskState {
  status: DeskStatus;
  lanes: string[];
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
export function stateOf(board: Board, counter: number, known?: ClerkTicket): DeskState | undefined {
  const row = board.counters.find((each) => each.counter === counter);
  if (!row) return undefined;
  const { status, lanes, ticket: number, tickets, serving } = row;
  if (!number) return { status, lanes };
  const call = board.calling.find((each) => each.counter === counter && each.ticket === number);
  const ticket = known?.number === number ? known : undefined;
  return {
    status,
    lanes,
    visit: {
      number,
      numbers: tickets ?? [number],
      is_served: serving ?? false,
      called_at: call?.called_at ?? ticket?.called_at,
      recalls: call?.recalls ?? ticket?.recalls ?? 0,
      ticket,
    },
  };
}

/** Whether a board shows what a reply has said. */
export function agree(reply: DeskState, board: DeskState): boolean {
  return (
    reply.status === board.status &&
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
