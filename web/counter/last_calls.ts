// The hall's last calls, newest first, of all boards that were seen. Pure.
import { rangeOf, type Board } from './visit';

export const last_calls_max = 6;

export interface LastCall {
  key: string;
  number: string;
  counter: number;
  called_at: string;
  recalls: number;
  /** Called and not yet there. */
  is_awaited: boolean;
}

export function withCallsOf(board: Board, before: LastCall[]): LastCall[] {
  const now = board.calling.map(({ ticket, tickets, counter, called_at, recalls }): LastCall => ({
    key: `${ticket} ${counter} ${called_at}`,
    number: rangeOf(tickets ?? [ticket]),
    counter,
    called_at,
    recalls,
    is_awaited: true,
  }));
  const keys = new Set(now.map(({ key }) => key));
  const past = before.filter(({ key }) => !keys.has(key)).map((call) => ({ ...call, is_awaited: false }));
  return [...now, ...past].sort((a, b) => Date.parse(b.called_at) - Date.parse(a.called_at)).slice(0, last_calls_max);
}
