// What is wrong with a request, by field: found here before it is sent, or told by the server. A field's place is the
// path that the server writes: `visitors`, `scenarios[1].online`, `scenarios[1].counters.330100`.
import { isProblem } from '../shared/problem';
import { number_rules, ranges } from './in_force';
import { days_max, isObject, name_chars_max, people_max, replications_max, request_bytes_max, requestOf, type Draft, type Json, type Scenario } from './scenario';

export interface Mistake {
  path: string;
  /** Of a sentence in messages.ts, with what is put into it. */
  key: 'date' | 'range' | 'name_missing' | 'name_long' | 'name_twice' | 'share' | 'change' | 'release_sum' | 'release_wave' | 'too_large' | 'server';
  values?: Record<string, string | number>;
  /** The server's own words, in English. */
  detail?: string;
}

export const year_min = 2000;
export const year_max = 2199;

function isDay(text: string) {
  const at = new Date(`${text}T00:00:00Z`);
  const year = Number(text.slice(0, 4));
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
    && year >= year_min && year <= year_max;
}

function rangeMistake(path: string, text: string, min: number, max: number): Mistake[] {
  const is = text.trim();
  if (is === '' || (/^\d{1,16}$/.test(is) && Number(is) >= min && Number(is) <= max)) return [];
  return [{ path, key: 'range', values: { min, max } }];
}

const shares = ['online', 'compliance', 'booked_share', 'no_shows'] as const;

export const isShare = (value: Json | undefined, max = 100) =>
  typeof value === 'string' && /^\d+(\.\d+)?%$/.test(value) && Number.parseFloat(value) <= max;

function shareMistake(path: string, value: Json | undefined): Mistake[] {
  return value === undefined || isShare(value) ? [] : [{ path, key: 'share' }];
}

export const demand_percent_max = 1000;

function ruleMistakes(path: string, rules: Json | undefined): Mistake[] {
  const all = isObject(rules) ? rules.all : undefined;
  if (!isObject(all)) return [];
  const mistakes = number_rules.flatMap((rule): Mistake[] => {
    const value = all[rule];
    return value === undefined || typeof value === 'object' ? [] : rangeMistake(`${path}.${rule}`, String(value), ranges[rule].min, ranges[rule].max);
  });
  if (!Array.isArray(all.release)) return mistakes;
  const percents = all.release.map((wave) => (isObject(wave) ? Number(wave.share_percent) : Number.NaN));
  for (const [at, wave] of all.release.entries()) {
    const percent = percents[at] ?? 0;
    const days = isObject(wave) ? Number(wave.days_before) : Number.NaN;
    const isSound = Number.isInteger(percent) && percent >= 1 && percent <= 100 && Number.isInteger(days) && days >= 0 && days <= 60;
    if (!isSound && !(isObject(wave) && wave.days_before === 'horizon' && percent >= 1)) {
      mistakes.push({ path: `${path}.release[${at}]`, key: 'release_wave' });
    }
  }
  const sum = percents.reduce((a, b) => a + b, 0);
  if (mistakes.length === 0 && sum !== 100) mistakes.push({ path: `${path}.release`, key: 'release_sum', values: { sum } });
  return mistakes;
}

function scenarioMistakes(scenario: Scenario, at: number, all: Scenario[]): Mistake[] {
  const path = `scenarios[${at}]`;
  const name = scenario.name.trim();
  const mistakes: Mistake[] = [];
  if (name === '') mistakes.push({ path: `${path}.name`, key: 'name_missing' });
  else if (name.length > name_chars_max) mistakes.push({ path: `${path}.name`, key: 'name_long', values: { max: name_chars_max } });
  else if (all.findIndex((each) => each.name.trim() === name) < at) mistakes.push({ path: `${path}.name`, key: 'name_twice' });
  const { demand } = scenario;
  if (demand !== undefined) {
    const percent = typeof demand === 'string' && /^[+-]\d+(\.\d+)?%$/.test(demand) ? Number.parseFloat(demand) : Number.NaN;
    if (!(percent >= -100 && percent <= demand_percent_max)) {
      mistakes.push({ path: `${path}.demand`, key: 'change', values: { min: -100, max: demand_percent_max } });
    }
  }
  for (const key of shares) mistakes.push(...shareMistake(`${path}.${key}`, scenario[key]));
  if (isObject(scenario.closed_day)) mistakes.push(...shareMistake(`${path}.closed_day`, scenario.closed_day.moves));
  return [...mistakes, ...ruleMistakes(`${path}.rules.all`, scenario.rules)];
}

export function mistakesOf(draft: Draft): Mistake[] {
  const mistakes: Mistake[] = isDay(draft.date) ? [] : [{ path: 'date', key: 'date', values: { min: year_min, max: year_max } }];
  mistakes.push(
    ...rangeMistake('days', draft.days, 1, days_max),
    ...rangeMistake('visitors', draft.visitors, 1, people_max),
    ...rangeMistake('replications', draft.replications, 1, replications_max),
    ...rangeMistake('seed', draft.seed, 0, Number.MAX_SAFE_INTEGER),
    ...draft.scenarios.flatMap(scenarioMistakes),
  );
  const bytes = new TextEncoder().encode(JSON.stringify(requestOf(draft))).length;
  if (bytes > request_bytes_max) mistakes.push({ path: 'scenarios', key: 'too_large' });
  return mistakes;
}

/** Of a refusal that names a field. */
export const mistakeOfProblem = (error: unknown): Mistake[] => (isProblem(error) && error.field
  ? [{ path: error.field, key: 'server', detail: error.detail ?? '' }] : []);

/** Of the `detail` of a simulation that failed: `scenarios.yaml:3: scenarios[1].online: "200%" is …`, one a line. */
export const mistakesOfDetail = (detail: string): Mistake[] => detail.split('\n').flatMap((line) => {
  const [, path = '', words = ''] = /^[^:]+:\d+: (scenarios\[\d+\](?:\.[^:\s]+|"[^"]*")*): (.*)$/.exec(line) ?? [];
  return path ? [{ path, key: 'server' as const, detail: words }] : [];
});

/** The parts of a form that show mistakes, as in `fields`; the longest that a path begins with shows it. */
export function fieldOf(path: string, fields: string[]): string | undefined {
  const within = fields.filter((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`));
  return within.sort((a, b) => b.length - a.length)[0];
}
