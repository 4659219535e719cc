// What to do after a refusal. The server's sentence says what happened; here is the way on, by code.
import { isProblem, type Problem } from '../../shared/problem';

export type Way = 'refresh' | 'again' | 'other_document' | 'sign_in' | 'mine' | 'book' | 'choose' | 'walk_in' | 'hold_again' | 'end_watch';

const ways: Record<string, Way> = {
  slot_full: 'choose',
  not_released: 'choose',
  outside_horizon: 'choose',
  unknown_slot: 'choose',
  wrong_lane: 'choose',
  unknown_service: 'choose',
  nothing_earlier: 'choose',
  party_too_large: 'book',
  duplicate_applicant: 'again',
  unknown_citizen: 'book',
  already_booked: 'mine',
  already_held: 'mine',
  hold_limit: 'mine',
  overlapping_visit: 'mine',
  already_waiting: 'mine',
  waitlist_limit: 'mine',
  watch_limit: 'mine',
  hold_pause: 'again',
  suspended: 'walk_in',
  cancellation_limit: 'walk_in',
  hold_expired: 'hold_again',
  slot_available: 'book',
  waitlist_full: 'book',
  already_watching: 'end_watch',
  wrong_state: 'refresh',
  not_found: 'mine',
  forbidden: 'other_document',
  unauthorized: 'sign_in',
  token_revoked: 'sign_in',
};

export const codeOf = (problem: unknown): string | undefined => (isProblem(problem) ? problem.code : undefined);

/** What is not named here, or had no reply, is tried again. */
export const wayOf = (problem: unknown): Way => ways[codeOf(problem) ?? ''] ?? 'again';

/** When a rule allows the same again, where its sentence does not say so. */
export const againAt = (problem: unknown): string | undefined =>
  (isProblem(problem) && ['suspended', 'cancellation_limit'].includes(problem.code) ? problem.again_at : undefined);

export const isMissing = (problem: unknown): problem is Problem => codeOf(problem) === 'not_found' || (isProblem(problem) && problem.status === 400);
