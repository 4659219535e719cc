// The page: what is shown where, for the scenario, the hall and the language chosen.

const results = JSON.parse(byId('results').textContent);
const cardKeys = ['wait', 'p90', 'over_15', 'overtime', 'utilisation'];
const differenceKeys = ['wait', 'p90', 'over_15', 'overtime', 'utilisation', 'people'];
const lostKeys = ['balked', 'found_none'];
const fates = ['online', 'cancelled', 'no_show', 'unplaced', 'turned_away', 'left', 'unserved', 'machines', 'served'];
const costKeys = ['received', 'counter_hours', 'overtime_hours', 'wait', 'p90'];
const hallKeys = ['people', 'wait', 'p90', 'over_15', 'overtime', 'utilisation'];
const allHalls = -1;

const chosen = { scenario: 0, against: 0, hall: allHalls, sort: 'wait', descending: true };

const scenarioOf = (at) => results.scenarios[at];
const shown = () => scenarioOf(chosen.scenario);
const hallNames = () => results.halls.map((hall) => nameOf(hall.name));
const sum = (values) => values.filter(known).reduce((total, value) => total + value, 0);

/// From the first to the last half-hour of which `isShown(cells, half_hour)` in any scenario.
function timesWhere(isShown) {
  const all = results.half_hours.map((_, time) => time);
  const used = all.filter((time) => results.scenarios.some(({ cells }) => isShown(cells, time)));
  return used.length === 0 ? all : all.slice(used[0], used[used.length - 1] + 1);
}

// A visitor in many runs is no reason for a column: half-hours with less than one in the city are
// those after closing.
const arrivalTimes = timesWhere((cells, time) => sum(cells.arrivals.map((row) => row[time])) >= 1);
const queueTimes = timesWhere((cells, time) =>
  sum(cells.queue.map((row) => row[time])) >= 0.5 || sum(busyCounters(cells, time)) >= 0.5);
const levelTimes = timesWhere((cells, time) => cells.level.some((row) => row[time] && row[time][0] < 0.99));

function busyCounters(cells, time) {
  return cells.utilisation.map((row, hall) => {
    const open = cells.counters_open[hall][time];
    return known(row[time]) && known(open) ? row[time] * open : 0;
  });
}

/// Estimates of scenario `of` minus scenario `with`; undefined when they were not compared.
function differencesOf(of, base) {
  const names = [scenarioOf(of).name, scenarioOf(base).name];
  const find = (a, b) => results.comparisons.find((each) => each.of === a && each.with === b);
  const direct = find(names[0], names[1]);
  if (direct) return direct.differences;
  const reverse = find(names[1], names[0]);
  return reverse && Object.fromEntries(Object.entries(reverse.differences).map(
    ([key, { mean, ci99 }]) => [key, { mean: known(mean) ? -mean : mean, ci99 }]));
}

function changesWords({ inputs }) {
  return inputs.changes.length === 0 ? t('no_changes') : t('changed', { changes: inputs.changes.join(t('list')) });
}

function showWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const at of document.querySelectorAll('[data-t]')) at.textContent = t(at.dataset.t);
  byId('language').textContent = t('other_language');
  byId('language').lang = language === 'zh' ? 'en' : 'zh-CN';
  byId('print').textContent = t('print');
  const date = new Intl.DateTimeFormat(t('locale'), {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC',
  }).format(new Date(`${results.date}T00:00:00Z`));
  const { days } = results;
  const city = nameOf(results.city.name);
  byId('title').textContent = t(days > 1 ? 'title_days' : 'title', { city, date, days });
  document.title = byId('title').textContent;
  const runs = Math.max(...results.scenarios.map(({ replications }) => replications));
  byId('subtitle').textContent = t('subtitle', {
    halls: results.halls.length,
    scenarios: counted('scenario_count', results.scenarios.length),
    runs: counted('run_count', runs),
  });
}

