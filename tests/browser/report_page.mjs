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
    assertHolds(page, 'Hangzhou', '13 June 2026', '3 scenarios, each run 30 times',
      '10.2 min ± 0.8', '26.0 min ± 2.6', '16.9 % ± 1.2', '232.1 min ± 33.3', '65.7 % ± 0.6',
      'Synthetic inputs.', 'visitors 8000', 'Random seed 1');
    assert.ok(!page.text.includes('Not finished.'));
  },

  async 'each chart is drawn, and holds its figures as text'() {
    const { dom } = await open(read());
    const charts = dom.match(/<div[^>]*role="img"[^>]*>[\s\S]*?<\/svg>/g) ?? [];
    assert.equal(charts.length, 4 + 6, 'heat, queue, use, level, and a difference of each figure');
    const heat = charts.find((chart) => chart.includes('id="heat"'));
    for (const shown of ['Fuyang', '11:30', '>43<']) assert.ok(heat.includes(shown), shown);
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
    assertHolds(page, '0.4 min shorter than “base”', 'no difference seen from “base”',
      'open on Sunday: 3.3 min shorter', 'two more counters: no difference seen');
  },

  async 'differences turn round with what they are compared with'() {
    const page = await open(read(), `const chosenAgainst = document.getElementById('against');
      chosenAgainst.value = '2'; chosenAgainst.dispatchEvent(new Event('change'));`);
    assertDrawn(page);
    assertHolds(page, 'base: 3.3 min longer', 'two more counters: 2.9 min longer');
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
    assert.deepEqual(order(await open(read())), ['Fuyang', 'Main hall (municipal bureau)', 'West Lake Scenic Area']);
    const byName = await open(read(), 'document.querySelector("[data-sort=people]").click();');
    assert.deepEqual(order(byName), ['Main hall (municipal bureau)', 'Fuyang', 'West Lake Scenic Area']);
  },

  async 'the whole page turns to Chinese'() {
    const page = await open(read(), turnLanguage);
    assertDrawn(page);
    assertHolds(page, '杭州', '2026年6月13日', '平均等候', '10.2 分钟 ± 0.8', '富阳', '看不出差别');
    assert.ok(!page.text.includes('Average wait'));
  },

  async 'an unfinished study says so before any figure'() {
    const page = await open({ ...read(), complete: false });
    assertDrawn(page);
    assert.ok(page.text.indexOf('Not finished.') < page.text.indexOf('10.2 min'));
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
    const page = await open({ ...read(), version: 3 });
    assert.match(page.dom, /<html[^>]*data-state="broken"/);
    assertHolds(page, 'could not be drawn', 'version 3');
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
