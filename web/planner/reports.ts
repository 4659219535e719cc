// A day as it was, by hall, and beside it as it was forecast and as a simulation of that day has it.
import type { Schemas } from '../shared/api';
import { clockTime } from '../shared/hall_time';
import type { Cell } from './csv';
import { isKnown } from './figures';
import type { Live } from './live';
import type { Results } from './results';
import type { Summary } from './watch_simulation';

export type DayReport = Schemas['DayReport'];

export interface ReportRow {
  code: string;
  zh: string;
  en: string;
  report?: DayReport;
  simulated?: { received: number | null; p90: number | null; utilisation: number | null };
}

/** The newest simulation that is done and is of this day alone; its first scenario is the one to compare with. */
export const simulationOf = (date: string, simulations: Summary[]): Summary | undefined =>
  simulations.find(({ status, request }) => status === 'done' && request.date === date && (request.days ?? 1) === 1);

export function rowsOf(live: Live, days: DayReport[], results: Results | undefined): ReportRow[] {
  return live.halls.map(({ code, name }) => {
    const at = results?.halls.findIndex((hall) => String(hall.code) === code) ?? -1;
    const figures = at < 0 ? undefined : results?.scenarios[0]?.halls[at];
    return {
      code, zh: name.zh, en: name.en,
      report: days.find(({ hall }) => hall === code),
      simulated: figures && { received: figures.received.mean, p90: figures.p90.mean, utilisation: figures.utilisation.mean },
    };
  });
}

/** When the forecasts of the day were made, from the first to the last; or that there are none. */
export function forecastWords(days: DayReport[], t: (key: string, values?: Record<string, string>) => string): string {
  const made = days.flatMap(({ forecast }) => (forecast ? [clockTime(forecast.made_at)] : [])).sort();
  const [from, to] = [made[0], made.at(-1)];
  if (!from || !to) return t('reports.no_forecast');
  return from === to ? t('reports.forecast', { at: from }) : t('reports.forecast_span', { from, to });
}

/** Of the city, where every hall that people came to was forecast: else the sums are of different halls. */
export const expectedOf = (rows: ReportRow[]) => (rows.some(({ report }) => report && !report.forecast)
  ? null : sumOf(rows, ({ report }) => report?.forecast?.people));

export const sumOf = (rows: ReportRow[], figure: (row: ReportRow) => number | null | undefined) => {
  const values = rows.map(figure).filter(isKnown);
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
};

export const report_head = ['hall', 'name', 'people', 'served', 'no_shows', 'left', 'wait_p50_minutes', 'wait_p90_minutes', 'counter_use_percent',
  'expected_people', 'expected_wait_p50_minutes', 'expected_wait_p90_minutes', 'expected_at', 'simulated_received', 'simulated_wait_p90_minutes'];

export const csvRowsOf = (rows: ReportRow[], language: string): Cell[][] => rows.map(({ code, zh, en, report, simulated }) => [
  code, language === 'en' ? en : zh, report?.people ?? null, report?.served ?? null, report?.no_shows ?? null, report?.left ?? null,
  report?.wait_p50_minutes ?? null, report?.wait_p90_minutes ?? null, report?.counter_use_percent ?? null,
  report?.forecast?.people ?? null, report?.forecast?.wait_p50_minutes ?? null, report?.forecast?.wait_p90_minutes ?? null, report?.forecast?.made_at ?? null, simulated?.received ?? null, simulated?.p90 ?? null,
]);