/// Why a day is no usual one; empty when it is.
function wordsOfDay({ date, halls_open, closed_for, notice, assumed }) {
  if (halls_open === 0) return t(`closed_for_${closed_for}`, { date });
  const some = halls_open < results.halls.length
    ? [t('some_open', { date, open: halls_open, halls: results.halls.length })] : [];
  return [...some, ...(assumed ? [t(`notice_${notice}`, { date, year: date.slice(0, 4) })] : [])].join(t('stop'));
}

function showBanners() {
  const banner = (kind, key) => element('div', { class: `banner ${kind}`, role: 'note' },
    element('strong', {}, t(`${key}_title`)), t(key));
  const banners = [];
  if (!results.complete) banners.push(banner('warning', 'incomplete'));
  if (results.scenarios.some(({ replications }) => replications < 2)) banners.push(banner('warning', 'single'));
  if (results.city.synthetic) banners.push(banner('information', 'synthetic'));
  const dayWords = results.calendar.map(wordsOfDay).filter((words) => words !== '');
  if (dayWords.length > 0) {
    banners.push(element('div', { class: 'banner warning', role: 'note' },
      element('strong', {}, t('calendar_title')), dayWords.join(t('stop'))));
  }
  if (results.days > 1) banners.push(banner('information', 'days'));
  byId('banners').replaceChildren(...banners);
}

function showChoosers() {
  byId('scenarios').replaceChildren(...results.scenarios.map(({ name }, at) => element('button', {
    type: 'button', 'aria-pressed': String(at === chosen.scenario), click: () => choose({ scenario: at }),
  }, name)));
  const options = (texts, first) => texts.map((text, at) => element('option', { value: at + first }, text));
  byId('against').replaceChildren(...options(results.scenarios.map(({ name }) => name), 0));
  byId('against').value = chosen.against;
  byId('hall').replaceChildren(...options([t('all_halls'), ...hallNames()], allHalls));
  byId('hall').value = chosen.hall;
  for (const at of document.querySelectorAll('.scenario-name')) at.textContent = shown().name;
}

function cardDifference(key) {
  if (chosen.scenario === 0) return undefined;
  const difference = differencesOf(chosen.scenario, 0)?.[key];
  if (!difference) return undefined;
  const scenario = scenarioOf(0).name;
  const kind = verdict(key, difference);
  const text = kind === 'same' ? t('same_as', { scenario })
    : t('than', { scenario, words: changeWords(key, difference) });
  return element('p', { class: `difference ${kind}` }, text);
}

function showCards() {
  byId('scenario-words').textContent = t('scenario_words', {
    people: whole(shown().inputs.people), changes: changesWords(shown()),
  });
  byId('cards').replaceChildren(...cardKeys.map((key) => {
    const { mean, ci99 } = shown().city[key];
    const of_hundred = known(mean) ? whole(mean * 100) : '–';
    return element('article', { class: 'card', 'data-figure': key },
      element('h3', {}, t(key)),
      element('p', { class: 'figure' }, valueText(key, mean), element('small', {}, ` ${t(figures[key].unit)}`)),
      element('p', { class: 'interval' }, intervalText(key, ci99)),
      element('p', { class: 'meaning' }, t(`${key}_means`, { of_hundred })),
      cardDifference(key));
  }));
}

function showClasses() {
  const { by_class } = shown();
  const minutesCell = (of, key) => (of.parties > 0 && known(of[key]) ? fixed(of[key], 1) : '–');
  byId('classes').replaceChildren(table(t('classes_title'),
    [t('class'), t('visits'), t('mean_wait'), t('half_within'), t('nine_within'), t('most_within')],
    ['booked', 'walk_in', 'priority'].filter((key) => by_class[key]).map((key) => {
      const of = by_class[key];
      return [t(key), whole(of.parties), ...['wait', 'p50', 'p90', 'p99'].map((ofKey) => minutesCell(of, ofKey))];
    })));
  byId('lost').replaceChildren(table(t('lost_title'),
    [element('th', { scope: 'col', class: 'words' }, t(results.days > 1 ? 'lost_what_days' : 'lost_what')), t('count')],
    lostKeys.map((key) => [
      element('th', { scope: 'row', class: 'words' }, t(key)), estimateCell(key, shown().city[key])])));
}

