import { expect, test } from 'vitest';

import type { Schemas } from '../shared/api';
import { changesOf, halfHoursOf, isGrid, withChanges } from './counters';
import { changesWith, rowsOf, stepOf } from './grid';
import { minutesOf, periodsOf, textOf } from './hours';
import { seasonsInForce, valuesInForce, wavesInForce } from './in_force';
import type { LiveHall } from './live';
import { isOpenOn, withDay, withHours } from './opening';
import { weekdays, type JsonObject } from './scenario';

type OpeningPeriod = Schemas['OpeningPeriod'];

const hours = periodsOf('08:30-12:00, 14:30-17:30') ?? [];
const at = (time: string) => minutesOf(time) ?? Number.NaN;
const counter = (number: number, own: OpeningPeriod[] = [], lanes = ['documents']) =>
  ({ number, hours: own, lanes: lanes.map((lane) => ({ lane, share_percent: 100 / lanes.length })) });
const rules: LiveHall['rules'] = {
  slot_minutes: 30, party_max: 4, hold_minutes: 10, check_in_early_minutes: 30, check_in_late_minutes: 15, check_in_tail_minutes: 30,
  free_cancel_days_before: 1, free_cancel_until: '17:00', last_tickets_minutes: 30, walk_in_reserve: 'forecast', walk_in_reserve_percent: 30,
  release: [{ days_before: null, at: '09:00', share_percent: 60 }, { days_before: 1, at: '17:00', share_percent: 40 }], horizon_days: 14,
  horizon_seasons: [{ first: '01-01', last: '02-29', horizon_days: 30 }],
};
const hall = (code: string, counters = 16): LiveHall => ({
  code, name: { zh: code, en: code }, rules, planned: Array.from({ length: counters }, (_, n) => counter(n + 1)), open_weekdays: [...weekdays],
  seasons: [{ first: '10-01', last: '05-31', hours: [{ from: '08:30', to: '12:00' }, { from: '13:30', to: '17:00' }] },
    { first: '06-01', last: '09-30', hours: [{ from: '08:30', to: '12:00' }, { from: '14:30', to: '17:30' }] }],
});

test('hours are read as people write them, and only in order', () => {
  for (const text of ['08:30-12:00, 14:30-17:30', '8:30–12:00，14:30~17:30', '08：30-12：00 14:30至17:30']) {
    expect(textOf(periodsOf(text) ?? []), text).toBe('08:30-12:00, 14:30-17:30');
  }
  for (const text of ['', '8-12', '12:00-08:30', '08:30-12:00, 11:00-13:00', '25:00-26:00']) expect(periodsOf(text), text).toBeUndefined();
});

test('changed half-hours become spans, none over a break, and are read again', () => {
  const changes = { [at('11:00')]: 2, [at('11:30')]: 2, [at('14:30')]: 2, [at('15:00')]: -1 };
  const counters = withChanges(undefined, '330100', 'documents', changes, hours);
  expect(counters).toEqual({ 330100: { documents: { '11:00-12:00': '+2', '14:30-15:00': '+2', '15:00-15:30': '-1' } } });
  expect(changesOf(counters, '330100', 'documents', hours)).toEqual(changes);
});

test('the same change all day has no span; none leaves nothing', () => {
  const all = Object.fromEntries(halfHoursOf(hours).map((start) => [start, 2]));
  const counters = withChanges({ 330100: { foreigners: '+1' } }, '330100', 'documents', all, hours);
  expect(counters).toEqual({ 330100: { foreigners: '+1', documents: '+2' } });
  expect(changesOf(counters, '330100', 'documents', hours)).toEqual(all);
  expect(withChanges({ 330100: { documents: '+2' } }, '330100', 'documents', {}, hours)).toEqual({});
});

test('hours that begin between half-hours keep their begin and end', () => {
  const odd = periodsOf('08:45-10:15') ?? [];
  expect(withChanges(undefined, '1', 'documents', { [at('08:30')]: 1, [at('10:00')]: 2 }, odd))
    .toEqual({ 1: { documents: { '08:45-09:00': '+1', '10:00-10:15': '+2' } } });
});

test('only changes by lane are for the grid; others stay as they are', () => {
  expect(isGrid({ 330100: { documents: { '09:00-12:00': '-2' } } })).toBe(true);
  for (const counters of [{ 330100: '+2' }, { 330100: { documents: 12 } }, { 330100: { '09:00-12:00': 12 } }] as JsonObject[]) expect(isGrid(counters)).toBe(false);
});

