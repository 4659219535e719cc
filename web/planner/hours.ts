// Times of a day in minutes, and periods such as 08:30-12:00 as the interface writes them.
export interface Period {
  from: number;
  to: number;
}

export const half_hour = 30;
export const periods_max = 8;

const two = (value: number) => String(value).padStart(2, '0');

export const timeOf = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Undefined when it is no time of a day; 24:00 is its end. */
export function minutesOf(text: string): number | undefined {
  const [, hour = '', minute = ''] = /^(\d{2}):([0-5]\d)$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour && minutes <= 24 * 60 ? minutes : undefined;
}

export const spanOf = ({ from, to }: Period) => `${timeOf(from)}-${timeOf(to)}`;

export function periodOf(span: string): Period | undefined {
  const [from, to] = span.split('-').map(minutesOf);
  return from === undefined || to === undefined || from >= to || span.length !== 11 ? undefined : { from, to };
}

/** `08:30-12:00, 13:30-17:00`, also with the signs of a Chinese keyboard; undefined when it is not understood. */
export function periodsOf(text: string): Period[] | undefined {
  const spans = text.replace(/：/g, ':').replace(/[–—~～至]/g, '-').split(/[,，、;；\s]+/).filter(Boolean);
  const periods = spans.map((span) => periodOf(span.replace(/^(\d):/, '0$1:').replace(/-(\d):/, '-0$1:')));
  const inOrder = periods.every((period, at) => period && (at === 0 || period.from >= (periods[at - 1]?.to ?? 0)));
  return inOrder && spans.length > 0 && spans.length <= periods_max ? (periods as Period[]) : undefined;
}

export const textOf = (periods: Period[]) => periods.map(spanOf).join(', ');

/** Of days such as 2026-06-13. */
export const addDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
