// The screens of a hall and of the city, on the real server.
import assert from 'node:assert/strict';

import { phone, Place, run, tallTv, tv } from './support/place.mjs';

const place = await Place.open();
const { server } = place;
const hall = '/v1/halls/330100';

const takeNumber = (service = 'passport_renewal') =>
  server.ask('POST', `${hall}/tickets`, { token: place.tokens.kiosk, body: { service } });
const counter = (n, action) => server.ask('POST', `${hall}/counters/${n}/${action}`, { token: place.tokens.staff });
const age = (page) => page.locator('.age');

/** Whoever waits is called, and is served at once. */
async function callAndServe(n) {
  const called = await counter(n, 'call-next');
  await counter(n, 'serve');
  return called;
}

await run(place, {
  async 'an empty hall looks right, and says that nobody is called'() {
    const page = await place.page('/display/330100', { viewport: tv });
    await page.getByText('暂无叫号').waitFor();
    await page.locator('.lane').first().waitFor();
    await page.locator('.nearby li').first().waitFor();
    await place.assertGood(page);
    await place.picture(page, 'display-empty');
    await page.context().close();
  },

  async 'a call is large, with its counter, in both languages; the clock is the server\'s'() {
    const page = await place.page('/display/330100', { viewport: tv, timezoneId: 'America/Los_Angeles' });
    for (let n = 0; n < 12; ++n) await takeNumber();
    await counter(3, 'open');
    const { ticket: { number } } = await counter(3, 'call-next');
    await page.locator('.call .number', { hasText: number }).waitFor();
    assert.match(await page.locator('.call').innerText(), /3号窗口\s*Counter 3/);
    assert.match(await page.locator('.clock time').innerText(), /^09:3\d$/);
    assert.match(await page.locator('.day').innerText(), /6月13日|13 Jun/);
    const { height } = await page.locator('.call .number').boundingBox();
    assert.ok(height >= 108, 'the newest call has letters of a tenth of the screen');
    await place.assertGood(page);
    await place.picture(page, 'display-one-call');
    await page.context().close();
  },

  async 'with few lanes letters are larger; more lanes than fit turn in groups of one size, and nothing is cut off'() {
    const lanes = Array.from({ length: 9 }, (_, n) => ({ lane: `lane_${n}`, waiting: 4 + 7 * n, level: ['green', 'yellow', 'red'][n % 3],
      level_reason: 'wait', level_since: null, wait_p50_minutes: 5 + 9 * n, wait_p90_minutes: 9 + 13 * n, not_today: false }));
    const next = lanes.flatMap(({ lane }) => [13, 14, 15, 16].map((n) => ({ lane, ticket: `A0${n}` })));
    const calling = [{ ticket: 'A010', counter: 3 }, { ticket: 'A011', tickets: ['A011', 'A012', 'A013'], counter: 14 }, { ticket: 'A014', counter: 5 }];
    const notice = { id: 'a'.repeat(32), from: '2026-06-13T09:00:00+08:00', to: '2026-06-13T17:00:00+08:00',
      text: { zh: '请走西门楼梯，三号电梯检修中，'.repeat(6), en: 'please take the stairs at the west gate, '.repeat(7) } };
    for (const [orientation, viewport] of [['landscape', tv], ['portrait', tallTv]]) {
      const sizes = [];
      for (const [count, calls, notices] of [[9, 3, [notice]], [9, 3], [4, 1], [1, 0]]) {
        const board = { hall: '330100', as_of: '2026-06-13T09:30:00+08:00', sequence: 1, level: 'green', level_reason: 'wait', level_since: null,
          lanes: lanes.slice(0, count), notices, next: next.slice(0, 4 * count), counters: [],
          calling: calling.slice(0, calls).map((call) => ({ recalls: 0, called_at: '2026-06-13T09:29:50+08:00', ...call })) };
        const page = await place.page('/display/330100', { viewport, before: async (each) => {
          await each.clock.install();
          await each.route('**/v1/halls/330100/board/stream', (route) => route.fulfill({
            contentType: 'text/event-stream', body: `id: 1\nevent: board\ndata: ${JSON.stringify(board)}\n\n` }));
        } });
        await page.locator('.lane').first().waitFor();
        await page.locator(notices ? '.notices p' : '.nearby li').first().waitFor();
        await page.clock.runFor(1000);
        const seen = new Set();
        for (let turn = 0; turn < 10; ++turn) {
          for (const name of await page.locator('.lane h2').allInnerTexts()) seen.add(name);
          await page.clock.runFor(8000);
          const cut = await page.locator('.display *').evaluateAll((all) => all.filter((each) => {
            const { right, bottom } = each.getBoundingClientRect();
            const isWide = getComputedStyle(each).display !== 'inline' && each.scrollWidth > each.clientWidth + 1;
            return isWide || right > innerWidth + 1 || bottom > innerHeight + 1 || (['lane', 'notices'].includes(each.className) && each.scrollHeight > each.clientHeight + 1);
          }).map(({ className, innerText }) => `${className}: ${innerText}`));
          assert.deepEqual(cut, [], `${orientation}, ${count} lanes: nothing is cut off`);
        }
        assert.deepEqual([...seen].sort(), lanes.slice(0, count).map(({ lane }) => lane), 'each lane has its turn');
        assert.equal(await page.locator('.lane-group').count(), count === 1 ? 0 : Math.ceil(count / (orientation === 'portrait' || notices ? 2 : 3)));
        const letters = await page.locator('.display *').evaluateAll((all) => all
          .filter((each) => [...each.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim()))
          .map((each) => parseFloat(getComputedStyle(each).fontSize)));
        assert.ok(Math.min(...letters) >= 54, `25 mm on a 55-inch screen: ${Math.min(...letters)} px`);
        for (const number of await page.locator('.number').evaluateAll((all) => all.map((each) => parseFloat(getComputedStyle(each).fontSize)))) {
          assert.ok(number >= 108, `50 mm on a 55-inch screen: ${number} px`);
        }
        if (!notices) sizes.push(await page.locator('.lane h2').first().evaluate((each) => parseFloat(getComputedStyle(each).fontSize)));
        await place.assertGood(page);
        await place.picture(page, `display-${count}-lanes${notices ? '-notice' : ''}-${orientation}`);
        await page.context().close();
      }
      assert.deepEqual([...sizes].sort((a, b) => a - b), sizes, `the fewer lanes, the larger: ${sizes}`);
    }
  },

  async 'simultaneous calls stand side by side, those before among the last, landscape and portrait'() {
    await counter(3, 'serve');
    for (const n of [4, 5, 6, 7, 8]) await counter(n, 'open');
    const pages = await Promise.all([tv, tallTv].map((viewport) => place.page('/display/330100', { viewport })));
    await Promise.all(pages.map((page) => page.locator('.lane').first().waitFor()));
    for (const n of [4, 5]) await callAndServe(n);
    const numbers = [];
    for (const n of [6, 7, 8]) numbers.push((await counter(n, 'call-next')).ticket.number);
    
    // Those who came to the counter give way after their time.
    for (const page of pages) for (const number of numbers) await page.locator('.call', { hasText: number }).waitFor();
    await place.picture(pages[0], 'display-landscape');
    await place.picture(pages[1], 'display-portrait');
    for (const page of pages) {
      await place.assertGood(page);
      await page.context().close();
    }
  },

  async 'a display that starts knows who is called, and announces none of old'() {
    const page = await place.page('/display/330100', { viewport: tv });
    await page.locator('.call').nth(2).waitFor();
    await page.context().close();
  },

  async 'what is old says so, is grey after a minute, and is live again after a restart'() {
    const page = await place.page('/display/330100', { viewport: tv, before: (each) => each.clock.install() });
    await page.locator('.call').first().waitFor();
    assert.equal(await age(page).count(), 0);
    await server.kill();
    await page.clock.runFor(19_000);
    assert.equal(await age(page).count(), 0, 'not old yet');
    await page.clock.runFor(3_000);
    await age(page).getByText(/2\d/).waitFor();
    assert.equal(await page.locator('.stale').count(), 0);
    await page.clock.runFor(40_000);
    await page.locator('.display.stale').waitFor();
    await age(page).getByText(/连接中断|Disconnected/).waitFor();
    await place.assertGood(page, { silent: false });
    await place.picture(page, 'display-stale');
    await server.start();
    await page.clock.runFor(15_000); // the longest that it waits before it tries again
    await page.locator('.display:not(.stale)').waitFor();
    await age(page).waitFor({ state: 'detached' });
    const { ticket: { number } } = await callAndServe(3).catch(async () => { await counter(3, 'finish'); return callAndServe(3); });
    await page.locator('.call, .recent', { hasText: number }).first().waitFor();
    await page.context().close();
  },

  async 'after ten thousand calls the page has not grown'() {
    const board = (n) => `id: ${n}\nevent: board\ndata: ${JSON.stringify({
      hall: '330100', as_of: new Date(Date.UTC(2026, 5, 13, 1, 30) + n * 1000).toISOString(), sequence: n, level: 'green',
      level_reason: 'wait', level_since: null, lanes: [], next: [],
      counters: [{ counter: ((n - 1) % 20) + 1, status: 'open', lanes: [], serving: true, ticket: `A${String(n - 1).padStart(5, '0')}` }],
      calling: [{ ticket: `A${String(n).padStart(5, '0')}`, counter: (n % 20) + 1, recalls: 0,
        called_at: new Date(Date.UTC(2026, 5, 13, 1, 30) + n * 1000).toISOString() }] })}\n\n`;
    let sent = 0;
    const page = await place.page('/display/330100', { viewport: tv, before: async (each) => {
      await each.clock.install();
      await each.route('**/v1/halls/330100/board/stream', (route) => {
        const body = Array.from({ length: 1000 }, () => board(++sent)).join('');
        return route.fulfill({ contentType: 'text/event-stream', body });
      });
    } });
    const devtools = await page.context().newCDPSession(page);
    const heapAfter = async (calls) => {
      while (sent < calls) await page.clock.runFor(20_000); // a stream ends, its display comes back
      await page.locator('.recent li').nth(4).waitFor();
      await devtools.send('HeapProfiler.collectGarbage');
      return (await devtools.send('Runtime.getHeapUsage')).usedSize;
    };
    const before = await heapAfter(2000);
    const after = await heapAfter(12_000);
    assert.ok(after - before < 1 << 20, `${after - before} bytes more after 10,000 calls`);
    await page.context().close();
  },

  async 'all halls of the city, landscape and portrait'() {
    for (const [name, viewport] of [['city-landscape', tv], ['city-portrait', tallTv]]) {
      const page = await place.page('/display/city', { viewport });
      await page.locator('.halls li').nth(14).waitFor();
      await page.locator('.clock').waitFor();
      await page.getByText(/余杭|Yuhang/).first().waitFor();
      await place.picture(page, `display-${name}`);
      await place.assertGood(page);
      await page.context().close();
    }
  },

  async 'a hall that there is not is said in words'() {
    const page = await place.page('/display/339999', { viewport: phone });
    await page.getByText('没有这个大厅').waitFor();
    await page.context().close();
  },
});
