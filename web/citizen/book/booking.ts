// Requests that change something. The key of a request stays while what is sent stays, so that a press after a lost
// reply is the same press.
import { newKey, type Schemas } from '../../shared/api';
import { api, heldToken, holdToken } from '../identity_token';
import { sayJustBooked } from '../just_booked';
import { identityOf, type Entry } from './applicants';

type BookingRequest = Schemas['BookingRequest'];

const keys = new Map<string, string>();
const keys_max = 20;

function keyOf(route: string, body: object): string {
  const sent = route + JSON.stringify(body);
  const key = keys.get(sent) ?? newKey();
  if (keys.size >= keys_max) keys.clear();
  keys.set(sent, key);
  return key;
}

/** What was sent named people: it goes once there is an answer. */
const forgetKeys = () => keys.clear();

async function answered<T extends { error?: unknown }>(call: Promise<T>): Promise<T> {
  const reply = await call;
  forgetKeys();
  if (reply.error) throw reply.error;
  return reply;
}

/** Of whoever comes; the token is held for what follows. */
export async function showIdentity(entry: Entry): Promise<void> {
  const { data, error } = await api.POST('/v1/tokens', { body: identityOf(entry) });
  if (!data) throw error;
  holdToken(data);
}

/** The first is whoever has shown a number, the others are named by theirs. */
export function applicantsOf(services: string[], entries: Entry[]): BookingRequest['applicants'] {
  const citizen = heldToken()?.citizen ?? '';
  return services.map((service, at) => {
    const entry = entries[at];
    return at === 0 || !entry ? { service, citizen } : { service, ...identityOf(entry) };
  });
}

export async function takeHold(body: BookingRequest): Promise<Schemas['Hold']> {
  const header = { 'Idempotency-Key': keyOf('hold', body) };
  const { data } = await answered(api.POST('/v1/holds', { params: { header }, body }));
  return data as Schemas['Hold'];
}

export async function book(body: Schemas['AppointmentRequest']): Promise<Schemas['BookedAppointment']> {
  const header = { 'Idempotency-Key': keyOf('book', body) };
  const { data } = await answered(api.POST('/v1/appointments', { params: { header }, body }));
  return data as Schemas['BookedAppointment'];
}

export async function giveBack(id: string): Promise<void> {
  await answered(api.DELETE('/v1/holds/{id}', { params: { path: { id } } }));
}

/** The visit's own page, which says once that it is booked. */
export function bookedAt(id: string, minors: number | undefined): string {
  sayJustBooked({ id, are_adults: minors === 0 });
  return `/visits/${id}`;
}

export async function bookingOf(id: string): Promise<Schemas['Booking']> {
  const { data, error } = await api.GET('/v1/appointments/{id}', { params: { path: { id } } });
  if (!data) throw error;
  return data;
}
