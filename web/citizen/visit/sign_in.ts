// Who has shown a number on this page (../identity_token.ts). It is known as long as the page lives: a reload asks
// again, since a phone is handed around, and only changes need it.
import { ref } from 'vue';

import { makeApi, type Schemas } from '../../shared/api';
import { heldToken, holdToken } from '../identity_token';
import type { IdType } from '../id_number';

export const is_signed_in = ref(heldToken() !== undefined);

/** Somebody may have signed in while booking. */
export const lookForToken = () => {
  is_signed_in.value = heldToken() !== undefined;
};

export function keepToken(token: Schemas['Token']) {
  holdToken(token);
  is_signed_in.value = true;
}

export function forgetToken() {
  holdToken(undefined);
  is_signed_in.value = false;
}

const api = makeApi();

export const askForToken = (id_type: IdType, id_number: string) => api.POST('/v1/tokens', { body: { id_type, id_number } });
