// What is asked of the simulator, as the form holds it. A scenario is kept as the interface takes it: only what it
// changes, so that what is sent, shared and shown again is the same. Numbers of the request are texts, as typed.
import type { Schemas } from '../shared/api';

export type Request = Schemas['SimulationRequest'];
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
export const guidances = ['off', 'levelled', 'recommend', 'all'] as const;

/** `name` and what it overrides. */
export type Scenario = JsonObject & { name: string };

export interface Draft {
  date: string;
  days: string;
  visitors: string;
  replications: string;
  seed: string;
  scenarios: Scenario[];
}

export const scenarios_max = 32;
export const days_max = 31;
export const people_max = 1_000_000;
export const replications_max = 10_000;
export const name_chars_max = 60;
/** The server takes bodies of 16 KiB. */
export const request_bytes_max = 16 * 1024;
const depth_max = 8;
const key_chars_max = 64;
const text_chars_max = 2000;

/** Keys that a scenario may have: those with a field of their own, and those written as JSON. */
export const form_keys = ['name', 'demand', 'online', 'guidance', 'compliance', 'counters', 'hours', 'open', 'closed',
  'closed_day', 'rules', 'booked_share', 'no_shows'] as const;
export const other_keys = ['visitors', 'staffing', 'bookable', 'hall_shares', 'service_times', 'absence', 'outage', 'moving',
  'cancellations', 'balking', 'patience_minutes'] as const;
const keys: readonly string[] = [...form_keys, ...other_keys];

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const firstDraft = (date: string, base: string): Draft =>
  ({ date, days: '1', visitors: '', replications: '100', seed: '1', scenarios: [{ name: base }] });

const numbers = ['days', 'visitors', 'replications', 'seed'] as const;

/** As it is sent; a number that is none stays the text that it is, and is refused by name. */
export function requestOf(draft: Draft): Request {
  const taken = numbers.flatMap((key) => {
    const text = draft[key].trim();
    return text === '' ? [] : [[key, /^\d{1,16}$/.test(text) ? Number(text) : text]];
  });
  return { date: draft.date, ...Object.fromEntries(taken), scenarios: draft.scenarios } as Request;
}

function isSound(value: unknown, depth = 0): value is Json {
  if (depth > depth_max) return false;
  if (typeof value === 'string') return value.length <= text_chars_max;
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every((each) => isSound(each, depth + 1));
  return isObject(value) && Object.entries(value).every(([key, each]) => key.length <= key_chars_max && isSound(each, depth + 1));
}

const isScenario = (value: unknown): value is Scenario => isObject(value) && isSound(value)
  && typeof value.name === 'string' && value.name.length <= name_chars_max * 2 && Object.keys(value).every((key) => keys.includes(key));

/** Of a request that came from elsewhere: a link, a kept simulation. Undefined when it is none. */
export function draftOf(request: unknown, base: string): Draft | undefined {
  if (!isObject(request) || typeof request.date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(request.date)) return undefined;
  const scenarios: unknown = request.scenarios ?? [{ name: base }];
  if (!Array.isArray(scenarios) || scenarios.length === 0 || scenarios.length > scenarios_max || !scenarios.every(isScenario)) return undefined;
  const textOfNumber = (key: (typeof numbers)[number], otherwise: string) => {
    const value = request[key];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : otherwise;
  };
  return {
    date: request.date,
    days: textOfNumber('days', '1'),
    visitors: textOfNumber('visitors', ''),
    replications: textOfNumber('replications', '100'),
    seed: textOfNumber('seed', '1'),
    scenarios: scenarios as Scenario[],
  };
}

/** Without the key where there is nothing to say. */
export function withKey(scenario: Scenario, key: string, value: Json | undefined): Scenario {
  const { [key]: _, ...others } = scenario;
  const empty = value === undefined || value === '' || (isObject(value) && Object.keys(value).length === 0);
  return (empty ? others : { ...others, [key]: value }) as Scenario;
}

/** `20%` is shown as 20, `+10%` as +10. */
export const percentText = (value: Json | undefined) => (typeof value === 'string' ? value.replace(/ *%$/, '') : '');
export const percentOf = (text: string) => (text.trim() === '' ? undefined : `${text.trim().replace(/[%％]$/, '').trim()}%`);

/** A change has its sign: 10 means +10. */
export const changeOf = (text: string) => {
  const percent = percentOf(text.replace(/^＋/, '+').replace(/^[－−]/, '-'));
  return percent === undefined || /^[+-]/.test(percent) ? percent : `+${percent}`;
};

/** A name that no other has: `name 2`. */
export function newName(name: string, scenarios: Scenario[]): string {
  const taken = new Set(scenarios.map((each) => each.name));
  const stem = name.replace(/ \d+$/, '');
  for (let n = 2; ; ++n) {
    if (!taken.has(`${stem} ${n}`)) return `${stem} ${n}`;
  }
}
