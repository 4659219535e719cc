// What the server says of itself, judged: for each thing a level, the sentence that says how it is, and whether there
// is something to do. The bounds are those of docs/monitoring/offpeak.rules.yaml.
import type { Schemas } from '../shared/api';
import type { Metrics } from './metrics';
import type { Level } from './parts/LevelTag.vue';

export type Readiness = Schemas['Ready'] | Schemas['NotReady'];

export interface Finding {
  /** Which thing, and how it is: the words are `<thing>.<how>`; what to do is `<thing>.<how>_next`, if anything. */
  thing: string;
  how: string;
  level: Level;
  values: Record<string, string | number>;
  /** Codes of the halls that it is about. */
  halls?: string[];
}

const disk_free_min = 0.1;
const snapshot_age_s_max = 3600;
const shadow_events_max = 100_000;
const lag_s_max = 5;
const full_share = 0.8;
const forecast_age_s_max = 300;
const webhook_age_s_max = 900;
const clock_s_max = 1;
const wait_s_max = 5400;
const gib = 2 ** 30;

type Judge = (ready: Readiness, metrics: Metrics) => Omit<Finding, 'thing'>;

const say = (how: string, level: Level, values: Finding['values'] = {}, halls?: string[]) => ({ how, level, values, halls });
export const storeName = (store: string) => (store === 'redis' ? 'Redis' : 'SQLite');
const minutesOf = (seconds: number) => Math.round(seconds / 60);

const service_levels: Record<Readiness['status'], Level> = {
  ready: 'green', standby: 'grey', starting: 'yellow', stopping: 'yellow', interrupted: 'red', failed: 'red',
};
const service: Judge = ({ status }) => say(status, service_levels[status]);

const standby: Judge = ({ store, status, sequence, standby_sequence }, metrics) => {
  if (status === 'standby') {
    const lag_s = metrics.value('offpeak_standby_lag_seconds') ?? 0;
    return say(lag_s > lag_s_max ? 'lags' : 'follows', lag_s > lag_s_max ? 'red' : 'green', { s: lag_s.toFixed(1) });
  }
  if (standby_sequence !== undefined) return say('there', 'green', { n: Math.max(0, sequence - standby_sequence) });
  return store === 'redis' ? say('missing', 'red') : say('none', 'grey');
};

const durability: Judge = ({ durability: kind, store }) => {
  const values = { store: storeName(store) };
  return kind === 'relaxed' ? say('relaxed', 'yellow', values) : say('strict', 'green', values);
};

const disk: Judge = (_, metrics) => {
  const free = metrics.value('offpeak_store_disk_free_bytes');
  const all = metrics.value('offpeak_store_disk_bytes');
  if (free === undefined || !all) return say('elsewhere', 'grey');
  const values = { free: Math.floor(free / gib), percent: Math.floor((100 * free) / all) };
  return free / all < disk_free_min ? say('low', 'red', values) : say('ok', 'green', values);
};

const snapshots: Judge = ({ sequence }, metrics) => {
  const failed = metrics.value('offpeak_snapshots_failed_total') ?? 0;
  const age_s = metrics.value('offpeak_snapshot_age_seconds') ?? 0;
  const newest = metrics.value('offpeak_snapshot_sequence') ?? 0;
  const shadow = metrics.value('offpeak_shadow_sequence') ?? 0;
  if (failed > 0) return say('failed', 'yellow', { n: failed });
  if (shadow > 0 && sequence - shadow > shadow_events_max) return say('behind', 'yellow', { n: sequence - shadow });
  if (sequence > newest && age_s > snapshot_age_s_max) return say('old', 'yellow', { n: minutesOf(age_s) });
  return newest === 0 ? say('none_yet', 'green') : say('ok', 'green', { n: minutesOf(age_s) });
};

const clock: Judge = (_, metrics) => {
  const behind_s = metrics.value('offpeak_clock_behind_seconds') ?? 0;
  const steps_s = metrics.value('offpeak_clock_steps_seconds') ?? 0;
  if (behind_s > clock_s_max) return say('behind', 'red', { n: Math.ceil(behind_s) });
  return Math.abs(steps_s) > clock_s_max ? say('stepped', 'yellow', { n: Math.round(steps_s) }) : say('ok', 'green');
};