/// Whole numbers by key that add up to the rounded sum: what rounding takes from one goes to the next.
function wholeBalance(balance, unit) {
  let sum = 0;
  const shares = Object.fromEntries(fates.map((fate) => {
    const before = Math.round(sum);
    sum += balance[fate][unit].mean;
    return [fate, Math.round(sum) - before];
  }));
  return { ...shares, meant: Math.round(sum), received: shares.machines + shares.served };
}

function showBalance() {
  const { city } = shown().balance;
  const people = wholeBalance(city, 'people');
  const parties = wholeBalance(city, 'parties');
  const title = t(results.days > 1 ? 'balance_title_days' : 'balance_title');
  byId('balance-title').textContent = title;
  byId('balance').replaceChildren(table(title,
    [element('th', { scope: 'col', class: 'words' }, t('fate')), t('balance_people'), t('balance_parties')],
    ['meant', ...fates, 'received'].map((key) => [
      element('th', { scope: 'row', class: 'words' }, t(`fate_${key}`)),
      wholeCell(people[key], city[key].people), wholeCell(parties[key], city[key].parties)])));
}

/// `of`: what of results.json is meant; `names`: of its lanes or services.
function partTable(of, names, keys) {
  const unitOf = (key) => (figures[key]?.unit ? `${t(`part_${key}`)} (${t(figures[key].unit)})` : t(`part_${key}`));
  const text = (key, value) => {
    if (!known(value)) return '–';
    if (key === 'work' || key === 'staffed') return fixed(value / 60, 1);
    return figures[key].scale === 100 ? fixed(value * 100, 1) : fixed(value, 1);
  };
  const rows = chosen.hall === allHalls ? of.city : of.halls[chosen.hall];
  return table(t(`${names}_title`), [t(`${names}_column`), ...keys.map(unitOf)],
    rows.map((row, at) => [nameOf(results[names][at].name), ...keys.map((key) => text(key, row[key]))]));
}

function showParts() {
  const { by_lane, by_service, midnight_days } = shown();
  byId('lanes').replaceChildren(partTable(by_lane, 'lanes',
    ['parties', 'people', 'wait', 'p90', 'over_15', 'work', 'staffed', 'utilisation', 'overtime']));
  byId('services').replaceChildren(partTable(by_service, 'services',
    ['parties', 'people', 'wait', 'p90', 'over_15', 'work']));
  const cut = sum(midnight_days);
  byId('midnight').textContent = cut > 0 ? t('midnight', { days: whole(cut) }) : '';
}

function differenceRows(key) {
  return results.scenarios
    .map(({ name }, at) => ({ name, difference: at === chosen.against ? undefined : differencesOf(at, chosen.against)?.[key] }))
    .filter(({ difference }) => difference && known(difference.mean))
    .map((row) => ({ ...row, words: differenceWords(key, row.difference) }));
}

/// A figure's name and unit.
function headOf(key) {
  const { unit } = figures[key];
  return unit ? `${t(key)} (${t(unit)})` : t(key);
}

/// What each scenario costs beside whom it receives and their waits; those on the frontier are marked.
function showCosts() {
  byId('costs').replaceChildren(table(t('costs_title'),
    [t('scenario'), ...costKeys.map(headOf), t('frontier')],
    results.scenarios.map((scenario) => [scenario.name,
      ...costKeys.map((key) => estimateCell(key, scenario.city[key])), scenario.frontier ? t('frontier_mark') : ''])));
}

