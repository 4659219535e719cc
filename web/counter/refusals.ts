// What to do next at a counter after a refusal, beside the server's own sentence.
import { isProblem } from '../shared/problem';

/** Keys below `next_step` in messages.ts. */
export const next_steps = {
  counter_busy: 'counter_busy',
  counter_closed: 'counter_closed',
  no_visitor: 'look_again',
  wrong_state: 'look_again',
  recall_first: 'recall_first',
  recalls_spent: 'recalls_spent',
  recall_pause: 'recall_pause',
  wrong_lane: 'wrong_lane',
  unknown_counter: 'unknown_counter',
  unknown_service: 'unknown_service',
  not_found: 'parked_gone',
  forbidden: 'forbidden',
  rate_limited: 'wait',
  overloaded: 'again',
  standby: 'again',
  unavailable: 'look_first',
  internal_error: 'look_first',
  storage_full: 'administrator',
  invalid_field: 'form',
} as const;

type Code = keyof typeof next_steps;

/** A key of messages.ts. */
export function nextStepOf(error: unknown): string {
  if (!isProblem(error)) return error instanceof TypeError ? 'next_step.look_first' : 'next_step.administrator';
  return `next_step.${error.code in next_steps ? next_steps[error.code as Code] : 'administrator'}`;
}

/** After these the page's idea of the counter was wrong. */
const reread = new Set<string>(['counter_busy', 'counter_closed', 'no_visitor', 'wrong_state', 'not_found']);
export const meansReread = (error: unknown) => !isProblem(error) || reread.has(error.code);
