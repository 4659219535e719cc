// What every part of the page asks the server with, and whether somebody is signed in.
import { ref } from 'vue';

import { makeApi } from '../shared/api';
import { Session } from '../shared/session';

export const session = new Session('planner');
export const isSignedIn = ref(session.token !== '');
/** The server did not take the token any more. */
export const hasExpired = ref(false);
export const api = makeApi(() => session.token);

api.use({
  onResponse({ response }) {
    if (response.status === 401 && isSignedIn.value) {
      hasExpired.value = true;
      signOut();
    }
    return undefined;
  },
});

export function signIn(token: string) {
  session.signIn(token);
  hasExpired.value = false;
  isSignedIn.value = true;
}

export function signOut() {
  session.signOut();
  isSignedIn.value = false;
}
