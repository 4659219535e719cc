// Who is signed in, and until when. Every reply is heard: one that refuses the token ends the sign-in and says why.
import { computed, ref, shallowRef } from 'vue';

import { makeApi } from '../shared/api';
import { isProblem } from '../shared/problem';
import { Session } from '../shared/session';
import { Countdown } from './countdown';

const session = new Session('admin');
/** Tokens speak of real time, also where the halls' clock is set for a demonstration: replies bring it. */
const countdown = new Countdown();
const tick_ms = 5_000;

/** What a token says besides. */
type Claims = Session['claims'] & { iss?: string; sub?: string; jti?: string };

export type AccountState = 'out' | 'checking' | 'in';

const state = ref<AccountState>(session.token ? 'checking' : 'out');
const ended_by = shallowRef<unknown>();
const refused_role = ref('');
const claims = shallowRef<Claims>(session.claims);
const left_s = ref<number>();

export const api = makeApi(() => session.token);
api.use({
  onResponse({ response }) {
    hear(response);
    if (response.status !== 401) return;
    void response.clone().json().catch(() => undefined).then((problem) => end(problem));
  },
});

function hear({ headers }: Response) {
  countdown.hear(headers.get('Date'));
  tick();
}

function forget() {
  session.signOut();
  state.value = 'out';
  claims.value = {};
  left_s.value = undefined;
}

function end(why: unknown) {
  if (state.value === 'out') return;
  forget();
  ended_by.value = why;
}

function tick() {
  if (state.value === 'out') return;
  left_s.value = countdown.secondsUntil(claims.value.exp);
  if (left_s.value !== undefined && left_s.value <= 0) end('expired');
}
setInterval(tick, tick_ms);

/** Whether the server takes the token, and lets its holder in here. Without a reply the sections say so themselves. */
async function check() {
  state.value = 'checking';
  const asked = await api.GET('/v1/operations/audit', { params: { query: { limit: 1 } } }).catch((error: unknown) => ({ error }));
  const code = isProblem(asked.error) ? asked.error.code : '';
  if (code === 'forbidden') {
    const { role = '' } = claims.value;
    end(asked.error);
    refused_role.value = role;
  } else if (code !== 'unauthorized' && code !== 'token_revoked') {
    state.value = 'in';
    tick();
  }
}

function signIn(token: string) {
  ended_by.value = undefined;
  refused_role.value = '';
  session.signIn(token);
  claims.value = session.claims;
  return check();
}

function signOut() {
  ended_by.value = undefined;
  refused_role.value = '';
  forget();
}

export const account = {
  state,
  claims,
  /** Until the sign-in ends; undefined while that is not known. */
  left_s,
  /** Why there is none any more: a problem, or `expired`. */
  ended_by,
  /** The role that was not let in. */
  refused_role,
  ends_at: computed(() => (claims.value.exp === undefined ? undefined : claims.value.exp * 1000)),
  /** For what the typed client does not do, such as files. */
  authorized: (headers: Record<string, string> = {}) => ({ ...headers, Authorization: `Bearer ${session.token}` }),
  check,
  signIn,
  signOut,
};