const forecasts: Judge = ({ status }, metrics) => {
  const age_s = metrics.value('offpeak_forecast_age_seconds');
  const made = metrics.value('offpeak_forecasts_made');
  if (status === 'standby') return say('leader', 'grey');
  if (made === undefined) return say('off', 'grey');
  if (age_s === undefined || made === 0) return say('soon', 'grey');
  const values = { n: minutesOf(age_s), percent: Math.round(100 * (metrics.value('offpeak_compliance') ?? 0)) };
  return age_s < forecast_age_s_max ? say('ok', 'green', values) : say('old', 'yellow', values);
};

const webhooks: Judge = (_, metrics) => {
  const all = metrics.samples('offpeak_outbox_pending');
  if (all.length === 0) return say('none', 'grey');
  const disabled = metrics.samples('offpeak_outbox_disabled').filter(({ value }) => value === 1);
  if (disabled.length > 0) return say('disabled', 'red', { names: disabled.map(({ labels }) => labels.endpoint).join(', ') });
  const oldest_s = Math.max(...metrics.samples('offpeak_outbox_oldest_seconds').map(({ value }) => value));
  const values = { n: all.length, pending: all.reduce((sum, { value }) => sum + value, 0), age: minutesOf(oldest_s) };
  return oldest_s > webhook_age_s_max ? say('late', 'yellow', values) : say('ok', 'green', values);
};

const clients: Judge = (_, metrics) => {
  const [connections = 0, most = 0, streams = 0, streams_most = 0] = ['connections', 'connections_max', 'streams', 'streams_max']
    .map((each) => metrics.value(`offpeak_http_${each}`));
  const is_full = connections > full_share * most || streams > full_share * streams_most;
  return say(is_full ? 'full' : 'ok', is_full ? 'yellow' : 'green', { connections, most, streams, streams_most });
};

const load: Judge = (_, metrics) => {
  const refused = metrics.value('offpeak_ring_full_total') ?? 0;
  const commits = metrics.value('offpeak_commit_seconds_count') ?? 0;
  const ms = commits ? ((1000 * (metrics.value('offpeak_commit_seconds_sum') ?? 0)) / commits).toFixed(1) : '0';
  return refused > 0 ? say('refused', 'yellow', { n: refused, ms }) : say('ok', 'green', { ms });
};

const halls: Judge = (_, metrics) => {
  const of = (name: string) => new Map(metrics.samples(name).map(({ labels, value }) => [labels.hall ?? '', value]));
  const open = of('offpeak_hall_open_counters');
  const waiting = metrics.samples('offpeak_hall_waiting_tickets').filter(({ value }) => value > 0);
  const codesOf = (list: { labels: Record<string, string> }[]) => list.map(({ labels }) => labels.hall ?? '');
  const unattended = codesOf(waiting.filter(({ labels }) => !open.get(labels.hall ?? '')));
  if (unattended.length > 0) return say('unattended', 'red', {}, unattended);
  const long = codesOf(metrics.samples('offpeak_hall_longest_wait_seconds').filter(({ value }) => value > wait_s_max));
  if (long.length > 0) return say('long', 'yellow', {}, long);
  const counters = [...open.values()].reduce((sum, n) => sum + n, 0);
  return say('ok', 'green', { tickets: waiting.reduce((sum, { value }) => sum + value, 0), counters });
};

const judges: Record<string, Judge> = { service, standby, durability, disk, snapshots, clock, load, forecasts, webhooks, clients, halls };

export const findingsOf = (ready: Readiness, metrics: Metrics): Finding[] =>
  Object.entries(judges).map(([thing, judge]) => ({ thing, ...judge(ready, metrics) }));

/** The worst: red, then yellow; grey says nothing. */
export const worstOf = (findings: Finding[]): Level =>
  (['red', 'yellow'] as const).find((level) => findings.some((each) => each.level === level)) ?? 'green';
