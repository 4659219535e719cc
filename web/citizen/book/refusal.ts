// What can be done next, by the code of a refusal. The sentence itself is the server's.
import type { Schemas } from '../../shared/api';
import { isProblem } from '../../shared/problem';
import { api } from '../identity_token';
import { slotsOf } from './availability';
import { partsOf, type Choice } from './choice';
import { dayAfter, nearestTo, type Slot } from './days';

export type Next = 'nearest' | 'waitlist' | 'times' | 'existing' | 'held' | 'pause' | 'walk_in' | 'people' | 'halls' | 'fix' | 'hotline' | 'retry';

const by_code: Record<string, Next[]> = {
  slot_full: ['nearest', 'waitlist', 'times'],
  not_released: ['nearest', 'times'],
  unknown_slot: ['nearest', 'times'],
  outside_horizon: ['nearest', 'times'],
  hold_expired: ['nearest', 'times'],
  wrong_state: ['times'],
  already_booked: ['existing'],
  overlapping_visit: ['existing', 'times'],
  already_held: ['held'],
  hold_limit: ['held'],
  suspended: ['pause', 'walk_in', 'hotline'],
  hold_pause: ['pause', 'walk_in'],
  cancellation_limit: ['pause', 'walk_in'],
  party_too_large: ['people'],
  duplicate_applicant: ['fix'],
  unknown_citizen: ['fix'],
  invalid_field: ['fix'],
  wrong_lane: ['halls'],
  unknown_service: ['halls'],
  forbidden: ['fix'],
  unauthorized: ['fix'],
  idempotency_mismatch: ['retry'],
  not_found: ['hotline'],
};

export const nextOf = (error: unknown): Next[] => (isProblem(error) ? by_code[error.code] : undefined) ?? ['retry'];

/** `suspended` ends then; of others, the same is possible again then. */
export const isSuspension = (error: unknown) => isProblem(error) && error.code === 'suspended';
export const againAt = (error: unknown) => (isProblem(error) ? error.again_at : undefined);

const nearest_shown = 3;
const days_around = 3;

/** At the same hall, from the days before (the server leaves out what is over) to those after. */
export async function nearestSlots(choice: Choice): Promise<Slot[]> {
  if (!choice.slot) return [];
  const { hall, day, start } = partsOf(choice.slot);
  const slots = await slotsOf(choice, hall, dayAfter(day, -days_around), 2 * days_around + 1);
  return nearestTo(slots.filter(({ id }) => id !== choice.slot), start, nearest_shown);
}

export type Booking = Schemas['Booking'];

/** Of whoever has shown a number: what stands in the way. */
export async function ownBookings(status: 'booked' | 'held', keys: string[]): Promise<Booking[]> {
  const { data } = await api.GET('/v1/me/appointments', {});
  const of_status = (data?.appointments ?? []).filter((booking) => booking.status === status);
  const same = of_status.filter(({ applicants }) => applicants.some(({ service }) => keys.includes(service)));
  return same.length ? same : of_status;
}
