// Two parts of the interface that this page uses where the server has them: the last call taken back, and who
// waits. Until api/openapi.yaml describes them their types are here; then makeApi() takes their place.
import { newKey } from '../shared/api';
import { isProblem } from '../shared/problem';
import { retryingFetch } from '../shared/retry';
import type { ClerkTicket } from './visit';

export interface WaitingTicket {
  /** Its id, by which one that is parked is called. */
  ticket: string;
  number: string;
  lane: string;
  services: string[];
  since: string;
  expected_call_at?: string;
  booked_slot?: string;
  priority?: string;
  size: number;
  parked?: boolean;
}

export interface BookedSlot {
  start: string;
  lane: string;
  parties: number;
  people: number;
}

export interface Waiting {
  as_of: string;
  /** In the order of calling. */
  waiting: WaitingTicket[];
  /** Who is booked next and has not come. */
  booked: BookedSlot[];
}

export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function ask<T>(token: string, method: 'GET' | 'POST', path: string): Promise<Answer<T>> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
  if (method === 'POST') headers['Idempotency-Key'] = newKey();
  const response = await retryingFetch(new Request(path, { method, headers, cache: 'no-store' }));
  const body: unknown = response.status === 204 ? undefined : await response.json();
  return response.ok ? { data: body as T, response } : { error: body, response };
}

const hallPath = (hall: string) => `/v1/halls/${encodeURIComponent(hall)}`;

export const undoLastCall = (token: string, hall: string, counter: number) =>
  ask<{ ticket: ClerkTicket }>(token, 'POST', `${hallPath(hall)}/counters/${counter}/undo`);

export const getWaiting = (token: string, hall: string) => ask<Waiting>(token, 'GET', `${hallPath(hall)}/waiting`);

/** Of a reply: this server does not have the route yet. */
export const isMissing = ({ error, response }: Answer<unknown>) => response.status === 404 && isProblem(error) && error.code === 'not_found';
