// The client of the HTTP interface, typed by api/openapi.yaml:
//
//   const api = makeApi(() => session.token);
//   const { data, error } = await api.GET('/v1/halls/{hall}', { params: { path: { hall } } });
//   if (!data) return say(sentenceOf(error, locale));
//
// A reply that was lost is asked for again. A POST is sent again with the same Idempotency-Key, which it gets
// here unless it brings one: a button that is pressed twice for one thing brings the same (`newKey()`).
import createClient, { type Middleware } from 'openapi-fetch';

import type { components, paths } from '../generated/schema';
import { retryingFetch } from './retry';

export type Schemas = components['schemas'];

const key_bytes = 16;

/** Unlike crypto.randomUUID it is there on plain HTTP too, as inside a hall. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(key_bytes));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const withKey: Middleware = {
  onRequest({ request }) {
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', newKey());
    }
    return request;
  },
};

export function makeApi(token: () => string = () => '') {
  const api = createClient<paths>({ baseUrl: '', fetch: retryingFetch });
  api.use(withKey, {
    onRequest({ request }) {
      const now = token();
      if (now) request.headers.set('Authorization', `Bearer ${now}`);
      return request;
    },
  });
  return api;
}
