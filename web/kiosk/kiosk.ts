// What the kiosk knows of the one who stands before it, and what it does for them. Nothing of it is kept: `end`
// forgets all of it.
import { computed, inject, reactive, ref, shallowRef, type InjectionKey } from 'vue';

import { makeApi, type Schemas } from '../shared/api';
import type { Language } from '../shared/language';
import { isProblem, type Problem } from '../shared/problem';
import type { Session } from '../shared/session';
import { checkInOf } from './codes';
import { makeHealth } from './health';
import { answerTo, makeIntent, type Answer, type Intent, type Reply, type Ticket, type Wish } from './intent';
import { makeSound } from './sound';
import { makeStaffCall } from './staff_call';

export type Ground = Schemas['PriorityGround'];
export type ServiceKey = Schemas['ServiceKey'];
export type Screen = 'start' | 'code' | 'document' | 'people' | 'service' | 'priority' | 'confirm' | 'sending' | 'ticket' | 'refusal';
/** What a refusal that is made here looks like: a scan that is no code. */
export type RefusedBecause = Pick<Problem, 'code'> & Partial<Problem>;

interface Visit {
  screen: Screen;
  /** Digits and letters typed so far. */
  entry: string;
  people: number;
  services: ServiceKey[];
  priority?: Ground;
  /** Priority is asked on the way to a check-in, not to a number. */
  asked_from?: Screen;
}

const fresh = (): Visit => ({ screen: 'start', entry: '', people: 0, services: [] });
const reply_ms_max = 10_000;

/** A token of another hall would be refused only when somebody wants a number. */
const isOfHere = ({ token, claims }: Session, hall: string) => token !== '' && (claims.hall === undefined || String(claims.hall) === hall);