function showDifferences() {
  byId('differences-section').hidden = results.comparisons.length === 0;
  if (results.comparisons.length === 0) return;
  for (const at of byId('differences').querySelectorAll('.chart')) forgetChart(at);
  byId('differences').replaceChildren();
  const charts = differenceKeys.map((key) => {
    const rows = differenceRows(key);
    const unit = figures[key].changeUnit;
    const label = `${t(key)}. ${rows.map((row) => `${row.name}: ${row.words}`).join(t('stop'))}`;
    const chart = element('div', { class: 'chart', role: 'img', 'aria-label': label });
    byId('differences').append(element('figure', {},
      element('figcaption', {}, t(key), unit ? element('small', {}, t(unit)) : undefined), chart));
    return { key, rows, chart };
  });
  // Only now is each as wide as it stays: the figures share their rows.
  for (const { key, rows, chart } of charts) drawDifferences(chart, key, rows);
  showDifferenceTable();
}

function showDifferenceTable() {
  const cell = (key, difference) => {
    if (!difference) return '–';
    const kind = verdict(key, difference);
    const mark = kind === 'better' || kind === 'worse' ? ` (${t(`${kind}_word`)})` : '';
    const sign = difference.mean > 0 ? '+' : '';
    return element('td', {}, `${sign}${valueText(key, difference.mean)} `,
      element('small', {}, intervalText(key, difference.ci99)), element('br'),
      element('span', { class: kind }, differenceWords(key, difference) + mark));
  };
  const others = results.scenarios.map((_, at) => at).filter((at) => at !== chosen.against);
  byId('differences-table').replaceChildren(table(t('differences_title'),
    [t('scenario'), ...differenceKeys.map((key) => t(key))],
    others.map((at) => [scenarioOf(at).name,
      ...differenceKeys.map((key) => cell(key, differencesOf(at, chosen.against)?.[key]))])));
}

const atTimes = (times, row) => times.map((time) => row[time]);
const namesOfTimes = (times) => times.map((time) => results.half_hours[time]);

/// Why a half-hour has no wait, or how well the one that it has is known: 'closed', 'unstaffed',
/// 'nobody', 'few' or 'many'.
function stateOfCell(hall, time) {
  const visitsPerDayMin = 1;
  const { wait, arrivals, hours, counters_open } = shown().cells;
  if (known(wait[hall][time])) return arrivals[hall][time] < visitsPerDayMin ? 'few' : 'many';
  if (!known(hours[hall][time]) || hours[hall][time] === 0) return 'closed';
  return counters_open[hall][time] > 0 ? 'nobody' : 'unstaffed';
}

function showHeat() {
  const times = namesOfTimes(arrivalTimes);
  const waits = shown().cells.wait.map((row) => atTimes(arrivalTimes, row));
  const states = waits.map((row, hall) => row.map((_, at) => stateOfCell(hall, arrivalTimes[at])));
  byId('heat').setAttribute('aria-label', t('heat_label'));
  byId('heat-key').replaceChildren(...heatKey(), ...stateKey());
  drawHeat('heat', hallNames(), times, waits, states);
  byId('heat-table').replaceChildren(table(t('heat_title'), [t('hall'), ...times],
    waits.map((row, hall) => [hallNames()[hall],
      ...row.map((wait, at) => [known(wait) ? fixed(wait, 1) : '', t(`state_${states[hall][at]}_mark`)].join(' ').trim())]),
    { class: 'dense' }));
}

/// A hall's figures with what a sorter compares.
function hallRows() {
  return shown().halls.map((headline, hall) => ({
    name: hallNames()[hall], headline, counters: shown().inputs.counters[hall],
    lost: sum(['balked', 'abandoned', 'unserved', 'unplaced'].map((key) => headline[key].mean)),
  }));
}

