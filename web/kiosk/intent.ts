// What somebody wants of the server, once: a check-in or a number. Its key is made with it and is sent with every
// try, so that however often a reply is lost, or paper runs out, there is one number.
import { newKey, type Schemas } from '../shared/api';
import type { Problem } from '../shared/problem';

export type Ticket = Schemas['Ticket'];

export type Wish =
  | { kind: 'check_in'; body: Schemas['CheckInRequest'] }
  | { kind: 'number'; body: Schemas['TicketRequest'] };

export interface Intent {
  readonly key: string;
  readonly wish: Wish;
}

export const makeIntent = (wish: Wish): Intent => ({ key: newKey(), wish });

export type Answer = { ticket: Ticket } | { problem: Problem };

/** One try. `answer` is missing when the server could not say yes or no; then the same is asked again. */
export interface Reply {
  answer?: Answer;
  wait_ms?: number;
}

const wait_ms_first = 500;
const wait_ms_max = 5000;

const pause = (ms: number, signal: AbortSignal) => new Promise<void>((resolve) => {
  setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
});

/** Asks until there is an answer, or until `signal` says that nobody waits for it any more: then undefined. */
export async function answerTo(
  intent: Intent, ask: (intent: Intent, signal: AbortSignal) => Promise<Reply>, signal: AbortSignal,
): Promise<Answer | undefined> {
  for (let attempt = 0; !signal.aborted; ++attempt) {
    const { answer, wait_ms } = await ask(intent, signal).catch((): Reply => ({}));
    if (signal.aborted) break;
    if (answer) return answer;
    await pause(wait_ms ?? Math.min(wait_ms_first * 2 ** Math.min(attempt, 8), wait_ms_max), signal);
  }
  return undefined;
}
