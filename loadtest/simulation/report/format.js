// Numbers and names as people read them, and elements made of them. Text goes into the page as text
// alone, never as markup: names come from configuration files.

let language = 'en';

function t(key, values = {}) {
  const text = words[language][key];
  if (text === undefined) throw new Error(`no words for '${key}'`);
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
}

/// The singular where the language has one of its own.
function counted(key, n) {
  return t(n === 1 ? `${key}_1` : key, { n: whole(n) });
}

function fixed(value, digits) {
  return value.toLocaleString(t('locale'), {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
}

function whole(value) {
  return fixed(Math.round(value), 0);
}

function nameOf(named) {
  return named[language] || named.en || named.zh;
}

/// What may be null in the results: half-hours when a hall is closed, and what is divided by nothing.
function known(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

// How each figure of a headline is written; `better` is the sign of a change for the better.
const minutes = { scale: 1, digits: 1, unit: 'minutes', changeUnit: 'minutes', change: ['shorter', 'longer'], better: -1 };
const share = { scale: 100, digits: 1, unit: 'percent', changeUnit: 'points', change: ['lower', 'higher'], better: -1 };
const number = { scale: 1, digits: 0, unit: '', changeUnit: '', change: ['lower', 'higher'], better: 0 };
const figures = {
  wait: minutes,
  p90: minutes,
  over_15: share,
  overtime: minutes,
  // Busier counters or fewer people are neither good nor bad in themselves.
  utilisation: { ...share, better: 0 },
  counter_hours: { ...number, unit: 'hours', better: 0 }, overtime_hours: { ...number, digits: 1, unit: 'hours', better: 0 },
  people: number, parties: number, received: number,
  balked: number, abandoned: number, unserved: number, unplaced: number, no_shows: number, found_none: number,
};

function withUnit(text, unit) {
  return unit ? `${text} ${t(unit)}` : text;
}

function valueText(key, value) {
  const figure = figures[key];
  return known(value) ? fixed(value * figure.scale, figure.digits) : '–';
}

/// '± 0.4': an interval too small for the digits shown says so instead of claiming to be 0.
function intervalText(key, ci99) {
  if (!known(ci99)) return t('no_interval');
  const figure = figures[key];
  const least = 10 ** -figure.digits;
  const scaled = ci99 * figure.scale;
  const small = scaled > 0 && scaled < least / 2;
  return t('interval', { value: (small ? '<' : '') + fixed(small ? least : scaled, figure.digits) });
}

/// 'better', 'worse', 'changed' (neither), or 'same': the interval covers 0, or there is none.
function verdict(key, difference) {
  if (!known(difference.ci99) || !known(difference.mean)) return 'same';
  if (Math.abs(difference.mean) <= difference.ci99) return 'same';
  const { better } = figures[key];
  if (better === 0) return 'changed';
  return Math.sign(difference.mean) === better ? 'better' : 'worse';
}

function changeWords(key, difference) {
  const figure = figures[key];
  const value = withUnit(valueText(key, Math.abs(difference.mean)), figure.changeUnit);
  return t(figure.change[difference.mean < 0 ? 0 : 1], { value });
}

function differenceWords(key, difference) {
  return verdict(key, difference) === 'same' ? t('no_difference') : changeWords(key, difference);
}

/// element('td', {class: 'x'}, 'text', child, …)
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

/// rows: of cells, each text or an element; the first of a row names it.
function table(caption, head, rows, attributes = {}) {
  const cell = (tag, scope) => (content) =>
    content instanceof Element && /^T[DH]$/.test(content.tagName)
      ? content
      : element(tag, { scope }, content);
  return element('table', { 'aria-label': caption, ...attributes },
    element('thead', {}, element('tr', {}, ...head.map(cell('th', 'col')))),
    element('tbody', {}, ...rows.map(([first, ...rest]) =>
      element('tr', {}, cell('th', 'row')(first), ...rest.map(cell('td'))))));
}

/// '12.4 ± 0.3' for a cell.
function estimateCell(key, estimate) {
  return known(estimate.mean) ? cellWithInterval(valueText(key, estimate.mean), key, estimate) : element('td', {}, '–');
}

/// The same for a count that is rounded with others, so that they add up.
function wholeCell(value, estimate) {
  return cellWithInterval(whole(value), 'people', estimate);
}

function cellWithInterval(text, key, { ci99 }) {
  const interval = known(ci99) ? element('small', {}, ` ${intervalText(key, ci99)}`) : undefined;
  return element('td', {}, text, interval);
}