function sortedHalls() {
  const value = (row) => {
    if (chosen.sort === 'name') return row.name;
    const of = chosen.sort in row ? row[chosen.sort] : row.headline[chosen.sort].mean;
    return known(of) ? of : -1;
  };
  const order = (a, b) => (typeof a === 'string' ? a.localeCompare(b, t('locale')) : a - b);
  const direction = chosen.descending ? -1 : 1;
  return hallRows().sort((a, b) => direction * order(value(a), value(b)));
}

function showHalls() {
  const focused = byId('halls').contains(document.activeElement) ? chosen.sort : undefined;
  const head = (key, text, title) => element('th', {
    scope: 'col', title, 'aria-sort': chosen.sort === key && (chosen.descending ? 'descending' : 'ascending'),
  }, element('button', { type: 'button', 'data-sort': key, click: () => choose({
    sort: key, descending: chosen.sort === key ? !chosen.descending : key !== 'name',
  }) }, text));
  const unitOf = (key) => (figures[key].unit ? `${t(key)} (${t(figures[key].unit)})` : t(key));
  byId('halls').replaceChildren(table(t('halls_title'),
    [head('name', t('hall')), ...hallKeys.map((key) => head(key, unitOf(key))),
      head('lost', t('lost_column'), t('lost_column_title')), head('counters', t('counters_column'))],
    sortedHalls().map(({ name, headline, lost, counters }) => [
      name, ...hallKeys.map((key) => estimateCell(key, headline[key])), fixed(lost, 1), whole(counters)])));
  if (focused) byId('halls').querySelector(`[data-sort='${focused}']`).focus();
}

/// What the charts of a day show, of one hall or of all: by half-hour of `queueTimes`.
function dayOfHall() {
  const { cells } = shown();
  const halls = chosen.hall === allHalls ? results.halls.map((_, hall) => hall) : [chosen.hall];
  const total = (list) => queueTimes.map((time) => sum(halls.map((hall) => list[hall][time])));
  const busy = queueTimes.map((time) => sum(halls.map((hall) => busyCounters(cells, time)[hall])));
  const open = total(cells.counters_open);
  const closed = [1, 0, 0, 0];
  return {
    queue: total(cells.queue),
    most: chosen.hall === allHalls ? undefined : total(cells.queue_most),
    arrivals: total(cells.arrivals), busy, open,
    free: open.map((counters, at) => Math.max(0, counters - busy[at])),
    level: queueTimes.map((time) => closed.map((_, level) =>
      sum(halls.map((hall) => (cells.level[hall][time] ?? closed)[level])) / halls.length)),
  };
}

function showDay() {
  const times = namesOfTimes(queueTimes);
  const day = dayOfHall();
  for (const id of ['queue', 'use', 'level']) byId(id).setAttribute('aria-label', t(`${id}_label`));
  drawQueue('queue', times, day.queue, day.most);
  drawUse('use', times, day.busy, day.free);
  drawLevel('level', times, day.level);
  const levels = [1, 2, 3, 0];
  const columns = [day.arrivals, day.queue, day.most, day.open, day.busy].filter(Boolean);
  const names = ['arrivals', 'queue_mean', day.most && 'queue_most', 'open', 'busy'].filter(Boolean);
  byId('day-table').replaceChildren(table(t('day_title'),
    [t('time'), ...names.map((key) => t(key)), ...levels.map((level) => t(`level_${level}`))],
    times.map((time, at) => [time, ...columns.map((column) => fixed(column[at], 1)),
      ...levels.map((level) => `${fixed(day.level[at][level] * 100, 0)} %`)])));
}

function levelCell(shares) {
  const certainShareMin = 0.9;
  const of = shares ?? [1, 0, 0, 0];
  const level = of.indexOf(Math.max(...of));
  const all = of.map((part, at) => `${t(`level_${at}`)} ${fixed(part * 100, 0)} %`).join(t('list'));
  const percent = of[level] < certainShareMin ? ` ${fixed(of[level] * 100, 0)}` : '';
  return element('td', { class: `level level-${level}`, title: all }, t(`level_${level}_mark`) + percent);
}