test('a cell of an hour stands for its half-hours, and says when they differ', () => {
  const scenario = { name: 'a', counters: { 330100: { documents: { '09:00-09:30': '+2' } } } };
  const { columns, rows: [row] } = rowsOf([hall('330100')], scenario, '2026-06-13', 'documents', 60);
  expect([columns[0], columns.at(-1)]).toEqual([at('08:00'), at('17:00')]);
  expect(row?.cells[0]).toMatchObject({ starts: [at('08:30')], value: 16, is_changed: false });
  expect(row?.cells[1]).toMatchObject({ value: undefined, is_changed: true });
  expect(row?.cells[4]?.starts).toEqual([]);
  expect(row && changesWith(row, [at('09:00')], undefined)[at('09:00')]).toBe(0);
});

test('counters with hours of their own count while they are staffed, shared ones in each of their lanes', () => {
  const short = { ...hall('330100', 2), planned: [counter(1), counter(2, [{ from: '08:30', to: '10:00' }]), counter(3, [], ['documents', 'business'])] };
  const { rows: [row] } = rowsOf([short], { name: 'a' }, '2026-06-13', 'documents', 60);
  expect(row?.cells.slice(0, 3).map(({ value, base }) => [value, base])).toEqual([[3, 3], [3, 3], [2, 2]]);
  expect([row?.whole, row?.whole_base, row?.shared]).toEqual([undefined, undefined, 1]);
  const changes = row ? changesWith(row, [at('09:30'), at('10:00')], 4) : {};
  expect(changes).toEqual({ [at('09:30')]: 1, [at('10:00')]: 2 });
  expect(rowsOf([short], { name: 'a' }, '2026-06-13', 'business', 60).rows[0]?.whole).toBe(1);
});

test('what is in force is what every hall has, or all that there is', () => {
  const other = { ...hall('330127', 2), rules: { ...rules, walk_in_reserve_percent: 20, release: [{ days_before: null, at: '08:00', share_percent: 100 }], horizon_seasons: [] } };
  expect(valuesInForce([hall('1'), hall('2')], 'walk_in_reserve_percent')).toEqual([30]);
  expect(valuesInForce([hall('1'), other], 'walk_in_reserve_percent')).toEqual([20, 30]);
  const waves = [{ days_before: 'horizon', at: '09:00', share_percent: 60 }, { days_before: 1, at: '17:00', share_percent: 40 }];
  expect(wavesInForce([hall('1'), hall('2')])).toEqual({ waves, are_everywhere: true });
  expect(wavesInForce([other, hall('1')])).toEqual({ waves, are_everywhere: false });
  expect(seasonsInForce([hall('1')])).toEqual(rules.horizon_seasons);
  expect(seasonsInForce([hall('1'), other])).toEqual([]);
});

test('arrows step over what is closed', () => {
  const { rows } = rowsOf([hall('1'), hall('2')], { name: 'a' }, '2026-06-13', 'documents', 60);
  expect(stepOf('ArrowRight', 0, 3, rows)).toEqual({ row: 0, column: 6 });
  expect(stepOf('ArrowDown', 0, -1, rows)).toEqual({ row: 1, column: -1 });
  expect(stepOf('ArrowDown', 1, 0, rows)).toBeUndefined();
  expect(stepOf('a', 0, 0, rows)).toBeUndefined();
});

test('days that are the same in every hall are one list, others are by hall', () => {
  const halls = [hall('1'), hall('2')];
  const closed = withDay({ name: 'a' }, halls, undefined, 'sun', false);
  expect(closed).toEqual({ open: undefined, closed: ['sun'] });
  const again = { name: 'a', closed: ['sun'] };
  expect(withDay(again, halls, '1', 'sun', true)).toEqual({ open: undefined, closed: { 2: ['sun'] } });
  expect(isOpenOn({ name: 'a', closed: { 2: ['sun'] } }, hall('2'), 'sun')).toBe(false);
});

test('hours of one hall leave those said of all', () => {
  expect(withHours({ name: 'a', hours: '08:30-17:00' }, [hall('1'), hall('2')], '1', periodsOf('09:00-12:00')))
    .toEqual({ 1: ['09:00-12:00'], 2: ['08:30-17:00'] });
});
