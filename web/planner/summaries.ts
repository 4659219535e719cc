// What a scenario changes, in a few words for a cell of the table of scenarios.
import { number_rules } from './in_force';
import type { Live } from './live';
import { ruleOf } from './plan';
import { isObject, other_keys, type Json, type Scenario } from './scenario';

type Words = (key: string, values?: Record<string, unknown>) => string;

const shown_max = 2;
/** Rules with a field of their own. */
const form_rules: readonly string[] = [...number_rules, 'release'];

export function othersOf(scenario: Scenario): Record<string, Json> {
  const kept = Object.fromEntries(other_keys.flatMap((key) => (scenario[key] === undefined ? [] : [[key, scenario[key]]])));
  const { all, ...halls } = isObject(scenario.rules) ? scenario.rules : {};
  const rules = Object.fromEntries(Object.entries(isObject(all) ? all : {}).filter(([rule]) => !form_rules.includes(rule)));
  const other_rules = { ...(Object.keys(rules).length > 0 ? { all: rules } : {}), ...halls };
  return { ...kept, ...(Object.keys(other_rules).length > 0 ? { rules: other_rules } : {}) } as Record<string, Json>;
}

/** `scenario` with these in place of what is not in the form. */
export function withOthers(scenario: Scenario, others: Record<string, Json>): Scenario {
  const { rules, ...keys } = others;
  const named = Object.fromEntries(Object.entries(scenario).filter(([key]) => !(other_keys as readonly string[]).includes(key) && key !== 'rules'));
  const { all, ...halls } = isObject(rules) ? rules : {};
  const own = Object.fromEntries(form_rules.flatMap((rule) => {
    const value = ruleOf(scenario, rule);
    return value === undefined ? [] : [[rule, value]];
  }));
  const every = { ...(isObject(all) ? all : {}), ...own };
  const now = { ...(Object.keys(every).length > 0 ? { all: every } : {}), ...halls };
  return { ...named, ...keys, ...(Object.keys(now).length > 0 ? { rules: now } : {}) } as Scenario;
}

export function summariesOf(scenario: Scenario, live: Live | undefined, t: Words, language: string) {
  const nameOf = (code: string) => {
    const name = live?.halls.find((hall) => hall.code === code)?.name;
    return name ? name[language === 'en' ? 'en' : 'zh'] : code;
  };
  const list = (codes: string[]) => (codes.length <= shown_max ? codes.map(nameOf).join(t('list'))
    : t('and_more', { names: codes.slice(0, shown_max).map(nameOf).join(t('list')), n: codes.length }));
  const ofHalls = (value: Json | undefined) => {
    if (value === undefined) return '';
    return isObject(value) ? list(Object.keys(value).sort()) : t('all_halls');
  };
  const days = (key: 'open' | 'closed') => {
    const value = scenario[key];
    if (value === undefined) return [];
    const said = Array.isArray(value) ? [t('all_halls'), ...value.map((day) => (t(`weekday.${String(day)}`)))].join(' ') : ofHalls(value);
    return [`${t(`opening.${key}`)} ${said}`];
  };
  const release = ruleOf(scenario, 'release');
  return {
    counters: ofHalls(scenario.counters),
    hours: ofHalls(scenario.hours),
    weekdays: [...days('open'), ...days('closed')].join(t('stop')),
    release: Array.isArray(release) ? t('waves', { n: release.length }) : '',
    others: Object.keys(othersOf(scenario)).join(', '),
  };
}