function showLevels() {
  byId('levels-key').replaceChildren(...[1, 2, 3, 0].map((level) => element('li', {},
    element('span', { class: `swatch level-${level}` }, t(`level_${level}_mark`)), t(`level_${level}_means`))));
  byId('levels').replaceChildren(table(t('levels_title'), [t('hall'), ...namesOfTimes(levelTimes)],
    shown().cells.level.map((row, hall) => [hallNames()[hall], ...atTimes(levelTimes, row).map(levelCell)]),
    { class: 'dense' }));
}

function showInputs() {
  byId('inputs').replaceChildren(table(t('inputs_title'),
    [t('scenario'), t('expected'), `${t('counters_sum')} (${t('counters_note')})`, t('runs'),
      element('th', { scope: 'col', class: 'words' }, t('changes_column'))],
    results.scenarios.map((scenario) => [scenario.name, whole(scenario.inputs.people),
      whole(sum(scenario.inputs.counters)), whole(scenario.replications),
      element('td', { class: 'words' }, scenario.inputs.changes.join(t('stop')) || t('no_changes'))])));
  byId('counters').replaceChildren(table(t('counters_by_hall'),
    [t('hall'), ...results.scenarios.map(({ name }) => name)],
    hallNames().map((name, hall) => [name, ...results.scenarios.map(({ inputs }) => whole(inputs.counters[hall]))])));
  byId('method').replaceChildren(...['method_rules', 'method_pairs', 'method_wait', 'method_seed'].map(
    (key) => element('li', {}, t(key, { seed: results.seed }))));
}

function showScenario() {
  showChoosers();
  showCards();
  showBalance();
  showClasses();
  showParts();
  showHeat();
  showHalls();
  showDay();
  showLevels();
}

function showAll() {
  showWords();
  showBanners();
  showScenario();
  showCosts();
  showDifferences();
  showInputs();
}

/// Only what depends on the choice is drawn anew, so that the keyboard's focus stays where it was.
function choose(choice) {
  Object.assign(chosen, choice);
  if ('scenario' in choice) {
    showScenario();
    byId('scenarios').children[chosen.scenario].focus();
  }
  if ('against' in choice) showDifferences();
  if ('hall' in choice) {
    showDay();
    showParts();
  }
  if ('sort' in choice) showHalls();
}

function sayBroken(error) {
  byId('broken').hidden = false;
  byId('broken').textContent = t('broken', { why: error.message });
  document.documentElement.dataset.state = 'broken';
}

/// Paper is narrower than most windows, and charts do not follow by themselves.
function fitTo(width) {
  for (const [, chart] of drawn) chart.resize(width === undefined ? {} : { width: Math.min(width, chart.getWidth()) });
}

const paperWidth = 980;

function start() {
  const shownVersion = 4;
  if (results.format === 'offpeak-simulation' && results.version < shownVersion) throw new Error(t('earlier'));
  if (results.format !== 'offpeak-simulation' || results.version !== shownVersion) {
    throw new Error(`results of format ${results.format}, version ${results.version}`);
  }
  if (navigator.language.startsWith('zh')) language = 'zh';
  byId('against').addEventListener('change', (event) => choose({ against: Number(event.target.value) }));
  byId('hall').addEventListener('change', (event) => choose({ hall: Number(event.target.value) }));
  byId('print').addEventListener('click', () => window.print());
  byId('language').addEventListener('click', () => {
    language = language === 'en' ? 'zh' : 'en';
    showAll();
  });
  window.addEventListener('beforeprint', () => fitTo(paperWidth));
  window.addEventListener('afterprint', () => fitTo());
  let resized = 0;
  window.addEventListener('resize', () => {
    cancelAnimationFrame(resized);
    resized = requestAnimationFrame(() => {
      showHeat();
      fitTo();
    });
  });
  showAll();
  document.documentElement.dataset.state = 'drawn';
}

try {
  start();
} catch (error) {
  sayBroken(error);
}
