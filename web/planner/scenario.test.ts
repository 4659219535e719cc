import { expect, test } from 'vitest';

import { draftOfLink, link_chars_max, linkTextOf } from './link';
import { changeOf, draftOf, firstDraft, newName, percentOf, requestOf, scenarios_max, withKey, type Draft } from './scenario';
import { othersOf, withOthers } from './summaries';

const draft: Draft = { ...firstDraft('2026-06-13', '基准'), visitors: '8000', scenarios: [{ name: '基准' }, { name: '+2', counters: { 330100: { documents: '+2' } } }] };

test('what is sent is what was typed, and a number that is none stays as it is', () => {
  expect(requestOf(draft)).toEqual({ date: '2026-06-13', days: 1, visitors: 8000, replications: 100, seed: 1, scenarios: draft.scenarios });
  expect(requestOf({ ...draft, visitors: '', seed: '1.5' })).toMatchObject({ seed: '1.5' });
  expect(requestOf({ ...draft, visitors: '' })).not.toHaveProperty('visitors');
});

test('a link brings the same plan, in Chinese too', () => {
  expect(draftOfLink(linkTextOf(draft), 'base')).toEqual(draft);
});

test('a link that is damaged, foreign or too long is none', () => {
  const of = (value: unknown) => btoa(JSON.stringify(value));
  expect(draftOfLink('%%%', 'base')).toBeUndefined();
  expect(draftOfLink('A'.repeat(link_chars_max + 1), 'base')).toBeUndefined();
  for (const request of [null, [], { date: 'today' }, { date: '2026-06-13', scenarios: [] }, { date: '2026-06-13', scenarios: [{}] },
    { date: '2026-06-13', scenarios: [{ name: 'a', unknown: 1 }] }, { date: '2026-06-13', scenarios: [{ name: 7 }] },
    { date: '2026-06-13', scenarios: Array(scenarios_max + 1).fill({ name: 'a' }) },
    { date: '2026-06-13', scenarios: [{ name: 'a', staffing: { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } } }] }]) {
    expect(draftOfLink(of(request), 'base'), JSON.stringify(request)).toBeUndefined();
  }
  expect(draftOf({ date: '2026-06-13' }, 'base')?.scenarios).toEqual([{ name: 'base' }]);
});

test('what says nothing is left out', () => {
  expect(withKey({ name: 'a', online: '20%' }, 'online', undefined)).toEqual({ name: 'a' });
  expect(withKey({ name: 'a' }, 'counters', {})).toEqual({ name: 'a' });
  expect([percentOf(' 20 '), percentOf('20％'), percentOf('')]).toEqual(['20%', '20%', undefined]);
  expect([changeOf('10'), changeOf('－5'), changeOf('+3%')]).toEqual(['+10%', '-5%', '+3%']);
});

test('a copy has a name of its own', () => {
  expect(newName('a', [{ name: 'a' }, { name: 'a 2' }])).toBe('a 3');
  expect(newName('a 2', [{ name: 'a' }, { name: 'a 2' }])).toBe('a 3');
});

test('what is written as JSON leaves what the form has', () => {
  const scenario = { name: 'a', absence: '5%', rules: { all: { slot_minutes: 15, walk_in_reserve_percent: 20 }, 330100: { slot_minutes: 30 } } };
  expect(othersOf(scenario)).toEqual({ absence: '5%', rules: { all: { slot_minutes: 15 }, 330100: { slot_minutes: 30 } } });
  expect(withOthers(scenario, othersOf(scenario))).toEqual(scenario);
  expect(withOthers(scenario, {})).toEqual({ name: 'a', rules: { all: { walk_in_reserve_percent: 20 } } });
  const fields = { name: 'a', rules: { all: { party_max: 2, horizon_days: 7, release: [] } } };
  expect(othersOf(fields)).toEqual({});
  expect(withOthers(fields, {})).toEqual(fields);
});
