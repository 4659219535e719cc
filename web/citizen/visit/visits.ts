// A booking as it is now, and what is kept of it on this phone.
import { watch } from 'vue';

import { makeApi, type Schemas } from '../../shared/api';
import { heldToken } from '../identity_token';
import type { JustBooked } from '../just_booked';
import type { Name } from '../../shared/language';
import { useFollowed } from './follow';
import { forget, keep, keptOf } from './kept';
import { forgetQr, keepQr, startOffline } from './offline';

export type Booking = Schemas['Booking'];
export type Appointment = Schemas['Appointment'];

const live_ms = 15_000;
const api = makeApi();

export const isAppointment = (booking: Booking): booking is Appointment => 'code' in booking;
const is_live = new Set(['held', 'booked', 'checked_in', 'displaced']);
export const isLive = ({ status }: Booking) => is_live.has(status);

/** Who comes does not change with the time: what was moved is known by what it was moved from. */
const areAdults = ({ id, reschedules }: Appointment) => keptOf(id)?.are_adults ?? keptOf(reschedules ?? '')?.are_adults;

export function keepVisit(visit: Appointment, hall: Name, are_adults = areAdults(visit)) {
  const { id, start, end, code, check_in_from, check_in_until } = visit;
  keep({ kind: 'visit', id, hall, start, end, code, check_in_from, check_in_until, are_adults: are_adults || undefined });
  void startOffline();
  void keepQr(visit.id);
}

export function forgetVisit(id: string) {
  forget(id);
  void forgetQr(id);
}

/**
 * Followed while something can change. On the phone of who booked it is kept by itself, elsewhere by a press; what is
 * kept follows what it was moved to and is forgotten when it is over.
 */
export function useVisit(id: () => string, hallName: (code: string) => Name, booked?: JustBooked) {
  const followed = useFollowed<Booking>(() => api.GET('/v1/appointments/{id}', { params: { path: { id: id() } } }),
    (last) => (last && !isLive(last) ? 0 : live_ms));
  watch([followed.value, () => hallName(followed.value.value?.hall ?? '').zh], ([visit]) => {
    if (!visit || visit.id !== id()) return;
    if (!isLive(visit)) forgetVisit(visit.id);
    else if (isAppointment(visit) && (heldToken() || keptOf(visit.id))) keepVisit(visit, hallName(visit.hall), booked?.id === visit.id ? booked.are_adults : undefined);
  });
  watch(id, () => {
    followed.value.value = undefined;
    void followed.refresh();
  });
  return followed;
}
