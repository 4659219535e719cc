// The counters of a lane by hall and half-hour, over the configuration in force. The interface takes changes by span,
// {"330100": {"documents": {"09:00-12:00": "+2"}}}; one for the whole day has no span.
import { half_hour, periodOf, spanOf, type Period } from './hours';
import { isObject, type Json, type JsonObject } from './scenario';

export const change_max = 200;

/** More or fewer counters, by start of the half-hour. */
export type Changes = Record<number, number>;

/** Starts of the half-hours in which a hall with these hours is open, if only for a part. */
export function halfHoursOf(hours: Period[]): number[] {
  const starts = new Set<number>();
  for (const { from, to } of hours) {
    for (let start = Math.floor(from / half_hour) * half_hour; start < to; start += half_hour) starts.add(start);
  }
  return [...starts].sort((a, b) => a - b);
}

const changeOf = (value: Json): number | undefined =>
  (typeof value === 'string' && /^[+-]\d{1,3}$/.test(value) ? Number(value) : undefined);

const textOf = (change: number) => (change > 0 ? `+${change}` : String(change));

/** Whether the grid can show these counters: by hall and lane, as changes. Others are written by hand, and stay. */
export function isGrid(counters: Json | undefined): boolean {
  if (counters === undefined) return true;
  const isChange = (value: Json) => changeOf(value) !== undefined;
  return isObject(counters) && Object.values(counters).every((lanes) => isObject(lanes)
    && Object.values(lanes).every((spans) => isChange(spans) || (isObject(spans)
      && Object.entries(spans).every(([span, change]) => periodOf(span) !== undefined && isChange(change)))));
}

export function changesOf(counters: Json | undefined, hall: string, lane: string, hours: Period[]): Changes {
  const lanes = isObject(counters) ? counters[hall] : undefined;
  const spans = isObject(lanes) ? lanes[lane] : undefined;
  if (spans === undefined) return {};
  const whole = changeOf(spans);
  const starts = halfHoursOf(hours);
  if (whole !== undefined) return Object.fromEntries(starts.map((start) => [start, whole]));
  const changes: Changes = {};
  for (const [span, value] of Object.entries(isObject(spans) ? spans : {})) {
    const period = periodOf(span);
    const change = changeOf(value);
    if (!period || change === undefined) continue;
    for (const start of starts) {
      if (start < period.to && start + half_hour > period.from) changes[start] = change;
    }
  }
  return changes;
}

/** Spans with one change each, none over a break. */
function spansOf(changes: Changes, hours: Period[]): Json | undefined {
  const starts = halfHoursOf(hours);
  const first = changes[starts[0] ?? 0] ?? 0;
  if (first !== 0 && starts.every((start) => changes[start] === first)) return textOf(first);
  const spans: JsonObject = {};
  for (const { from, to } of hours) {
    let begun = from;
    for (let end = (Math.floor(from / half_hour) + 1) * half_hour; begun < to; end += half_hour) {
      const change = changes[Math.floor(begun / half_hour) * half_hour] ?? 0;
      if (end < to && (changes[end] ?? 0) === change) continue;
      const period = { from: begun, to: Math.min(end, to) };
      if (change !== 0) spans[spanOf(period)] = textOf(change);
      begun = period.to;
    }
  }
  return Object.keys(spans).length === 0 ? undefined : spans;
}

/** `counters` with these changes of a hall's lane in place of those before. */
export function withChanges(counters: Json | undefined, hall: string, lane: string, changes: Changes, hours: Period[]): JsonObject {
  const { [hall]: before, ...halls } = isObject(counters) ? counters : {};
  const { [lane]: _, ...lanes } = isObject(before) ? before : {};
  const spans = spansOf(changes, hours);
  if (spans !== undefined) lanes[lane] = spans;
  return Object.keys(lanes).length === 0 ? halls : { ...halls, [hall]: lanes };
}
