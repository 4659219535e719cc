// One thing that is done by a press: it is sent once, again with the same key when there was no reply, and a
// refusal is kept to be read.
import { ref, shallowRef } from 'vue';

import { newKey } from '../../shared/api';
import { isProblem } from '../../shared/problem';
import { forgetToken } from './sign_in';

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export type Header = { 'Idempotency-Key': string };

const signs_out = new Set(['unauthorized', 'token_revoked']);

export function useAct() {
  const is_busy = ref(false);
  const problem = shallowRef<unknown>();
  let open: { about: string; key: string } | undefined;

  /** `about` says what is done: the same once more after a lost reply has the same key. True: it is done. */
  async function act<T>(about: string, send: (header: Header) => Promise<Reply<T>>, done?: (data: T) => unknown) {
    if (is_busy.value) return false;
    is_busy.value = true;
    if (open?.about !== about) open = { about, key: newKey() };
    try {
      const { data, error, response } = await send({ 'Idempotency-Key': open.key });
      open = undefined;
      problem.value = response.ok ? undefined : error;
      if (isProblem(error) && signs_out.has(error.code)) forgetToken();
      if (response.ok) await done?.(data as T);
      return response.ok;
    } catch (error) {
      problem.value = error;
      return false;
    } finally {
      is_busy.value = false;
    }
  }

  return { is_busy, problem, act };
}
