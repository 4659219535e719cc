// The plan that is being made: one in the tab, there again after a reload. Nothing in it is about a person.
import { ref, shallowRef, watch } from 'vue';

import { number_rules } from './in_force';
import type { Live } from './live';
import { fieldOf, type Mistake } from './mistakes';
import { draftOf, firstDraft, isObject, requestOf, type Draft, type Json, type Scenario, withKey } from './scenario';

const kept_as = 'offpeak.planner.plan';

export const draft = ref<Draft>();
export const live = shallowRef<Live>();
export const mistakes = ref<Mistake[]>([]);
/** The scenario whose counters, hours and release are shown. */
export const chosen = ref(0);

function kept(base: string): Draft | undefined {
  try {
    return draftOf(JSON.parse(sessionStorage.getItem(kept_as) ?? ''), base);
  } catch {
    return undefined;
  }
}

watch(draft, (now) => {
  if (now) sessionStorage.setItem(kept_as, JSON.stringify(requestOf(now)));
}, { deep: true });

/** A plan from elsewhere takes the place of this one; mistakes that the server found in it come with it. */
export function openPlan(plan: Draft, found: Mistake[] = []) {
  draft.value = plan;
  mistakes.value = found;
  chosen.value = Math.min(1, plan.scenarios.length - 1);
}

export const beginPlan = (date: string, base: string) => openPlan(kept(base) ?? firstDraft(date, base));

export function setKey(at: number, key: string, value: Json | undefined) {
  const plan = draft.value;
  const scenario = plan?.scenarios[at];
  if (plan && scenario) plan.scenarios[at] = withKey(scenario, key, value);
}

/** A rule of every hall. */
export function setRule(at: number, rule: string, value: Json | undefined) {
  const rules = draft.value?.scenarios[at]?.rules;
  const { all, ...halls } = isObject(rules) ? rules : {};
  const { [rule]: _, ...others } = isObject(all) ? all : {};
  const now = value === undefined ? others : { ...others, [rule]: value };
  setKey(at, 'rules', Object.keys(now).length === 0 ? halls : { all: now, ...halls });
}

export const ruleOf = ({ rules }: Scenario, rule: string): Json | undefined =>
  (isObject(rules) && isObject(rules.all) ? rules.all[rule] : undefined);

const scenario_fields = ['name', 'demand', 'online', 'guidance', 'compliance', 'booked_share', 'no_shows', 'counters', 'hours', 'open',
  'closed', 'closed_day', ...number_rules.map((rule) => `rules.all.${rule}`), 'rules.all.release'];

/** Where mistakes can be shown; what has no field of its own is shown where JSON is written. */
export const fieldsOf = (plan: Draft) => ['date', 'days', 'visitors', 'replications', 'seed', 'scenarios',
  ...plan.scenarios.flatMap((_, at) => [`scenarios[${at}]`, ...scenario_fields.map((field) => `scenarios[${at}].${field}`)])];

export const mistakesAt = (field: string): Mistake[] => {
  const plan = draft.value;
  if (!plan) return [];
  const fields = fieldsOf(plan);
  return mistakes.value.filter(({ path }) => fieldOf(path, fields) === field);
};

export const idOf = (field: string) => `field-${field.replace(/[^\w]+/g, '-')}`;

/** Which scenario a mistake is in, and whether its field is below the table, shown for one scenario at a time. */
export const scenarioAt = (path: string) => {
  const at = /^scenarios\[(\d+)\]/.exec(path)?.[1];
  return at === undefined ? undefined : Number(at);
};
