// How the figures of a simulation are written: the same as in the report that `offpeak simulate --html` makes.
import type { Schemas } from '../shared/api';

export type Estimate = Schemas['Estimate'];
export type Headline = Schemas['Headline'];
export type FigureKey = keyof Headline;
export type Unit = '' | 'minutes' | 'percent' | 'hours';

interface Figure {
  scale: number;
  digits: number;
  unit: Unit;
  /** Of a difference: percent points, not percent. */
  change_unit: Unit | 'points';
  kind: 'length' | 'height';
  /** The sign of a change for the better; 0: neither. */
  better: -1 | 0 | 1;
}

const minutes: Figure = { scale: 1, digits: 1, unit: 'minutes', change_unit: 'minutes', kind: 'length', better: -1 };
const share: Figure = { scale: 100, digits: 1, unit: 'percent', change_unit: 'points', kind: 'height', better: -1 };
const count: Figure = { scale: 1, digits: 0, unit: '', change_unit: '', kind: 'height', better: 0 };
const hours: Figure = { ...count, unit: 'hours', change_unit: 'hours' };

export const figures = {
  wait: minutes,
  p50: minutes,
  p90: minutes,
  over_15: share,
  overtime: minutes,
  // Busier counters or fewer people are neither good nor bad in themselves.
  utilisation: { ...share, better: 0 },
  received: count,
  unplaced: count,
  counter_hours: hours,
  overtime_hours: { ...hours, digits: 1 },
} as const satisfies Partial<Record<FigureKey, Figure>>;

export type Shown = keyof typeof figures;

/** What each scenario is, beside whom it receives and what it costs. */
export const compared = ['received', 'wait', 'p90', 'over_15', 'overtime', 'utilisation', 'counter_hours', 'overtime_hours'] as const;
/** Drawn as differences with their intervals. */
export const differed = ['wait', 'p90', 'over_15', 'overtime', 'utilisation', 'received'] as const;

export const isKnown = (value: number | null | undefined): value is number => typeof value === 'number' && Number.isFinite(value);

export const localeOf = (language: string) => (language === 'en' ? 'en-GB' : 'zh-CN');

export const fixed = (value: number, digits: number, language: string) =>
  value.toLocaleString(localeOf(language), { minimumFractionDigits: digits, maximumFractionDigits: digits });

export function valueText(key: Shown, value: number | null, language: string): string {
  const { scale, digits } = figures[key];
  return isKnown(value) ? fixed(value * scale, digits, language) : '–';
}

/** `± 0.4`; one too small for the digits shown says so instead of claiming to be 0. Empty: there is none. */
export function intervalText(key: Shown, ci99: number | null, language: string): string {
  if (!isKnown(ci99)) return '';
  const { scale, digits } = figures[key];
  const least = 10 ** -digits;
  const scaled = ci99 * scale;
  const small = scaled > 0 && scaled < least / 2;
  return `± ${small ? '<' : ''}${fixed(small ? least : scaled, digits, language)}`;
}

export type Verdict = 'better' | 'worse' | 'changed' | 'same';

/** `same`: the interval of the difference covers 0, or there is none. */
export function verdictOf(key: Shown, { mean, ci99 }: Estimate): Verdict {
  if (!isKnown(ci99) || !isKnown(mean) || Math.abs(mean) <= ci99) return 'same';
  const { better } = figures[key];
  if (better === 0) return 'changed';
  return Math.sign(mean) === better ? 'better' : 'worse';
}
