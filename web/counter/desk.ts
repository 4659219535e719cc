// A clerk's counter: its state, and what the clerk does. The reply to a command is newer than the board until the
// board shows it; whoever acts last at a counter, here or elsewhere, is who the board shows.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';

import { newKey } from '../shared/api';
import { isProblem } from '../shared/problem';
import { bodyOf, type Done } from './done';
import { keptPause, keptVisit, type KeptDesk, type PauseReason } from './kept';
import { useParked } from './parked';
import type { Place } from './place';
import { meansReread } from './refusals';
import { agree, possible, rangeOf, stateOf, visitOfTicket, type Action, type ClerkTicket, type DeskState } from './visit';
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
  const known = shallowRef<ClerkTicket>();
  const replied = shallowRef<DeskState>();
  const busy = ref<Action>();
  const said = shallowRef<Said>();
  const again_at_ms = ref<number>();
  const served_since_ms = ref<number>();
  const paused = shallowRef(keptPause.read());
  const parked = useParked(place);
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
    if (known.value?.number !== number) served_since_ms.value = undefined;
  });
  onScopeDispose(() => clearTimeout(timer));

  const paths = () => ({ path: { hall, counter }, header: { 'Idempotency-Key': newKey() } });

  function take(next: Partial<DeskState>) {
    const { status, lanes: served, visit } = state.value ?? { status: 'closed', lanes: [] };
    replied.value = { status, lanes: served, visit, ...next };
    replied_ms = performance.now();
  }

  function takeTicket(ticket: ClerkTicket | undefined) {
    const visit = ticket && visitOfTicket(ticket);
    known.value = visit && ticket;
    if (!visit?.is_served) served_since_ms.value = undefined;
    keptVisit.write(visit?.ticket && { counter, id: visit.ticket.id, served_since_ms: served_since_ms.value });
    if (ticket?.status === 'called') feed.hear(ticket.recalls ? undefined : ticket.called_at);
    take({ visit });
  }

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
      if (ticket?.status === 'serving') served_since_ms.value = feed.now_ms.value;
      takeTicket(ticket);
      return { done, number: ticket && rangeOf(ticket.numbers ?? [ticket.number]), ...(ticket && more(ticket)) };
    });

  const base = '/v1/halls/{hall}/counters/{counter}';
  const commands = {
    open: (wanted: string[] = lanes) => {
      const change = { params: paths(), ...(wanted.length ? { body: { lanes: wanted } } : {}) };
      const was_paused = state.value?.status === 'paused';
      return run('open', () => api.POST(`${base}/open`, change), () => {
        paused.value = undefined;
        keptPause.write(undefined);
        take({ status: 'open' });
        return { done: was_paused ? 'resumed' : 'opened' };
      });
    },
    pause: (reason: PauseReason) => run('pause', () => api.POST(`${base}/pause`, { params: paths() }), () => {
      paused.value = { counter, reason, since_ms: feed.now_ms.value };
      keptPause.write(paused.value);
      take({ status: 'paused' });
      return { done: 'paused' };
    }),
    close: () => run('close', () => api.POST(`${base}/close`, { params: paths() }), () => {
      take({ status: 'closed', lanes: [] });
      return { done: state.value?.visit ? 'closed_after' : 'closed' };
    }),
    next: () => visitor('next', () => api.POST(`${base}/call-next`, { params: paths(), body: {} }), 'nobody', () => ({ done: 'called' })),
    bringBack: (id: string) =>
      visitor('bring_back', () => api.POST(`${base}/call-next`, { params: paths(), body: { ticket: id } }), 'called', () => {
        parked.forget(id);
        return {};
      }),
    recall: () => visitor('recall', () => api.POST(`${base}/recall`, { params: paths() }), 'recalled', ({ recalls }) => ({ n: recalls })),
    serve: () => visitor('serve', () => api.POST(`${base}/serve`, { params: paths() }), 'serving'),
    finish: (done: Done) => {
      const body = bodyOf(done, known.value?.services ?? []);
      return visitor('finish', () => api.POST(`${base}/finish`, { params: paths(), body }), 'finished');
    },
    miss: () => visitor('miss', () => api.POST(`${base}/miss`, { params: paths() }), 'missed', ({ status }) =>
      (status === 'no_show' ? { done: 'no_show' } : {})),
    park: () => visitor('park', () => api.POST(`${base}/park`, { params: paths() }), 'parked', (ticket) => {
      parked.remember(ticket);
      return {};
    }),
    transfer: (lane: string) =>
      visitor('transfer', () => api.POST(`${base}/transfer`, { params: paths(), body: { lane } }), 'transferred', () => ({ lane })),
    undo: () => visitor('undo', () => api.POST(`${base}/undo`, { params: paths() }), 'undone', (ticket) => {
      if (ticket.status !== 'parked') return {};
      parked.remember(ticket);
      return { done: 'undone_parked' };
    }),
  };

  /** After a reload: the ticket by its id, as it is now. */
  async function restore() {
    const kept = keptVisit.read();
    if (kept?.counter !== counter) return;
    const { data } = await api.GET('/v1/tickets/{id}', { params: { path: { id: kept.id } } });
    if (!data || data.counter !== counter || !visitOfTicket(data)) return;
    known.value ??= data;
    served_since_ms.value ??= data.status === 'serving' ? kept.served_since_ms : undefined;
  }
  void restore().catch(() => {}); // without it the board's number is shown

  const can = computed(() => (state.value ? possible(state.value) : new Set<Action>()));

  return { state, can, busy, said, again_at_ms, served_since_ms, paused, parked, waiting, ...commands };
}

export type Desk = ReturnType<typeof useDesk>;
