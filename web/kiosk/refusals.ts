// What to do after a refusal, by its code. The server's sentence says what has happened.
import type { Problem } from '../shared/problem';

export type NextStep = 'walk_in' | 'again' | 'code' | 'document' | 'other_services' | 'start';

export interface Refusal {
  /** Of `refusal.<title>` in the messages. */
  title: string;
  next: NextStep[];
  /** Whether a booking on the phone helps: then its address is shown as a QR code. */
  book: boolean;
}

const refusals: Record<string, Refusal> = {
  too_early: { title: 'too_early', next: ['start'], book: false },
  too_late: { title: 'too_late', next: ['walk_in', 'start'], book: true },
  appointment_elsewhere: { title: 'elsewhere', next: ['walk_in', 'start'], book: false },
  appointment_cancelled: { title: 'cancelled', next: ['walk_in', 'start'], book: true },
  visit_ended: { title: 'ended', next: ['walk_in', 'start'], book: false },
  not_found: { title: 'not_found', next: ['again', 'document', 'walk_in'], book: false },
  unreadable: { title: 'unreadable', next: ['code', 'document', 'walk_in'], book: false },
  hall_closed: { title: 'closed', next: ['start'], book: true },
  numbers_ended: { title: 'numbers_ended', next: ['start'], book: true },
  lane_full: { title: 'numbers_ended', next: ['start'], book: true },
  wrong_lane: { title: 'services', next: ['other_services', 'start'], book: false },
  unknown_service: { title: 'services', next: ['other_services', 'start'], book: false },
  party_too_large: { title: 'services', next: ['other_services', 'start'], book: false },
  rate_limited: { title: 'busy', next: ['again', 'start'], book: false },
};

const invalid: Record<string, Refusal> = {
  code: { title: 'not_found', next: ['again', 'document', 'walk_in'], book: false },
  id_number: { title: 'id_number', next: ['again', 'code', 'walk_in'], book: false },
};

export const refusalOf = ({ code, field = '' }: Pick<Problem, 'code' | 'field'>): Refusal =>
  (code === 'invalid_field' ? invalid[field] : refusals[code]) ?? { title: 'other', next: ['start'], book: false };
