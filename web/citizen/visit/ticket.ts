// A ticket in words: where it stands, how long it takes, and what to do.
import type { Schemas } from '../../shared/api';

export type Ticket = Schemas['Ticket'];

/** As on paper: A001, or A001–A003 for a party. */
export const numberOf = ({ number, numbers }: Pick<Ticket, 'number' | 'numbers'>) =>
  (numbers && numbers.length > 1 ? `${numbers[0]}–${numbers[numbers.length - 1]}` : number);

/** About so long, and at most so long in nine of ten cases: never less than a minute, never the second below the first. */
export function waitOf({ wait_p50_minutes: p50, wait_p90_minutes: p90 }: Pick<Ticket, 'wait_p50_minutes' | 'wait_p90_minutes'>) {
  if (p50 === null || p50 === undefined || p90 === null || p90 === undefined) return undefined;
  const about = Math.max(Math.round(p50), 1);
  return { about, most: Math.max(Math.ceil(p90), about) };
}

export const isOver = ({ status }: Pick<Ticket, 'status'>) => ['done', 'left', 'no_show'].includes(status);

/** Waiting again after a call that nobody came to. */
export const isBack = (ticket: Pick<Ticket, 'status' | 'called_at'>) => ticket.status === 'waiting' && ticket.called_at !== undefined;

const waiting_ms = 10_000;
const soon_ms = 5_000;
const soon_ahead = 2;

/** How often it is asked for: a hall full of phones has one address. 0: nothing changes any more. */
export function pollMs(ticket: Ticket | undefined): number {
  if (!ticket) return soon_ms;
  if (isOver(ticket)) return 0;
  return ticket.status === 'waiting' && (ticket.ahead ?? 0) > soon_ahead ? waiting_ms : soon_ms;
}
