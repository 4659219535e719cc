// A booking as it is now, and what is kept of it on this phone.
import { watch } from 'vue';

import { makeApi, type Schemas } from '../../shared/api';
import { heldToken } from '../identity_token';
import type { Name } from '../../shared/language';
import { useFollowed } from './follow';
import { forget, keep, keptOf } from './kept';
import { forgetQr, keepQr, startOffline } from './offline';

export type Booking = Schemas['Booking'];
export type Appointment = Schemas['Appointment'];

const live_ms = 15_000;
const api = makeApi();

export const isAppointment = (booking: Booking): booking is Appointment => 'code' in booking;
const is_live = new Set(['held', 'booked', 'checked_in']);
export const isLive = ({ status }: Booking) => is_live.has(status);

export function keepVisit(visit: Appointment, hall: Name) {
  keep({ kind: 'visit', id: visit.id, hall, start: visit.start, end: visit.end, code: visit.code });
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
export function useVisit(id: () => string, hallName: (code: string) => Name) {
  const followed = useFollowed<Booking>(() => api.GET('/v1/appointments/{id}', { params: { path: { id: id() } } }),
    (last) => (last && !isLive(last) ? 0 : live_ms));
  watch([followed.value, () => hallName(followed.value.value?.hall ?? '').zh], ([visit]) => {
    if (!visit || visit.id !== id()) return;
    if (!isLive(visit)) forgetVisit(visit.id);
    else if (isAppointment(visit) && (heldToken() || keptOf(visit.id))) keepVisit(visit, hallName(visit.hall));
  });
  watch(id, () => {
    followed.value.value = undefined;
    void followed.refresh();
  });
  return followed;
}
