import { expect, test } from 'vitest';

import { fieldOf, mistakeOfProblem, mistakesOf, mistakesOfDetail } from './mistakes';
import { firstDraft, type Draft, type Scenario } from './scenario';

const draft = (changes: Partial<Draft> = {}): Draft => ({ ...firstDraft('2026-06-13', 'base'), ...changes });
const paths = (plan: Draft) => mistakesOf(plan).map(({ path, key }) => `${path} ${key}`);
const scenario = (changes: object) => draft({ scenarios: [{ name: 'base' }, { name: 'a', ...changes } as Scenario] });

test('a plan as it begins has no mistake', () => {
  expect(paths(draft())).toEqual([]);
  expect(paths(scenario({ demand: '-10%', online: '20%', rules: { all: { walk_in_reserve_percent: 20 } } }))).toEqual([]);
});

test.each([
  ['a day that is none', draft({ date: '2026-02-30' }), 'date date'],
  ['a year without a calendar', draft({ date: '1999-06-13' }), 'date date'],
  ['too many days', draft({ days: '32' }), 'days range'],
  ['no number', draft({ visitors: '8k' }), 'visitors range'],
  ['no runs', draft({ replications: '0' }), 'replications range'],
  ['no name', scenario({ name: ' ' }), 'scenarios[1].name name_missing'],
  ['the name of another', scenario({ name: 'base' }), 'scenarios[1].name name_twice'],
  ['more than all', scenario({ online: '200%' }), 'scenarios[1].online share'],
  ['a change without a sign', scenario({ demand: '10%' }), 'scenarios[1].demand change'],
  ['a reserve of more than all', scenario({ rules: { all: { walk_in_reserve_percent: 120 } } }), 'scenarios[1].rules.all.walk_in_reserve_percent range'],
  ['a party of more than four', scenario({ rules: { all: { party_max: 5 } } }), 'scenarios[1].rules.all.party_max range'],
  ['waves that are not all', scenario({ rules: { all: { release: [{ days_before: 1, at: '09:00', share_percent: 90 }] } } }), 'scenarios[1].rules.all.release release_sum'],
  ['a wave too early', scenario({ rules: { all: { release: [{ days_before: 90, at: '09:00', share_percent: 100 }] } } }), 'scenarios[1].rules.all.release[0] release_wave'],
  ['more than the server takes', scenario({ staffing: { 330100: Array(10).fill('x'.repeat(2000)) } }), 'scenarios too_large'],
])('%s is found before it is sent', (_, plan, found) => {
  expect(paths(plan)).toEqual([found]);
});

test('what the server says is shown at its field', () => {
  const fields = ['date', 'scenarios[1]', 'scenarios[1].counters', 'scenarios[10].counters'];
  const [first, second] = mistakesOfDetail('scenarios.yaml:3: scenarios[1].counters.330100.documents."06:00-07:00": cannot be: the hall is not open then; expected x\n'
    + 'scenarios.yaml:3: scenarios[1].absence: is wrong\noffpeak simulate: the scenarios have mistakes');
  expect(first).toMatchObject({ key: 'server', detail: 'cannot be: the hall is not open then; expected x' });
  expect([first, second].map((mistake) => fieldOf(mistake?.path ?? '', fields))).toEqual(['scenarios[1].counters', 'scenarios[1]']);
  expect(mistakeOfProblem({ code: 'invalid_field', message: { zh: '', en: '' }, field: 'date', detail: 'must be a day' })).toEqual([{ path: 'date', key: 'server', detail: 'must be a day' }]);
  expect(mistakeOfProblem(new TypeError())).toEqual([]);
});
