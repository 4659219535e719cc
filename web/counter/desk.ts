// A clerk's counter: its state, and what the clerk does. The reply to a command is newer than the board until the
// board shows it; whoever acts last at a counter, here or elsewhere, is who the board shows.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';

import { newKey } from '../shared/api';
import { isProblem } from '../shared/problem';
import { bodyOf, type Done } from './done';
import { keptPause, type KeptDesk, type KeptPause } from './kept';
import type { Place } from './place';
import { meansReread } from './refusals';
import {
  agree, knownOf, possible, rangeOf, stateOf, visitOfTicket, type Action, type ClerkTicket, type DeskState, type KnownTicket, type PauseReason,
} from './visit';
import { useWaiting } from './waiting';

/** So long after a reply a board that shows something else may have been under way before it. */
const settle_ms = 600;

export interface Said {
  /** A key of messages.ts below `done`, or the refusal itself. */
  done?: string;
  number?: string;
  lane?: string;
  n?: number;
  refusal?: unknown;
}

interface Reply {
  data?: { ticket: ClerkTicket };
  error?: unknown;
  response: Response;
}

export function useDesk(place: Place, { counter, lanes }: KeptDesk) {
  const { api, feed, hall } = place;
  const known = shallowRef<KnownTicket>();
  const replied = shallowRef<DeskState>();
  const busy = ref<Action>();
  const said = shallowRef<Said>();
  const again_at_ms = ref<number>();
  const paused = shallowRef(keptPause.read());
  const waiting = useWaiting(place);
  let replied_ms = 0;
  let timer: ReturnType<typeof setTimeout>;

  const shown = computed(() => feed.board.value && stateOf(feed.board.value, counter, known.value));
  const state = computed<DeskState | undefined>(() => replied.value ?? shown.value);

  watch(shown, (board) => {
    clearTimeout(timer);
    if (!replied.value || !board) return;
    const left_ms = replied_ms + settle_ms - performance.now();
    if (left_ms <= 0 || agree(replied.value, board)) replied.value = undefined;
    else timer = setTimeout(() => { replied.value = undefined; }, left_ms);
  });
  watch(() => state.value?.visit?.number, (number, before) => {
    if (number === before) return;
    again_at_ms.value = undefined;
    if (known.value?.number !== number) known.value = undefined; // of another visit, perhaps of another day
  });
  watch(() => state.value?.status, (status) => {
    if (status && status !== 'paused') keepPause(undefined);
  });
  // Called by another device, or before a reload.
  watch([waiting, () => state.value?.visit?.number], ([list, number]) => {
    if (!list || !number || known.value?.number === number) return;
    known.value = knownOf(list.at_counters, counter, number);
    if (known.value) void readTicket(known.value.id).catch(() => {}); // without it only how they came is left out
  });
  onScopeDispose(() => clearTimeout(timer));

  const paths = () => ({ path: { hall, counter }, header: { 'Idempotency-Key': newKey() } });

  function take(next: Partial<DeskState>) {
    replied.value = { status: 'closed', lanes: [], ...state.value, ...next };
    replied_ms = performance.now();
  }

  function keepPause(now: KeptPause | undefined) {
    paused.value = now;
    keptPause.write(now);
  }

  function takeTicket(ticket: ClerkTicket | undefined) {
    const visit = ticket && visitOfTicket(ticket);
    known.value = visit && ticket;
    if (ticket?.status === 'called') feed.hear(ticket.recalls ? undefined : ticket.called_at);
    take({ visit: visit?.is_served ? { ...visit, served_at: stampNow() } : visit });
  }

  /** Until the board says when it was. */
  const stampNow = () => (feed.now_ms.value === undefined ? undefined : new Date(feed.now_ms.value).toISOString());

  /** One command at a time. True when it was done. */
  async function run(action: Action, send: () => Promise<Reply>, onDone: (ticket?: ClerkTicket) => Said): Promise<boolean> {
    if (busy.value) return false;
    busy.value = action;
    try {
      const { data, error, response } = await send();
      if (response.ok) {
        said.value = onDone(data?.ticket);
        return true;
      }
      if (response.status === 401) place.onSignedOut(error);
      refuse(error);
    } catch (error) {
      refuse(error);
    } finally {
      busy.value = undefined;
    }
    return false;
  }

  function refuse(error: unknown) {
    said.value = { refusal: error };
    if (isProblem(error) && error.again_at) again_at_ms.value = Date.parse(error.again_at);
    if (!meansReread(error)) return;
    replied.value = undefined;
    void feed.read();
  }

  /** What is done to the visitor: the reply has the ticket. */
  const visitor = (action: Action, send: () => Promise<Reply>, done: string, more: (ticket: ClerkTicket) => Said = () => ({})) =>
    run(action, send, (ticket) => {
      again_at_ms.value = undefined;
      takeTicket(ticket);
      return { done, number: ticket && rangeOf(ticket.numbers ?? [ticket.number]), ...(ticket && more(ticket)) };
    });

  const base = '/v1/halls/{hall}/counters/{counter}';
  const commands = {
    open: (wanted: string[] = lanes) => {
      const change = { params: paths(), ...(wanted.length ? { body: { lanes: wanted } } : {}) };
      const was_paused = state.value?.status === 'paused';
      return run('open', () => api.POST(`${base}/open`, change), () => {
        take({ status: 'open', paused_reason: undefined });
        return { done: was_paused ? 'resumed' : 'opened' };
      });
    },
    pause: (reason: PauseReason) => run('pause', () => api.POST(`${base}/pause`, { params: paths(), body: { reason } }), () => {
      if (feed.now_ms.value !== undefined) keepPause({ counter, since_ms: feed.now_ms.value });
      take({ status: 'paused', paused_reason: reason });
      return { done: 'paused' };
    }),
    close: () => run('close', () => api.POST(`${base}/close`, { params: paths() }), () => {
      take({ status: 'closed', lanes: [], paused_reason: undefined });
      return { done: state.value?.visit ? 'closed_after' : 'closed' };
    }),
    next: () => visitor('next', () => api.POST(`${base}/call-next`, { params: paths(), body: {} }), 'nobody', () => ({ done: 'called' })),
    bringBack: (id: string) =>
      visitor('bring_back', () => api.POST(`${base}/call-next`, { params: paths(), body: { ticket: id } }), 'called'),
    recall: () => visitor('recall', () => api.POST(`${base}/recall`, { params: paths() }), 'recalled', ({ recalls }) => ({ n: recalls })),
    serve: () => visitor('serve', () => api.POST(`${base}/serve`, { params: paths() }), 'serving'),
    finish: (done: Done) => {
      const body = bodyOf(done, known.value?.services ?? []);
      return visitor('finish', () => api.POST(`${base}/finish`, { params: paths(), body }), 'finished');
    },
    miss: () => visitor('miss', () => api.POST(`${base}/miss`, { params: paths() }), 'missed', ({ status }) =>
      (status === 'no_show' ? { done: 'no_show' } : {})),
    park: () => visitor('park', () => api.POST(`${base}/park`, { params: paths() }), 'parked'),
    transfer: (lane: string) =>
      visitor('transfer', () => api.POST(`${base}/transfer`, { params: paths(), body: { lane } }), 'transferred', () => ({ lane })),
    undo: () => visitor('undo', () => api.POST(`${base}/undo`, { params: paths() }), 'undone', ({ status }) =>
      (status === 'parked' ? { done: 'undone_parked' } : {})),
  };

  /** How they came, and for which priority. */
  async function readTicket(id: string) {
    const { data } = await api.GET('/v1/tickets/{id}', { params: { path: { id } } });
    if (data && known.value?.id === id) known.value = { ...known.value, booked: data.booked, priority: data.priority };
  }

  const can = computed(() => (state.value ? possible(state.value) : new Set<Action>()));

  return { state, can, busy, said, again_at_ms, paused, waiting, ...commands };
}

export type Desk = ReturnType<typeof useDesk>;
