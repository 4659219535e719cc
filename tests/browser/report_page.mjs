// report_page.mjs WRITE_REPORT RESULTS_JSON: opens report pages in Chromium and checks what they then
// hold. Exit code 77 when there is no Chromium.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Browser, findBrowser } from './browser.mjs';

const skipped = 77;
const [writeReport, resultsFile] = process.argv.slice(2);
const name = findBrowser();
if (!name) {
  console.log('skipped: no Chromium here (script/bootstrap test installs one)');
  process.exit(skipped);
}

const folder = mkdtempSync(join(tmpdir(), 'offpeak-report-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const browser = new Browser(name, join(folder, 'profile'));

const read = () => JSON.parse(readFileSync(resultsFile, 'utf8'));
const maxBuffer = 64 << 20;

/// What the page holds when `then`, JavaScript, has run in it, and what it said on the console.
async function open(results, then = '') {
  const json = join(folder, 'results.json');
  const page = join(folder, 'page.html');
  writeFileSync(json, JSON.stringify(results));
  const written = spawnSync(writeReport, [json], { encoding: 'utf8', maxBuffer });
  assert.equal(written.status, 0, written.stderr);
  writeFileSync(page, written.stdout);
  const { html, said } = await browser.open(pathToFileURL(page).href, then);
  const dom = html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style[\s\S]*?<\/style>/g, '');
  const text = dom.replace(/<[^>]*>/g, ' ').replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>').replace(/&amp;/g, '&').replace(/\s+/g, ' ');
  return { dom, text, said };
}

function assertDrawn({ dom, said }) {
  assert.deepEqual(said, [], 'the console is empty');
  assert.match(dom, /<html[^>]*data-state="drawn"/);
}

function assertHolds({ text }, ...parts) {
  for (const part of parts) assert.ok(text.includes(part), `"${part}" is in: ${text.slice(0, 6000)}`);
}

const choose = (scenario) => `document.querySelectorAll('#scenarios button')[${scenario}].click();`;
const turnLanguage = 'document.getElementById("language").click();';

const checks = {
  async 'the first scenario is shown with its figures, their intervals and the inputs'() {
    const page = await open(read());
    assertDrawn(page);
    assertHolds(page, 'Hangzhou', '13 June 2026', '4 scenarios, each run 30 times',
      '14.2 min ± 1.9', '37.0 min ± 4.4', '29.7 % ± 3.5', '41.4 min ± 6.5', '91.5 % ± 1.2',
      'Synthetic inputs.', 'visitors 8000', 'Random seed 1');
    assert.ok(!page.text.includes('Not finished.'));
  },

  async 'each chart is drawn, and holds its figures as text'() {
    const { dom } = await open(read());
    const charts = dom.match(/<div[^>]*role="img"[^>]*>[\s\S]*?<\/svg>/g) ?? [];
    assert.equal(charts.length, 4 + 6, 'heat, queue, use, level, and a difference of each figure');
    const heat = charts.find((chart) => chart.includes('id="heat"'));
    for (const shown of ['Fuyang', 'Main hall (municipal', '11:30', '>80<']) assert.ok(heat.includes(shown), shown);
  },

  async 'the charts of differences share their width'() {
    const { dom } = await open(read());
    const figures = dom.match(/<figure>[\s\S]*?<\/figure>/g) ?? [];
    const widths = figures.map((figure) => figure.match(/<svg[^>]* width="(\d+)"/)?.[1]);
    assert.equal(widths.length, 6);
    assert.equal(new Set(widths).size, 1, widths.join(' '));
  },

  async 'a difference whose interval covers 0 is not called one'() {
    const page = await open(read(), choose(1));
    assertDrawn(page);
    assertHolds(page, '1.3 min shorter than “base”', 'no difference seen from “base”',
      'closed on Sunday 10.4 min longer', 'two more counters no difference seen');
  },

  async 'each scenario stands with what it costs, and the frontier is marked'() {
    const results = read();
    results.scenarios[1].frontier = false;
    const page = await open(results);
    const costs = page.dom.match(/<div id="costs"[\s\S]*?<\/table>/)[0];
    for (const part of ['Staffed until closing (h)', 'Staffed after closing (h)', 'People received', '746']) assert.ok(costs.includes(part), part);
    const marked = [...costs.matchAll(/<th scope="row">([^<]*)<(?:(?!<\/tr>)[\s\S])*◆/g)].map(([, name]) => name);
    assert.deepEqual(marked, ['base', 'closed on Sunday', 'a fifth online']);
  },

  async 'the balance has its intervals'() {
    const { dom } = await open(read());
    const rows = dom.match(/<div id="balance"[\s\S]*?<\/table>/)[0];
    assert.match(rows, /received in all<\/th><td>[\d,]+<small> ± [\d,]+<\/small><\/td>/);
  },

  async 'a day without a known calendar, and a closed one, are said above all'() {
    const results = read();
    results.days = 2;
    results.calendar = [
      { date: '2027-10-01', halls_open: 0, closed_for: 'holiday', notice: 'provisional', assumed: false, words: '' },
      { date: '2028-03-03', halls_open: 15, closed_for: 'nothing', notice: 'none', assumed: true, words: '' }];
    assertHolds(await open(results), '2027-10-01 is a public holiday: closed, nobody comes',
      '2028-03-03: there is no calendar for 2028: played as an ordinary day', 'are of all days together');
  },

  async 'differences turn round with what they are compared with'() {
    const page = await open(read(), `const chosenAgainst = document.getElementById('against');
      chosenAgainst.value = '2'; chosenAgainst.dispatchEvent(new Event('change'));`);
    assertDrawn(page);
    assertHolds(page, 'base 10.4 min shorter', 'two more counters 11.8 min shorter');
  },

  async 'one hall alone is shown when it is chosen'() {
    const page = await open(read(), `const chosenHall = document.getElementById('hall');
      chosenHall.value = '1'; chosenHall.dispatchEvent(new Event('change'));`);
    assertDrawn(page);
    assertHolds(page, 'waiting, at the worst moment');
  },

  async 'halls stand by their wait, longest first, and by name when that is asked for'() {
    const order = ({ dom }) => [...dom.match(/<div id="halls"[\s\S]*?<\/table>/)[0]
      .matchAll(/<th scope="row">([^<]*)</g)].map(([, name]) => name);
    const byWait = order(await open(read()));
    assert.deepEqual([byWait[0], byWait[3], byWait.at(-1)], ['Linping', 'Yuhang', 'West Lake Scenic Area']);
    const byName = order(await open(read(), 'document.querySelector("[data-sort=name]").click();'));
    assert.deepEqual([byName[0], byName.at(-1)], ['Binjiang', 'Yuhang']);
  },

  async 'the whole page turns to Chinese'() {
    const page = await open(read(), turnLanguage);
    assertDrawn(page);
    assertHolds(page, '杭州', '2026年6月13日', '平均等候', '14.2 分钟 ± 1.9', '富阳', '看不出差别');
    assert.ok(!page.text.includes('Average wait'));
  },

  async 'an unfinished study says so before any figure'() {
    const page = await open({ ...read(), complete: false });
    assertDrawn(page);
    assert.ok(page.text.indexOf('Not finished.') < page.text.indexOf('14.2 min'));
    assertHolds(page, 'Not finished.');
  },

  async 'one run of one scenario has neither intervals nor differences'() {
    const results = read();
    const [only] = results.scenarios;
    only.replications = 1;
    for (const headline of [only.city, ...only.halls]) {
      for (const estimate of Object.values(headline)) estimate.ci99 = null;
    }
    const page = await open({ ...results, scenarios: [only], comparisons: [] });
    assertDrawn(page);
    assertHolds(page, 'One run only.', 'one scenario, each run once', 'no ± from one run');
    assert.match(page.dom, /<section id="differences-section"[^>]*hidden/);
  },

  async 'a study stopped before its first run is drawn with nothing in it'() {
    const results = read();
    const nothing = (list) => list.map((row) => row.map(() => null));
    for (const scenario of results.scenarios) {
      scenario.replications = 0;
      for (const headline of [scenario.city, ...scenario.halls]) {
        for (const estimate of Object.values(headline)) Object.assign(estimate, { mean: null, ci99: null });
      }
      for (const key of Object.keys(scenario.cells)) scenario.cells[key] = nothing(scenario.cells[key]);
    }
    for (const { differences } of results.comparisons) {
      for (const estimate of Object.values(differences)) Object.assign(estimate, { mean: null, ci99: null });
    }
    assertDrawn(await open({ ...results, complete: false }));
  },

  async 'names are text, whatever they hold'() {
    const results = read();
    const hostile = '</script><script>document.title = "taken"</script><img src=x onerror=alert(1)>';
    results.halls[0].name.en = hostile;
    const renamed = results.scenarios[0].name;
    results.scenarios[0].name = hostile;
    for (const comparison of results.comparisons) {
      if (comparison.with === renamed) comparison.with = hostile;
    }
    const page = await open(results);
    assertDrawn(page);
    assertHolds(page, hostile);
    assert.doesNotMatch(page.dom, /<title>taken|<img/);
  },

  async 'results of another version are refused in words'() {
    const later = await open({ ...read(), version: 5 });
    assert.match(later.dom, /<html[^>]*data-state="broken"/);
    assertHolds(later, 'could not be drawn', 'version 5');
    const earlier = await open({ ...read(), version: 1 });
    assert.match(earlier.dom, /<html[^>]*data-state="broken"/);
    assertHolds(earlier, 'an earlier version of Offpeak made these results', 'simulate again');
  },

  async 'closed, not staffed, nobody and few are told apart, in colours and in the table'() {
    const results = read();
    const time = results.half_hours.indexOf('10:00');
    const { cells } = results.scenarios[0];
    const set = (hall, values) => {
      for (const [key, value] of Object.entries(values)) cells[key][hall][time] = value;
    };
    set(0, { wait: null, arrivals: null, hours: null, counters_open: null, utilisation: null });
    set(1, { wait: null, arrivals: 0, hours: 1, counters_open: 0, utilisation: null });
    set(2, { wait: null, arrivals: 0, hours: 1, counters_open: 2, utilisation: 0 });
    set(3, { wait: 12, arrivals: 0.1 });
    const page = await open(results);
    assertDrawn(page);
    assertHolds(page, '– closed', '× open, no counter staffed', '○ open, nobody came', '· pale: less than one visit a day');
    const rows = page.dom.match(/<div id="heat-table"[\s\S]*?<\/table>/)[0].match(/<tr>[\s\S]*?<\/tr>/g);
    const times = [...rows[0].matchAll(/<th[^>]*>([^<]*)</g)].map(([, text]) => text);
    const cellOf = (hall) => [...rows[hall + 1].matchAll(/<t[hd][^>]*>([^<]*)</g)][times.indexOf('10:00')][1];
    assert.deepEqual([0, 1, 2, 3].map(cellOf), ['–', '×', '○', '12.0 ·']);
    const heat = page.dom.match(/<div[^>]*id="heat"[\s\S]*?<\/svg>/)[0];
    assert.match(heat, /<pattern/, 'what is not staffed is hatched');
    assert.match(heat, /fill-opacity="0.4"/, 'what few came to is pale');
  },

  async 'no two labels of a chart overprint, and none is cut'() {
    const find = `
      for (const svg of document.querySelectorAll('.chart svg')) {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].filter(({ textContent }) => textContent.trim());
        const boxes = texts.map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
        for (const { words, box } of boxes) {
          if (words.endsWith('...') || words.endsWith('…')) throw new Error('cut: ' + words);
          if (box.left < frame.left - 1 || box.right > frame.right + 1) throw new Error('outside: ' + words);
        }
        boxes.forEach(({ words, box }, at) => boxes.slice(at + 1).forEach((other) => {
          const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (wide > 1 && high > 2) throw new Error('overprint: ' + words + ' / ' + other.words);
        }));
      }`;
    const results = read();
    const longest = 'renewals take longer in the main hall';
    for (const comparison of results.comparisons) {
      if (comparison.of === results.scenarios[1].name) comparison.of = longest;
      if (comparison.with === results.scenarios[1].name) comparison.with = longest;
    }
    results.scenarios[1].name = longest;
    assertDrawn(await open(results, find));
    assertDrawn(await open(results, `${turnLanguage} ${find}`));
  },
};

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
  } catch (error) {
    console.error(`FAILED: ${name}\n${error.message}`);
    process.exitCode = 1;
  }
}
await browser.close();
console.log(`${Object.keys(checks).length} checks of report pages`);
