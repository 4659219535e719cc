// The token of whoever has shown a number on this page. It lives as long as the page: neither it nor the number
// is stored anywhere.
import { makeApi, type Schemas } from '../shared/api';

let held: Schemas['Token'] | undefined;

export const holdToken = (token: Schemas['Token'] | undefined) => {
  held = token;
};

/** Undefined: nobody has shown a number since the page was loaded. */
export const heldToken = () => held;

/** With the token, once there is one. */
export const api = makeApi(() => held?.token ?? '');
