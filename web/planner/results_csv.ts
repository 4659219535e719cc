// The results as one figure a line, as `offpeak simulate --csv` writes them.
import type { Cell } from './csv';
import type { Estimate } from './figures';
import type { Results } from './results';

type Line = [scenario: string, hall: string, half_hour: string, measure: string, value: number | null, ci99: number | null];

const linesOf = (scenario: string, hall: string, headline: Record<string, Estimate>): Line[] =>
  Object.entries(headline).map(([measure, { mean, ci99 }]) => [scenario, hall, '', measure, mean, ci99]);

const cell_keys = ['wait', 'arrivals', 'queue', 'queue_most', 'utilisation', 'counters_open'] as const;

export function resultsCsv(results: Results): Cell[][] {
  const lines: Line[] = [];
  for (const scenario of results.scenarios) {
    lines.push(...linesOf(scenario.name, '', { ...scenario.city }));
    for (const [hall, { code }] of results.halls.entries()) {
      lines.push(...linesOf(scenario.name, String(code), { ...scenario.halls[hall] }));
      for (const key of cell_keys) {
        for (const [time, at] of results.half_hours.entries()) {
          const value = scenario.cells[key][hall]?.[time];
          if (value !== null && value !== undefined) lines.push([scenario.name, String(code), at, key, value, null]);
        }
      }
    }
  }
  for (const { of, with: base, differences } of results.comparisons) {
    for (const [measure, { mean, ci99 }] of Object.entries(differences)) lines.push([of, '', '', `${measure} minus ${base}`, mean, ci99]);
  }
  return [
    ['scenario', 'hall', 'half_hour', 'measure', 'value', 'ci99'],
    ['', '', '', 'seed', results.seed, null], ['', '', '', 'results_version', results.version, null],
    ...lines,
  ];
}
