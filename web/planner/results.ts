// What the charts and tables show of the results of a simulation.
import type { Schemas } from '../shared/api';
import { isKnown, type Headline } from './figures';

export type Results = Schemas['SimulationResults'];
export type ScenarioResults = Results['scenarios'][number];
type Rows = (number | null)[][];

/** Stands for all halls. */
export const all_halls = -1;

const total = (values: (number | null | undefined)[]) => values.filter(isKnown).reduce((sum, value) => sum + value, 0);

/** From the first to the last half-hour of which `isShown` in any scenario. */
function timesWhere(results: Results, isShown: (scenario: ScenarioResults, time: number) => boolean): number[] {
  const all = results.half_hours.map((_, time) => time);
  const used = all.filter((time) => results.scenarios.some((scenario) => isShown(scenario, time)));
  return used.length === 0 ? all : all.slice(used[0], (used.at(-1) ?? 0) + 1);
}

/** Half-hours in which somebody comes; fewer than one in the city are those after closing. */
export const arrivalTimes = (results: Results) =>
  timesWhere(results, ({ cells }, time) => total(cells.arrivals.map((row) => row[time])) >= 1);

const busyIn = ({ cells }: ScenarioResults, hall: number, time: number) => {
  const busy = cells.utilisation[hall]?.[time];
  const open = cells.counters_open[hall]?.[time];
  return isKnown(busy) && isKnown(open) ? busy * open : 0;
};

/** Half-hours in which somebody waits or is served. */
export const queueTimes = (results: Results) => timesWhere(results, (scenario, time) =>
  total(scenario.cells.queue.map((row) => row[time])) >= 0.5
  || total(scenario.cells.queue.map((_, hall) => busyIn(scenario, hall, time))) >= 0.5);

export type CellState = 'many' | 'few' | 'closed' | 'unstaffed' | 'nobody';

/** Why a half-hour has no wait, or how well the one that it has is known. */
export function stateOf({ cells }: ScenarioResults, hall: number, time: number): CellState {
  const of = (rows: Rows) => rows[hall]?.[time] ?? null;
  if (isKnown(of(cells.wait))) return (of(cells.arrivals) ?? 0) < 1 ? 'few' : 'many';
  if (!of(cells.hours)) return 'closed';
  return (of(cells.counters_open) ?? 0) > 0 ? 'nobody' : 'unstaffed';
}

const hallsOf = (results: Results, hall: number) => (hall === all_halls ? results.halls.map((_, at) => at) : [hall]);

/** Mean wait of those who come in a half-hour; of all halls by how many come to each. Null: nobody. */
export function waitAt(results: Results, scenario: ScenarioResults, hall: number, time: number): number | null {
  const { wait, arrivals } = scenario.cells;
  const heard = hallsOf(results, hall).filter((at) => isKnown(wait[at]?.[time]));
  const came = total(heard.map((at) => arrivals[at]?.[time]));
  if (heard.length === 0 || came === 0) return null;
  return total(heard.map((at) => (wait[at]?.[time] ?? 0) * (arrivals[at]?.[time] ?? 0))) / came;
}

export interface DayCells {
  arrivals: number;
  queue: number;
  open: number;
  busy: number;
}

export function dayAt(results: Results, scenario: ScenarioResults, hall: number, time: number): DayCells {
  const halls = hallsOf(results, hall);
  const sum = (rows: Rows) => total(halls.map((at) => rows[at]?.[time]));
  const { arrivals, queue, counters_open } = scenario.cells;
  return { arrivals: sum(arrivals), queue: sum(queue), open: sum(counters_open), busy: total(halls.map((at) => busyIn(scenario, at, time))) };
}

/** Estimates of scenario `of` minus scenario `base`, replication by replication; undefined when they are the same. */
export function differencesOf(results: Results, of: number, base: number): Headline | undefined {
  const [name, other] = [results.scenarios[of]?.name, results.scenarios[base]?.name];
  const find = (a?: string, b?: string) => results.comparisons.find((each) => each.of === a && each.with === b)?.differences;
  const direct = find(name, other);
  if (direct) return direct;
  const reverse = find(other, name);
  if (!reverse) return undefined;
  const turned = Object.entries(reverse).map(([key, { mean, ci99 }]) => [key, { mean: isKnown(mean) ? -mean : mean, ci99 }]);
  return Object.fromEntries(turned) as Headline;
}

export interface StaffingRow {
  hall: number;
  /** By scenario: surely within the target, surely not, or not to be told from so few runs. */
  met: ('met' | 'open' | 'missed')[];
  /** The scenario that surely meets it with the fewest counter hours. */
  answer?: number;
}

/** Which scenarios keep the wait of nine in ten visits within `target_minutes`, by hall, and the cheapest that does. */
export function staffingOf(results: Results, target_minutes: number): StaffingRow[] {
  return results.halls.map((_, hall) => {
    const met = results.scenarios.map(({ halls }) => {
      const { mean, ci99 } = halls[hall]?.p90 ?? { mean: null, ci99: null };
      if (!isKnown(mean) || !isKnown(ci99)) return 'open' as const;
      if (mean + ci99 <= target_minutes) return 'met' as const;
      return mean - ci99 > target_minutes ? 'missed' as const : 'open' as const;
    });
    const hours = (at: number) => results.scenarios[at]?.halls[hall]?.counter_hours.mean ?? Infinity;
    const meeting = met.flatMap((each, at) => (each === 'met' ? [at] : [])).sort((a, b) => hours(a) - hours(b));
    return { hall, met, answer: meeting[0] };
  });
}