export function makeKiosk({ session, hall }: { session: Session; hall: string }) {
  const api = makeApi(() => session.token);
  const sound = makeSound();
  const visit = reactive<Visit>(fresh());
  const ticket = shallowRef<Ticket>();
  const problem = shallowRef<RefusedBecause>();
  const language = ref<Language>('zh');
  const is_large = ref(false);
  const is_low = ref(false);
  const staff = makeStaffCall(api, hall);
  const is_calling_staff = computed(() => staff.now.value !== undefined);
  /** The server has not answered the first time. */
  const is_trying_again = ref(false);
  const health = makeHealth(api, hall, isOfHere(session, hall));
  const { is_refused } = health;
  let under_way: AbortController | undefined;
  let last: Wish['kind'] = 'number';

  /** To the start, for the same visitor. */
  function leave() {
    under_way?.abort();
    Object.assign(visit, fresh(), { priority: undefined, asked_from: undefined });
    ticket.value = undefined;
    problem.value = undefined;
    is_trying_again.value = false;
  }

  /** To the start, for the next one. */
  function end() {
    leave();
    language.value = 'zh';
    is_large.value = false;
    is_low.value = false;
    staff.end();
  }

  /** Whether there is anything for `end` to forget. */
  const isUsed = () => visit.screen !== 'start' || language.value !== 'zh' || is_large.value || is_low.value || is_calling_staff.value;

  async function ask(intent: Intent, ended: AbortSignal): Promise<Reply> {
    // A server that takes the request and says nothing is asked again, too.
    const signal = AbortSignal.any([ended, AbortSignal.timeout(reply_ms_max)]);
    const params = { path: { hall }, header: { 'Idempotency-Key': intent.key } };
    const { wish } = intent;
    const { data, error, response } = wish.kind === 'check_in'
      ? await api.POST('/v1/halls/{hall}/check-ins', { params, body: wish.body, signal })
      : await api.POST('/v1/halls/{hall}/tickets', { params, body: wish.body, signal });
    if (data) return { answer: { ticket: data } };
    if (response.status === 401 || response.status === 403) is_refused.value = true;
    // Many take numbers at this moment: theirs comes in its turn.
    const wait_ms = Number(response.headers.get('Retry-After') ?? 0) * 1000;
    if (response.status === 429 && wish.kind === 'number') return { wait_ms };
    if (response.status >= 500 || response.status === 408 || !isProblem(error)) return { wait_ms: wait_ms || undefined };
    return { answer: { problem: error } };
  }

  function show(answer: Answer) {
    is_trying_again.value = false;
    visit.entry = '';
    if ('ticket' in answer) {
      ticket.value = answer.ticket;
      visit.screen = 'ticket';
      sound.play('success');
    } else {
      refuse(answer.problem);
    }
  }

  function refuse(why: RefusedBecause) {
    problem.value = why;
    visit.screen = 'refusal';
    sound.play('refusal');
  }

  async function send(wish: Wish) {
    under_way?.abort();
    const control = new AbortController();
    under_way = control;
    last = wish.kind;
    visit.screen = 'sending';
    const tried = async (intent: Intent, signal: AbortSignal): Promise<Reply> => {
      const reply = await ask(intent, signal).catch((): Reply => ({}));
      if (!signal.aborted) is_trying_again.value = !reply.answer;
      return reply;
    };
    const answer = await answerTo(makeIntent(wish), tried, control.signal);
    if (answer && !control.signal.aborted) show(answer);
  }

  const checkIn = (body: Schemas['CheckInRequest']) =>
    send({ kind: 'check_in', body: visit.priority ? { ...body, priority: visit.priority } : body });

  const takeNumber = () =>
    send({ kind: 'number', body: { services: [...visit.services], ...(visit.priority ? { priority: visit.priority } : {}) } });

  /** A scan is for whoever stands there now: what was shown before has ended. */
  function scan(line: string) {
    if (is_refused.value || visit.screen === 'sending') return;
    const { priority, screen } = visit;
    if (screen === 'ticket') end();
    else leave();
    staff.end();
    if (screen !== 'ticket') visit.priority = priority;
    const body = checkInOf(line);
    if (body) void checkIn(body);
    else refuse({ code: 'unreadable' });
  }

  function go(screen: Screen) {
    visit.screen = screen;
    visit.entry = '';
  }

  function startWalkIn() {
    leave();
    go('people');
  }

  function choosePeople(people: number) {
    visit.people = people;
    visit.services = [];
    go('service');
  }

  function chooseService(key: ServiceKey) {
    visit.services.push(key);
    if (visit.services.length >= visit.people) go('priority');
  }

  function askPriority() {
    visit.asked_from = visit.screen;
    visit.screen = 'priority';
  }

  function choosePriority(ground?: Ground) {
    visit.priority = ground;
    visit.screen = visit.asked_from ?? 'confirm';
    visit.asked_from = undefined;
  }

  function back() {
    const { screen } = visit;
    if (screen === 'priority' && visit.asked_from) return choosePriority(visit.priority);
    if (screen === 'confirm') return go('priority');
    if (screen === 'document') return go('code');
    if ((screen === 'service' || screen === 'priority') && visit.services.length > 0) {
      visit.services.pop();
      return go('service');
    }
    if (screen === 'service') return go('people');
    return leave();
  }

  function callStaff() {
    sound.play('staff');
    staff.start();
  }

  return {
    api, hall, session, sound, health, staff, visit, ticket, problem, language, is_large, is_low, is_calling_staff, is_refused, is_trying_again,
    end, isUsed, checkIn, takeNumber, scan, go, startWalkIn, choosePeople, chooseService, askPriority, choosePriority, back, callStaff,
    lastKind: () => last,
  };
}

export type Kiosk = ReturnType<typeof makeKiosk>;
export const kiosk_key: InjectionKey<Kiosk> = Symbol('kiosk');

export function useKiosk(): Kiosk {
  const kiosk = inject(kiosk_key);
  if (!kiosk) throw new Error('outside of a kiosk');
  return kiosk;
}
