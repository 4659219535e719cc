// Whether the server answers, and takes this kiosk's token. Asks the hall and its board, so that what visitors see
// before they take a number is of now.
import { ref, shallowRef } from 'vue';

import type { makeApi, Schemas } from '../shared/api';
import { ServerClock } from '../shared/hall_time';

export const ask_ms = 10_000;
export const ask_again_ms = 2_000;
const reply_ms_max = 10_000;

type Api = ReturnType<typeof makeApi>;

export function makeHealth(api: Api, hall: string, has_token: boolean) {
  const is_away = ref(false);
  /** Its token is missing, has ended, or is of another hall. */
  const is_refused = ref(!has_token);
  const place = shallowRef<Schemas['HallDetails']>();
  const board = shallowRef<Schemas['Board']>();
  const services = shallowRef<Schemas['Service'][]>([]);
  /** Where citizens reach the server from their phones: no slash at its end. */
  const citizens_url = ref(location.origin);
  const clock = new ServerClock();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask() {
    const signal = AbortSignal.timeout(reply_ms_max);
    const params = { params: { path: { hall } }, signal };
    const [hall_reply, board_reply, site_reply] = await Promise.all([
      api.GET('/v1/halls/{hall}', params), api.GET('/v1/halls/{hall}/board', params), api.GET('/v1/site', { signal })]);
    is_refused.value = [401, 403, 404].includes(hall_reply.response.status);
    if (is_refused.value) return;
    if (!hall_reply.data || !board_reply.data) throw new TypeError('no answer');
    if (services.value.length === 0) services.value = (await api.GET('/v1/services')).data?.services ?? [];
    place.value = hall_reply.data;
    if (site_reply.data) citizens_url.value = site_reply.data.public_url ?? location.origin;
    board.value = board_reply.data;
    clock.hear(board_reply.data.as_of);
  }

  async function run() {
    clearTimeout(timer);
    try {
      await ask();
      is_away.value = false;
    } catch {
      is_away.value = true; // `api` has asked several times
    }
    clearTimeout(timer);
    timer = setTimeout(() => void run(), is_away.value ? ask_again_ms : ask_ms);
  }

  const start = () => { if (has_token) void run(); };
  return { is_away, is_refused, place, board, services, citizens_url, clock, start, stop: () => clearTimeout(timer) };
}
