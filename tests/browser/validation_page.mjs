// validation_page.mjs WRITE_REPORT: opens the page of `offpeak fit --validate` in Chromium and checks
// what it then holds. Exit code 77 when there is no Chromium.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Browser, findBrowser } from './browser.mjs';

const skipped = 77;
const [writeReport] = process.argv.slice(2);
const name = findBrowser();
if (!name) {
  console.log('skipped: no Chromium here (script/bootstrap test installs one)');
  process.exit(skipped);
}

const folder = mkdtempSync(join(tmpdir(), 'offpeak-validation-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const browser = new Browser(name, join(folder, 'profile'));

const check = (key, points, real, fits, beyond) => ({
  key, points, real, mean: real.map((value) => value + 1), band90: real.map((value) => [value - 0.5, value + 2]),
  envelope95: real.map((value) => [value - 1, value + 3]), beyond, p: fits ? 0.43 : 0.012, fits,
});
const results = {
  format: 'offpeak-validation', version: 1, date: '2026-06-13', city: { zh: '杭州', en: 'Hangzhou' },
  replications: 199, seed: 5, held_out: false, people: 8012.4, expected_people: 7640.2,
  checks: [
    check('arrivals', ['08:30', '09:00', '09:30'], [40, 61, 55], true, []),
    check('p90', ['08:00', '09:00'], [12.5, 44.5], false, [1]),
    check('service', ['passport_renewal', 'advice'], [6.25, 3], true, []),
    check('outcomes', ['booked', 'walk_in', 'no_show', 'left'], [300, 120, 31, 2], true, []),
  ],
};

async function open(shown, then = '') {
  const json = join(folder, 'results.json');
  const page = join(folder, 'page.html');
  writeFileSync(json, JSON.stringify(shown));
  const written = spawnSync(writeReport, [json], { encoding: 'utf8', maxBuffer: 64 << 20 });
  assert.equal(written.status, 0, written.stderr);
  writeFileSync(page, written.stdout);
  const { html, said } = await browser.open(pathToFileURL(page).href, then);
  const dom = html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style[\s\S]*?<\/style>/g, '');
  return { dom, said, text: dom.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') };
}

function assertHolds({ dom, said, text }, ...parts) {
  assert.deepEqual(said, [], 'the console is empty');
  assert.match(dom, /<html[^>]*data-state="drawn"/);
  for (const part of parts) assert.ok(text.includes(part), `"${part}" is in: ${text.slice(0, 4000)}`);
}

const checks = {
  async 'what fits, what does not and where are said'() {
    const page = await open(results);
    assertHolds(page, 'Hangzhou, 2026-06-13', '199 simulated days', '8,012 people were received',
      'expects 7,640', 'Not held out.', 'DOES NOT FIT 0.012 09:00', 'fits 0.430 –', 'did not come');
    assert.equal((page.dom.match(/<svg/g) ?? []).length, results.checks.length, 'a chart for each');
  },
  async 'a day that was held out has no warning, and Chinese is whole'() {
    const page = await open({ ...results, held_out: true },
      'document.getElementById("language").click();');
    assertHolds(page, '杭州 2026-06-13', '不符 0.012 09:00', '爽约', '全局包络检验');
    assert.ok(!page.text.includes('未留出'));
    // Not by the script: what is there without it, in both languages, and services' keys.
    const text = page.text
      .replace(/This page draws[^]*?validate writes\./g, '')
      .replace(/offpeak fit --validate|Apache.*?2\.0|\b[a-z]+_[a-z_]+\b/g, '');
    assert.ok(!/[a-z]{4,} [a-z]{4,}/.test(text), text.match(/.{20}[a-z]{4,} [a-z]{4,}.{20}/)?.[0]);
  },
  async 'names are text, whatever is in them'() {
    const page = await open({ ...results, city: { zh: 'x', en: '<b id="bad">x</b>' } });
    assert.match(page.dom, /data-state="drawn"/);
    assert.ok(!/<b id="bad">/.test(page.dom));
  },
  async 'results of another format are refused in words'() {
    const page = await open({ ...results, version: 2 });
    assert.match(page.dom, /data-state="broken"/);
    assert.ok(page.text.includes('version 2'));
  },
};

for (const [title, run] of Object.entries(checks)) {
  try {
    await run();
  } catch (error) {
    console.error(`FAILED: ${title}\n${error.message}`);
    process.exitCode = 1;
  }
}
await browser.close();
console.log(`${Object.keys(checks).length} checks of validation pages`);
