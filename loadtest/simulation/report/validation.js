// The validation page: what fits and what does not, and each curve of the day with its band.

const results = JSON.parse(byId('results').textContent);
const named = ['outcomes'];  // whose points have words of their own
const realColor = '#bd4331';
const simulatedColor = '#14507d';

function pointNames({ key, points }) {
  return named.includes(key) ? points.map((point) => t(point)) : points;
}

function showWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const at of document.querySelectorAll('[data-t]')) at.textContent = t(at.dataset.t);
  byId('language').textContent = t('other_language');
  byId('language').lang = language === 'zh' ? 'en' : 'zh-CN';
  byId('print').textContent = t('print');
  byId('title').textContent = t('title', { city: nameOf(results.city), date: results.date });
  byId('subtitle').textContent = t('subtitle', { n: whole(results.replications) });
  document.title = byId('title').textContent;
  byId('people').textContent =
    t('people', { people: whole(results.people), expected: whole(results.expected_people) });
  byId('banners').replaceChildren(...(results.held_out ? [] : [element('p', { class: 'banner information' },
    element('strong', {}, t('seen_title')), t('seen'))]));
  byId('method').replaceChildren(...['same', 'test', 'ks', 'band', 'unknown', 'seed'].map(
    (key) => element('li', {}, t(`method_${key}`, { seed: results.seed }))));
}

function beyondWords(check) {
  if (check.fits) return '–';
  const names = pointNames(check);
  return check.beyond.map((at) => names[at]).join(t('list')) || '–';
}

function showAnswers() {
  byId('answers').replaceChildren(table(t('answer_title'), [t('what'), t('verdict'), t('p'),
    element('th', { scope: 'col', class: 'words' }, t('beyond'))],
  results.checks.map((check) => [t(check.key), t(check.fits ? 'fits' : 'fits_not'), fixed(check.p, 3),
    element('td', { class: 'words' }, beyondWords(check))])));
}

function sectionOf(check) {
  const id = `check-${check.key}`;
  return element('section', { 'aria-labelledby': `${id}-title` },
    element('h2', { id: `${id}-title` }, t(check.key)),
    element('p', { class: 'lead' }, `${t(check.fits ? 'fits' : 'fits_not')} (p = ${fixed(check.p, 3)})`),
    element('div', { id, class: 'chart', role: 'img', 'aria-label': t(check.key) }),
    element('details', {}, element('summary', {}, t('as_table')),
      element('div', { class: 'scroll' }, table(t(check.key),
        [t('point'), t('real'), t('mean'), `${t('band')}, ${t('band_from')}`, t('band_to')],
        pointNames(check).map((name, at) => [name, ...[check.real[at], check.mean[at],
          check.band90[at][0], check.band90[at][1]].map((value) => fixed(value, 1))])))));
}

/// Two lines stacked on each other: the lower one is not seen, the upper one fills up to its height.
function bandSeries(band) {
  const line = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, silent: true };
  return [{ ...line, data: band.map(([low]) => low) },
    { ...line, name: t('band'), data: band.map(([low, high]) => high - low),
      itemStyle: { color: '#9fbfd8' }, areaStyle: { color: '#9fbfd8', opacity: 0.6 } }];
}

/// Services and outcomes do not follow each other, so nothing joins their points.
function drawCheck(check) {
  const isTime = !['service', 'outcomes'].includes(check.key);
  const line = (name, data, color, symbol) => ({
    name, data, type: 'line', symbol, symbolSize: 9, itemStyle: { color },
    lineStyle: { color, width: 2, opacity: isTime ? 1 : 0 },
  });
  const names = pointNames(check);
  draw(`check-${check.key}`, 320, {
    legend, grid: plot,
    tooltip: { trigger: 'axis', ...tooltipStyle, formatter: ([{ dataIndex: at }]) => tooltipOf([names[at],
      `${t('real')}: ${fixed(check.real[at], 1)}`, `${t('mean')}: ${fixed(check.mean[at], 1)}`,
      `${t('band')}: ${fixed(check.band90[at][0], 1)} – ${fixed(check.band90[at][1], 1)}`]) },
    xAxis: timeAxis(names), yAxis: valueAxis(),
    series: [...bandSeries(check.band90), line(t('mean'), check.mean, simulatedColor, 'circle'),
      line(t('real'), check.real, realColor, 'diamond')],
  });
}

function showAll() {
  showWords();
  showAnswers();
  for (const at of [...drawn.keys()]) forgetChart(at);
  byId('checks').replaceChildren(...results.checks.map(sectionOf));
  results.checks.forEach(drawCheck);
}

function sayBroken(error) {
  byId('broken').hidden = false;
  byId('broken').textContent = t('broken', { why: error.message });
  document.documentElement.dataset.state = 'broken';
}

const paperWidth = 980;

/// Paper is narrower than most windows, and charts do not follow by themselves.
function fitTo(width) {
  for (const [, chart] of drawn) chart.resize(width === undefined ? {} : { width: Math.min(width, chart.getWidth()) });
}

function start() {
  if (results.format !== 'offpeak-validation' || results.version !== 1) {
    throw new Error(`results of format ${results.format}, version ${results.version}`);
  }
  if (navigator.language.startsWith('zh')) language = 'zh';
  byId('print').addEventListener('click', () => window.print());
  byId('language').addEventListener('click', () => {
    language = language === 'en' ? 'zh' : 'en';
    showAll();
  });
  window.addEventListener('beforeprint', () => fitTo(paperWidth));
  window.addEventListener('afterprint', () => fitTo());
  window.addEventListener('resize', () => requestAnimationFrame(() => fitTo()));
  showAll();
  document.documentElement.dataset.state = 'drawn';
}

try {
  start();
} catch (error) {
  sayBroken(error);
}
