// A place to try pages in: a server and one Chromium.
//
//   const place = await Place.open();
//   const page = await place.page('/display/330100', { viewport: tv });
//   await page.getByText('A001').waitFor();
//   await place.assertGood(page);                       // accessible, nothing on its console, no other host
//   await place.picture(page, 'display-landscape');     // build/screenshots/display-landscape.png
//   await run(place, { 'a sentence': async () => { … } });
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { morning, Server } from './server.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const require = createRequire(join(root, 'web/package.json'));
const pictures = process.env.OFFPEAK_SCREENSHOTS ?? join(root, 'build/screenshots');
const executablePath = '/usr/bin/chromium';
const skipped = 77;

export { morning };
export const phone = { width: 360, height: 740 };
export const desktop = { width: 1440, height: 900 };
export const tv = { width: 1920, height: 1080 };
export const tallTv = { width: 1080, height: 1920 };

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/// Only a test that fails waits so long.
const patience_ms = 120_000;

export class Place {
  server;
  #browser;
  #said = new WeakMap(); // by page, what was written to its console and what it should not have done

  /** `server` as the Server's constructor takes. Ends the process with 77 where there is no Chromium. */
  static async open(server = {}) {
    if (!existsSync(executablePath)) {
      console.log('skipped: no Chromium here (script/bootstrap test installs one)');
      process.exit(skipped);
    }
    const place = new Place();
    place.server = new Server(server);
    const { chromium } = require('playwright-core');
    const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];
    [place.#browser] = await Promise.all([
      chromium.launch({ executablePath, args, chromiumSandbox: false }), place.server.start()]);
    return place;
  }

  get tokens() {
    return this.server.tokens;
  }

  /** A page in a context of its own. `before` gets it before it loads anything, e.g. to set its clock. */
  async page(path, { viewport = desktop, locale = 'zh-CN', timezoneId = 'Asia/Shanghai', before, ...options } = {}) {
    const context = await this.#browser.newContext({ viewport, locale, timezoneId, ...options });
    context.setDefaultTimeout(patience_ms);
    const page = await context.newPage();
    const said = [];
    this.#said.set(page, said);
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) said.push(message.text()); });
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(this.server.url)) said.push(`asked ${request.url()}`);
    });
    await before?.(page);
    await page.goto(this.server.url + path);
    return page;
  }

  /** Forgets what a page said, e.g. of a server that a test has killed. */
  forgive(page) {
    this.#said.get(page).length = 0;
  }

  /** No violation of WCAG 2.2 AA, nothing on the console, no request to another host. */
  async assertGood(page, { silent = true } = {}) {
    await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    // eslint-disable-next-line no-undef
    const { violations } = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), rules);
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`);
    assert.deepEqual(found, [], 'accessible');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `nothing is cut off at the side: ${wide} px too wide`);
    if (silent) assert.deepEqual(this.#said.get(page), [], 'the console is empty');
  }

  /** To be looked at. */
  async picture(page, name, options = {}) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), ...options });
  }

  async close() {
    await this.#browser.close();
    await this.server.kill();
  }
}

/** Runs checks one after the other, says which failed, and closes the place. */
export async function run(place, checks) {
  const only = process.argv[2];
  for (const [title, check] of Object.entries(checks)) {
    if (only && !title.includes(only)) continue;
    const began = performance.now();
    try {
      await check();
      console.log(`ok ${title} (${Math.round(performance.now() - began)} ms)`);
    } catch (error) {
      console.error(`FAILED: ${title}\n${error.stack}`);
      process.exitCode = 1;
    }
  }
  await place.close();
  process.exit();
}
