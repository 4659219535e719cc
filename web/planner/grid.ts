// The grid of counters as it is shown: which cells there are, what stands in them, and what the arrow keys do.
import { changesOf, halfHoursOf, type Changes } from './counters';
import { half_hour, timeOf, type Period } from './hours';
import { countersAt, countersOf, type LiveHall } from './live';
import { hoursIn } from './opening';
import type { Scenario } from './scenario';

export interface GridCell {
  column: number;
  /** Starts of the half-hours in it in which the hall is open; none: closed. */
  starts: number[];
  /** Counters in all; undefined when its half-hours differ. */
  value?: number;
  /** In force; undefined when its half-hours differ. */
  base?: number;
  is_changed: boolean;
}

export interface GridRow {
  hall: LiveHall;
  hours: Period[];
  /** How many of its counters serve other lanes too. */
  shared: number;
  /** In force, by start of the half-hour. */
  bases: Record<number, number>;
  changes: Changes;
  cells: GridCell[];
  /** The same all day; undefined when not. */
  whole?: number;
  whole_base?: number;
}

const onlyOne = (values: number[]) => (new Set(values).size === 1 ? values[0] : undefined);

/** Columns of `minutes` from the first opening to the last closing of any hall. */
export function columnsOf(all: Period[][], minutes: number): number[] {
  const periods = all.flat();
  if (periods.length === 0) return [];
  const first = Math.floor(Math.min(...periods.map(({ from }) => from)) / minutes) * minutes;
  const last = Math.max(...periods.map(({ to }) => to));
  return Array.from({ length: Math.ceil((last - first) / minutes) }, (_, at) => first + at * minutes);
}

export function rowsOf(halls: LiveHall[], scenario: Scenario, date: string, lane: string, minutes: number): { columns: number[]; rows: GridRow[] } {
  const serving = halls.filter((hall) => countersOf(hall, lane).length > 0);
  const hours = serving.map((hall) => hoursIn(scenario, hall, date));
  const columns = columnsOf(hours, minutes);
  const rows = serving.map((hall, at): GridRow => {
    const own = hours[at] ?? [];
    const starts = halfHoursOf(own);
    const bases: GridRow['bases'] = Object.fromEntries(starts.map((start) => [start, countersAt(hall, lane, { from: start, to: start + half_hour })]));
    const shared = countersOf(hall, lane).filter(({ lanes }) => lanes.length > 1).length;
    const changes = changesOf(scenario.counters, hall.code, lane, own);
    const baseAt = (start: number) => bases[start] ?? 0;
    const valueAt = (start: number) => baseAt(start) + (changes[start] ?? 0);
    const cells = columns.map((column) => {
      const inside = starts.filter((start) => start >= column && start < column + minutes);
      const is_changed = inside.some((start) => (changes[start] ?? 0) !== 0);
      return { column, starts: inside, value: onlyOne(inside.map(valueAt)), base: onlyOne(inside.map(baseAt)), is_changed };
    });
    return { hall, hours: own, shared, bases, changes, cells, whole: onlyOne(starts.map(valueAt)), whole_base: onlyOne(starts.map(baseAt)) };
  });
  return { columns, rows };
}

/** `row` with so many counters in these half-hours; undefined: as in the configuration. */
export function changesWith(row: GridRow, starts: number[], counters: number | undefined): Changes {
  const changeAt = (start: number) => (counters === undefined ? 0 : counters - (row.bases[start] ?? 0));
  return { ...row.changes, ...Object.fromEntries(starts.map((start) => [start, changeAt(start)])) };
}

const steps: Record<string, { down: number; right: number }> = {
  ArrowUp: { down: -1, right: 0 }, ArrowDown: { down: 1, right: 0 }, Enter: { down: 1, right: 0 },
  ArrowLeft: { down: 0, right: -1 }, ArrowRight: { down: 0, right: 1 },
};

/** Where an arrow leads; undefined for another key, or at the border. -1 is the column of the whole day. */
export function stepOf(key: string, row: number, column: number, rows: GridRow[]): { row: number; column: number } | undefined {
  const isCell = (at: number, of: number) => of === -1 || (rows[at]?.cells[of]?.starts.length ?? 0) > 0;
  const step = steps[key];
  if (!step) return undefined;
  const { down, right } = step;
  const columns = rows[0]?.cells.length ?? 0;
  for (let [at, of] = [row + down, column + right]; at >= 0 && at < rows.length && of >= -1 && of < columns; at += down, of += right) {
    if (isCell(at, of)) return { row: at, column: of };
  }
  return undefined;
}

export const spanWords = (start: number, minutes: number) => `${timeOf(start)}–${timeOf(start + minutes)}`;
export const grid_steps = [half_hour, 2 * half_hour] as const;
