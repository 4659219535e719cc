// The configuration in force, which scenarios start from.
import type { Schemas } from '../shared/api';
import type { Name } from '../shared/language';
import { api } from './client';
import { addDays, minutesOf, type Period } from './hours';
import type { Weekday } from './scenario';

export interface LiveLane {
  key: string;
  name: Name;
}

export interface LiveHall {
  code: string;
  name: Name;
  seasons: Schemas['Season'][];
  open_weekdays: Weekday[];
  rules: Schemas['HallRules'];
  /** Counters with what they serve and when they are staffed, machines left out. */
  planned: Schemas['HallCounter'][];
}

export interface Live {
  halls: LiveHall[];
  /** Lanes that clerks serve, the largest first. */
  lanes: LiveLane[];
  /** The server's day, and the one after it, such as 2026-06-14. */
  today: string;
  next_day: string;
}

const machines = 'self_service';

const liveHallOf = (hall: Schemas['HallDetails']): LiveHall => ({
  code: hall.code,
  name: hall.name,
  seasons: hall.seasons,
  open_weekdays: hall.open_weekdays,
  rules: hall.rules,
  planned: hall.counters.filter(({ lanes }) => lanes.some(({ lane }) => lane !== machines)),
});

export const countersOf = (hall: LiveHall, lane: string) => hall.planned.filter(({ lanes }) => lanes.some((each) => each.lane === lane));

/** How many counters of a lane are staffed at some time between two minutes of the day, while the hall is open. */
export function countersAt(hall: LiveHall, lane: string, { from, to }: Period): number {
  const isWithin = (hours: Schemas['OpeningPeriod']) => (minutesOf(hours.from) ?? 0) < to && (minutesOf(hours.to) ?? 0) > from;
  return countersOf(hall, lane).filter(({ hours }) => hours.length === 0 || hours.some(isWithin)).length;
}

/** Throws what the first request that failed said. */
export async function loadLive(): Promise<Live> {
  // A report without a day is of the server's own.
  const [halls, report] = await Promise.all([api.GET('/v1/halls'), api.GET('/v1/reports/daily')]);
  if (!halls.data) throw halls.error;
  if (!report.data || typeof report.data === 'string') throw report.error;
  const today = report.data.from;
  const details = await Promise.all(halls.data.halls.map(async ({ code }) => {
    const { data, error } = await api.GET('/v1/halls/{hall}', { params: { path: { hall: code } } });
    if (!data) throw error;
    return data;
  }));
  const lanes = new Map<string, LiveLane & { counters: number }>();
  for (const { lane, name, counters } of details.flatMap((hall) => hall.lanes)) {
    if (lane === machines) continue;
    const known = lanes.get(lane);
    lanes.set(lane, { key: lane, name, counters: counters + (known?.counters ?? 0) });
  }
  return {
    halls: details.map(liveHallOf),
    lanes: [...lanes.values()].sort((a, b) => b.counters - a.counters).map(({ key, name }) => ({ key, name })),
    today,
    next_day: addDays(today, 1),
  };
}

/** The hours of a hall on a day such as 2026-06-13; a season may run over New Year's Eve. */
export function hoursOn(hall: LiveHall, date: string): Period[] {
  const day = date.slice(5);
  const season = hall.seasons.find(({ first, last }) => (first <= last ? first <= day && day <= last : day >= first || day <= last));
  return (season ?? hall.seasons[0])?.hours.map(({ from, to }) => ({ from: minutesOf(from) ?? 0, to: minutesOf(to) ?? 0 })) ?? [];
}
