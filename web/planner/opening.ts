// Opening hours and days of a scenario by hall, over the configuration in force.
import { periodOf, textOf, type Period } from './hours';
import { hoursOn, type LiveHall } from './live';
import { isObject, weekdays, type Json, type JsonObject, type Scenario, type Weekday } from './scenario';

const asSpans = (value: Json | undefined): Period[] | undefined => {
  const spans = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(spans)) return undefined;
  const periods = spans.map((span) => (typeof span === 'string' ? periodOf(span) : undefined));
  return periods.every((period) => period !== undefined) ? (periods as Period[]) : undefined;
};

/** Whether the table can show it: by hall without weekdays, or of every hall. */
export const isHoursTable = (hours: Json | undefined) => hours === undefined || asSpans(hours) !== undefined
  || (isObject(hours) && Object.values(hours).every((each) => asSpans(each) !== undefined));

/** What the scenario says of a hall's hours; undefined when nothing. */
export const hoursSaid = (scenario: Scenario, hall: string): Period[] | undefined =>
  asSpans(isObject(scenario.hours) ? scenario.hours[hall] : scenario.hours);

export const hoursIn = (scenario: Scenario, hall: LiveHall, date: string): Period[] =>
  hoursSaid(scenario, hall.code) ?? hoursOn(hall, date);

/** `hours` of a scenario with those of one hall; what was said of every hall is said of each. */
export function withHours(scenario: Scenario, halls: LiveHall[], hall: string, periods: Period[] | undefined): Json {
  const all = halls.flatMap(({ code }) => {
    const own = code === hall ? periods : hoursSaid(scenario, code);
    return own ? [[code, textOf(own).split(', ')]] : [];
  });
  return Object.fromEntries(all) as JsonObject;
}

const isDayList = (value: Json | undefined): value is string[] => Array.isArray(value) && value.every((day) => typeof day === 'string');
const isWeekday = (day: string): day is Weekday => (weekdays as readonly string[]).includes(day);

/** Whether the table can show it: weekdays, of every hall or by hall. */
export const isDaysTable = (days: Json | undefined) => days === undefined
  || [days, ...(isObject(days) ? Object.values(days) : [])].every((list) => isObject(list) || (isDayList(list) && list.every(isWeekday)));

const daysSaid = (days: Json | undefined, hall: string): string[] => {
  const list = isObject(days) ? days[hall] : days;
  return isDayList(list) ? list : [];
};

export const isOpenOn = (scenario: Scenario, hall: LiveHall, day: Weekday) =>
  (hall.open_weekdays.includes(day) ? !daysSaid(scenario.closed, hall.code).includes(day) : daysSaid(scenario.open, hall.code).includes(day));

/** `open` and `closed` when a hall is open on a weekday, or is not; a list for every hall where that is the same. */
export function withDay(scenario: Scenario, halls: LiveHall[], hall: string | undefined, day: Weekday, open: boolean) {
  const wanted = (of: LiveHall, weekday: Weekday) =>
    (weekday === day && (hall === undefined || hall === of.code) ? open : isOpenOn(scenario, of, weekday));
  const listOf = (of: LiveHall, isOpen: boolean) =>
    weekdays.filter((weekday) => of.open_weekdays.includes(weekday) !== isOpen && wanted(of, weekday) === isOpen);
  const all = (isOpen: boolean): Json | undefined => {
    const lists = halls.map((of) => ({ code: of.code, days: listOf(of, isOpen) }));
    const first = lists[0]?.days ?? [];
    if (lists.every(({ days }) => days.join() === first.join())) return first.length === 0 ? undefined : first;
    return Object.fromEntries(lists.filter(({ days }) => days.length > 0).map(({ code, days }) => [code, days]));
  };
  return { open: all(true), closed: all(false) };
}
