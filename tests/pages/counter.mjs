// A clerk's counter, on the real server.
import assert from 'node:assert/strict';

import { book } from './support/citizens.mjs';
import { desktop, morning, Place, run } from './support/place.mjs';

// The server's clock stands still but for its steps.
const place = await Place.open({ clock: `${morning}@step` });
const { server, tokens } = place;
const hall = '/v1/halls/330100';
const small = { width: 1024, height: 768 };

const takeNumber = (services = ['passport_renewal'], more = {}) =>
  server.ask('POST', `${hall}/tickets`, { token: tokens.staff, body: { services, ...more } });
const counter = (n, action, body) => server.ask('POST', `${hall}/counters/${n}/${action}`, { token: tokens.staff, body });
const button = (page, name) => page.locator('.desk-main').getByRole('button', { name, exact: true });
const number = (page, text) => page.locator('.visitor-number').filter({ hasText: text }).waitFor();
const said = (page, text) => page.locator('.said').getByText(text).waitFor();
const isOn = (page, name) => page.locator('.desk-main button[aria-disabled=false]').filter({ hasText: name }).first().waitFor();

const assertGood = (page) => place.assertGood(page);

/** A page at an open counter. */
async function desk(n, options = {}) {
  const page = await place.page(`/counter#token=${tokens.staff}`, options);
  const language = (options.locale ?? 'zh-CN') === 'en' ? /Open counter/ : /打开/;
  await page.locator(`#counter-${n}`).check();
  await page.getByRole('button', { name: language }).click();
  await page.locator('.pad').waitFor();
  await page.locator('.bar-about').getByText(/证件|Documents/).waitFor();
  return page;
}

let now_ms = Date.parse(morning);
function pass(seconds) {
  now_ms += seconds * 1000;
  server.step(`${new Date(now_ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`);
}
const onBoard = async (n) => (await server.ask('GET', `${hall}/board`)).counters.find((each) => each.counter === n);
/** So long after a call there is no recall and no miss. */
const after_call_s = 16;

await run(place, {
  async 'signing in: a token is pasted, looked at, and refused in words; signing out'() {
    const page = await place.page('/counter', { viewport: desktop });
    const submit = page.getByRole('button', { name: '登录' });
    await submit.click();
    await page.getByRole('link', { name: '请粘贴登录令牌。' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'token');
    await place.assertGood(page);
    const field = page.getByLabel('登录令牌');
    for (const [text, sentence] of [['abc', '这不是登录令牌'], [tokens.kiosk, '不是窗口人员的'], [`${tokens.staff}x`, '请重新登录']]) {
      await field.fill(text);
      await submit.click();
      await page.locator('.error-summary').getByText(sentence).waitFor();
    }
    place.forgive(page); // the browser writes the 401 down
    await place.picture(page, 'counter-sign-in');
    await place.assertGood(page);
    await field.fill(tokens.staff);
    await submit.click();
    await page.locator('#counter-1').waitFor();
    await page.getByRole('button', { name: '退出登录' }).click();
    await field.waitFor();
    assert.equal(await page.evaluate(() => Object.values(sessionStorage).join() + Object.values(localStorage).join()), '');
    await page.context().close();
  },

  async 'a counter and its queues are chosen, and this device remembers them'() {
    const page = await place.page(`/counter#token=${tokens.staff}`);
    await page.locator('#counter-1').waitFor();
    assert.ok(!page.url().includes('token'));
    await page.getByRole('button', { name: '打开窗口' }).click();
    await page.locator('.error-summary:focus').waitFor();
    await page.getByRole('link', { name: '请选择窗口。' }).waitFor();
    await page.locator('#counter-9').check();
    await page.getByLabel('自己选择队列').check();
    await page.getByRole('button', { name: '打开9号窗口' }).click();
    await page.getByRole('link', { name: /至少选择一个队列/ }).click();
    await place.assertGood(page);
    await place.picture(page, 'counter-set-up');
    await page.getByLabel('证件').check();
    await page.getByLabel('取证').check();
    await page.getByRole('button', { name: '打开9号窗口' }).click();
    await page.locator('.bar-about').getByText('证件、取证').waitFor();
    await said(page, '窗口已打开');
    await place.picture(page, 'counter-empty');
    await assertGood(page);
    await page.reload();
    await page.locator('.bar-about').getByText('证件、取证').waitFor();
    await button(page, '关闭窗口').click();
    await said(page, '窗口已关闭');
    await button(page, '打开窗口').waitFor();
    await assertGood(page);
    await page.context().close();
  },

  async 'a visit from the number to its end by mouse; the next one asks while one is served'() {
    const page = await desk(3);
    await button(page, '下一位').click();
    await said(page, '现在没有人等候');
    const first = await takeNumber(['passport_renewal'], { priority: 'senior' });
    const party = await takeNumber(['passport_renewal', 'first_passport']);
    await button(page, '下一位').click();
    await number(page, first.number);
    await page.getByText('优先：65岁以上').waitFor();
    assert.equal(await button(page, '下一位').getAttribute('aria-disabled'), 'true', 'nobody is called while one is awaited');
    assert.match(await page.locator('.timer').innerText(), /叫号后\s*0:0\d/);
    await place.picture(page, 'counter-called');
    await assertGood(page);
    await button(page, '开始办理').click();
    await page.getByText('正在办理').waitFor();
    await page.locator('.timer').getByText('已办理').waitFor();
    assert.match(await page.locator('.timer').innerText(), /0:0\d/);
    assert.equal(await page.getByLabel('证件数').inputValue(), '1');
    await page.getByLabel('第 1 项业务').selectOption('passport_replacement');
    await page.getByRole('button', { name: '多一本' }).click();
    await place.picture(page, 'counter-serving');
    await assertGood(page);
    await button(page, '下一位').click();
    await page.getByText(`${first.number} 还在办理`).waitFor();
    await place.picture(page, 'counter-asks');
    await assertGood(page);
    await button(page, '返回').click();
    await button(page, '下一位').click();
    await button(page, '办结，叫下一位').click();
    await number(page, `${party.numbers[0]}–${party.numbers[1]}`);
    await button(page, '开始办理').click();
    await page.getByLabel('第 2 项业务').waitFor();
    await place.picture(page, 'counter-party');
    await page.setViewportSize(small);
    await place.picture(page, 'counter-party-1024');
    await assertGood(page);
    await button(page, '办结').click();
    await said(page, '已办结');
    assert.equal((await server.ask('GET', `/v1/tickets/${party.id}`)).status, 'done');
    const { days: [day] } = await server.ask('GET', '/v1/reports/daily?from=2026-06-13&to=2026-06-13&hall=330100', { token: tokens.planner });
    assert.deepEqual([day.people, day.documents], [3, 4], 'what was done is in the report');
    assert.equal(day.services.find(({ service }) => service === 'passport_replacement').served, 1);
    await button(page, '关闭窗口').click();
    await page.context().close();
  },

  async 'a visit by keys alone, and keys can be turned off'() {
    const page = await desk(4);
    const [a, b] = [await takeNumber(), await takeNumber()];
    await page.keyboard.press('n');
    await number(page, a.number);
    await page.keyboard.press('s');
    await page.getByText('正在办理').waitFor();
    await isOn(page, '办结');
    await page.keyboard.press('n');
    await page.getByText('还在办理').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), '办结，叫下一位1');
    await page.keyboard.press('Escape');
    await button(page, '下一位').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await number(page, b.number);
    await isOn(page, '开始办理');
    await page.keyboard.press('s');
    await page.getByText('正在办理').waitFor();
    await isOn(page, '办结');
    await page.keyboard.press('f');
    await said(page, '已办结');
    await page.getByText('有哪些键', { exact: true }).last().click();
    await page.getByText('按字母直接操作').waitFor();
    await assertGood(page);
    await page.getByRole('button', { name: '快捷键：开' }).click();
    await takeNumber();
    await page.keyboard.press('n');
    await page.reload();
    await page.getByRole('button', { name: '快捷键：关' }).waitFor();
    await page.locator('.visitor[data-stage=idle]').waitFor();
    await button(page, '下一位').click();
    await isOn(page, '开始办理');
    await button(page, '开始办理').click();
    await isOn(page, '办结');
    await button(page, '办结').click();
    await button(page, '关闭窗口').click();
    await page.context().close();
  },

  async 'called again, missed, and what is too soon or too often is said'() {
    const page = await desk(5);
    const { id, number: called } = await takeNumber();
    await button(page, '下一位').click();
    await number(page, called);
    await isOn(page, '过号');
    await button(page, '过号').click();
    await said(page, '按“重呼”');
    await button(page, '重呼').click();
    await said(page, '倒数结束后再按');
    await button(page, /重呼（1?\d秒后）/).waitFor();
    await place.picture(page, 'counter-refused');
    place.forgive(page);
    await assertGood(page);
    pass(after_call_s);
    const later = await takeNumber(); // a new board, with a new stamp
    for (const n of [1, 2, 3]) {
      await isOn(page, /^重呼R$/);
      await page.keyboard.press('r');
      await said(page, `已第 ${n} 次重呼`);
      pass(after_call_s);
    }
    await server.ask('DELETE', `/v1/tickets/${later.id}`);
    await page.getByText('已重呼 3 次', { exact: true }).waitFor();
    await button(page, '重呼').click();
    await said(page, '没有到按“过号”');
    await button(page, '过号').click();
    await said(page, `${called} 过号，已排回队列`);
    assert.equal((await server.ask('GET', `/v1/tickets/${id}`)).status, 'waiting');
    await server.ask('DELETE', `/v1/tickets/${id}`);
    await button(page, '关闭窗口').click();
    await page.context().close();
  },

  async 'parked and called back, also after a reload; sent to another queue'() {
    const page = await desk(6);
    const { id, number: called } = await takeNumber();
    await page.keyboard.press('n');
    await number(page, called);
    await isOn(page, '暂缓');
    await page.keyboard.press('p');
    await said(page, `${called} 已暂缓`);
    await page.reload();
    const back = page.getByRole('button', { name: `叫回 ${called}` });
    await back.waitFor();
    await place.picture(page, 'counter-parked');
    await assertGood(page);
    await page.locator('.parked button[aria-disabled=false]').click();
    await number(page, called);
    await isOn(page, '转队列');
    await page.keyboard.press('t');
    await page.getByText('转到哪个队列').waitFor();
    await place.picture(page, 'counter-transfer');
    await assertGood(page);
    await page.getByRole('button', { name: '取证' }).click();
    await said(page, `${called} 已转到取证`);
    assert.equal((await server.ask('GET', `/v1/tickets/${id}`)).lane, 'collection');
    await server.ask('DELETE', `/v1/tickets/${id}`);
    await page.context().close();
  },

  async 'a pause has a reason that stays, and ends'() {
    const page = await place.page(`/counter#token=${tokens.staff}`);
    await page.locator('#counter-6').check();
    await page.getByText('6号窗口已经打开').waitFor();
    await page.getByRole('button', { name: '打开6号窗口' }).click();
    await isOn(page, '暂停叫号');
    await page.keyboard.press('b');
    await page.getByText('为什么暂停').waitFor();
    await assertGood(page);
    await place.picture(page, 'counter-pause-asks');
    await page.keyboard.press('2');
    await page.getByText('暂停叫号 · 用餐').waitFor();
    await page.locator('.timer').getByText('已暂停').waitFor();
    await place.picture(page, 'counter-paused');
    assert.equal((await onBoard(6)).paused_reason, 'meal');
    await page.reload();
    await page.getByText('暂停叫号 · 用餐').waitFor();
    await page.locator('.timer').getByText('已暂停').waitFor();
    await assertGood(page);
    // Another device gives another reason: it is the board's.
    await counter(6, 'pause', { reason: 'device' });
    await page.getByText('暂停叫号 · 设备故障').waitFor();
    const colleague = await desk(7);
    await colleague.locator('.colleagues-counters li', { hasText: '6号窗口' }).getByText('暂停 · 设备故障').waitFor();
    const { number: called } = await takeNumber();
    await button(colleague, '下一位').click();
    await number(colleague, called);
    await isOn(colleague, '暂停叫号');
    await colleague.keyboard.press('b');
    await colleague.keyboard.press('1');
    await colleague.getByText('已暂停叫号（休息），这一位照常办理。').waitFor();
    await page.locator('.colleagues-counters li', { hasText: called }).getByText('叫号 · 之后暂停（休息）').waitFor();
    await place.picture(colleague, 'counter-paused-colleague');
    await assertGood(colleague);
    await assertGood(page);
    await counter(7, 'serve');
    await counter(7, 'finish');
    await counter(7, 'close');
    await colleague.context().close();
    await isOn(page, '恢复叫号');
    await page.keyboard.press('b');
    await said(page, '已恢复叫号');
    await button(page, '关闭窗口').click();
    await said(page, '窗口已关闭');
    await page.context().close();
  },

  async 'what a colleague does is seen at once, at other counters and at this one'() {
    const page = await desk(7);
    const a = await takeNumber();
    await counter(8, 'open');
    await counter(8, 'call-next');
    const b = await takeNumber(['passport_renewal', 'first_passport'], { priority: 'pregnant' });
    await page.locator('.colleagues-counters li', { hasText: a.number }).waitFor();
    await page.locator('.last-calls li', { hasText: a.number }).getByText('等候到窗口').waitFor();
    await counter(8, 'serve');
    await page.locator('.colleagues-counters [data-does=serving]', { hasText: a.number }).waitFor();
    // Another device at the same counter: who it is, what for and since when are as if it had been called here.
    await counter(7, 'call-next');
    await number(page, b.number);
    await page.locator('.facts').getByText('护照换发').waitFor();
    await page.locator('.facts').getByText('现场取号').waitFor();
    await page.locator('.facts').getByText('优先：孕妇').waitFor();
    const other = await place.page(`/counter#token=${tokens.staff}`);
    await other.locator('#counter-7').check();
    await other.getByRole('button', { name: '打开7号窗口' }).click();
    await number(other, b.number);
    await isOn(other, '开始办理');
    await button(other, '开始办理').click();
    await page.getByText('正在办理').waitFor();
    await page.getByLabel('第 2 项业务').waitFor();
    pass(65);
    const later = await takeNumber(); // a new board, with a new stamp
    await server.ask('DELETE', `/v1/tickets/${later.id}`);
    const { called_at, served_at } = await onBoard(7);
    assert.ok(called_at && served_at);
    for (const each of [page, other]) await each.locator('.timer', { hasText: /已办理\s*1:0\d/ }).waitFor();
    // A browser that knows nothing: all of it is the server's.
    const third = await place.page(`/counter#token=${tokens.staff}`);
    await third.locator('#counter-7').check();
    await third.getByRole('button', { name: '打开7号窗口' }).click();
    await number(third, b.numbers.join('–'));
    await third.locator('.timer', { hasText: /已办理\s*1:[01]\d/ }).waitFor();
    await third.getByLabel('第 2 项业务').waitFor();
    assert.equal(await third.getByLabel('证件数').inputValue(), '2');
    assert.deepEqual(await third.evaluate(() => Object.keys(sessionStorage)), ['offpeak.token.counter'], 'nothing of the visitor is kept');
    await place.picture(third, 'counter-other-browser');
    await assertGood(third);
    await third.context().close();
    await counter(7, 'finish');
    await other.locator('.visitor[data-stage=idle]').waitFor();
    await page.locator('.visitor[data-stage=idle]').waitFor();
    await assertGood(page);
    await counter(8, 'finish');
    for (const n of [7, 8]) await counter(n, 'close');
    await Promise.all([page, other].map((each) => each.context().close()));
  },

  async 'somebody calls for staff: every clerk sees it until one of them goes there'() {
    const [page, other] = [await desk(15, { before: (each) => each.clock.install() }), await desk(16)];
    const call = (token, body) => server.ask('POST', `${hall}/assistance`, { token, body });
    const { id } = await call(tokens.kiosk, { place: '东门 2 号' });
    await page.clock.runFor(10_000); // no board says it
    await page.getByRole('status').getByText(/东门 2 号：有人呼叫工作人员（\d\d:\d\d）/).waitFor();
    await other.getByText('东门 2 号：有人呼叫工作人员').waitFor();
    await call(tokens.admin, {});
    await other.getByText('取号机：有人呼叫工作人员').waitFor();
    await page.clock.runFor(10_000);
    await page.getByText('取号机：有人呼叫工作人员').waitFor();
    await place.picture(page, 'counter-assistance');
    await assertGood(page);
    await page.setViewportSize(small);
    await place.picture(page, 'counter-assistance-1024');
    await assertGood(page);
    await page.route(/\/done$/, (route) => route.fulfill({ status: 409 }));
    const come = page.getByRole('button', { name: /^我过去 东门/ });
    await come.click();
    await page.getByRole('status').getByText('没有答复成功，请再按一次').waitFor();
    place.forgive(page); // Chromium writes a 4xx to the console
    await assertGood(page);
    await page.unroute(/\/done$/);
    await come.focus();
    await page.keyboard.press('Enter');
    await page.getByText('东门 2 号').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.closest('.pad') !== null), true, 'the focus is in the actions');
    assert.equal((await server.ask('GET', `${hall}/assistance/${id}`, { token: tokens.kiosk })).status, 'done');
    await other.getByText('东门 2 号').waitFor({ state: 'detached' });
    await other.getByRole('button', { name: /^我过去 取号机/ }).click();
    await other.getByText('有人呼叫工作人员').waitFor({ state: 'detached' });
    await page.clock.runFor(10_000);
    await page.getByText('有人呼叫工作人员').waitFor({ state: 'detached' });
    for (const n of [15, 16]) await counter(n, 'close');
    await Promise.all([page, other].map((each) => each.context().close()));
  },

  async 'one press at a time: off until the reply, and a reply that contradicts the page is said'() {
    const page = await desk(10);
    const { number: called } = await takeNumber();
    let go;
    await page.route(/call-next$/, async (route) => {
      await new Promise((resolve) => { go = resolve; });
      await route.continue();
    });
    const asked = page.waitForRequest(/call-next$/);
    await button(page, '下一位').click();
    await asked;
    assert.equal(await button(page, '下一位').getAttribute('aria-disabled'), 'true');
    await button(page, '下一位').click({ force: true });
    go();
    await number(page, called);
    // Somebody serves and finishes; the page has not heard of it when its clerk presses.
    await page.route(/\/recall$/, async (route) => {
      await counter(10, 'serve');
      await route.continue();
    });
    await isOn(page, '重呼');
    await button(page, '重呼').click();
    await said(page, '页面已更新为最新情况');
    await page.locator('.visitor[data-stage=serving]').waitFor();
    await counter(10, 'finish');
    await counter(10, 'close');
    await page.context().close();
  },

  async 'what is there comes back after a reload, and after the server was killed'() {
    const page = await desk(11, { before: (each) => each.clock.install() });
    const { number: called } = await takeNumber();
    await button(page, '下一位').click();
    await number(page, called);
    await isOn(page, '开始办理');
    await button(page, '开始办理').click();
    await page.locator('.done').waitFor();
    await page.reload();
    await number(page, called);
    await page.getByLabel('第 1 项业务').waitFor();
    await page.locator('.timer', { hasText: '已办理' }).waitFor();
    await server.kill();
    await page.clock.runFor(25_000);
    await page.locator('.age').waitFor();
    await page.clock.runFor(40_000);
    await page.locator('.age-stale').getByText('连接中断').waitFor();
    await place.picture(page, 'counter-stale');
    await place.assertGood(page, { silent: false });
    await button(page, '办结').click();
    for (let i = 0; i < 8; ++i) await page.clock.runFor(1000);
    await said(page, '没有变再按一次');
    await server.start();
    now_ms = Date.parse(morning);
    await page.clock.runFor(15_000);
    await page.locator('.age').waitFor({ state: 'detached' });
    await number(page, called);
    await isOn(page, '办结');
    await button(page, '办结').click();
    await said(page, '已办结');
    await button(page, '关闭窗口').click();
    await said(page, '窗口已关闭');
    await page.context().close();
  },

  async 'a sign-in that has ended is said, and one goes on where it stopped'() {
    const page = await desk(12);
    await takeNumber();
    await isOn(page, '下一位');
    await page.evaluate(() => { // as a token that has run out
      sessionStorage.setItem('offpeak.token.counter', `${sessionStorage.getItem('offpeak.token.counter')}x`);
    });
    await page.reload();
    await page.getByText('登录已经失效').waitFor();
    await page.getByText('窗口的状态没有变').waitFor();
    place.forgive(page);
    await place.picture(page, 'counter-signed-out');
    await place.assertGood(page);
    await page.getByLabel('登录令牌').fill(tokens.staff);
    await page.getByRole('button', { name: '登录' }).click();
    await page.locator('.bar').getByText('12号窗口').waitFor();
    await button(page, '下一位').click();
    await isOn(page, '开始办理');
    await button(page, '开始办理').click();
    await isOn(page, '办结');
    await button(page, '办结').click();
    await button(page, '关闭窗口').click();
    await page.context().close();
  },

  async 'English, and the hall\'s time in any zone'() {
    for (const timezoneId of ['Europe/Paris', 'America/Los_Angeles']) {
      const page = await desk(13, { locale: 'en', timezoneId, viewport: small });
      await takeNumber();
      await isOn(page, 'Next');
      await button(page, 'Next').click();
      await page.getByText(/called at 09:\d\d/).waitFor();
      assert.match(await page.locator('.bar-clock time').innerText(), /^09:\d\d$/);
      await isOn(page, 'Start serving');
      await button(page, 'Start serving').click();
      await page.getByText('Being served', { exact: true }).waitFor();
      await place.picture(page, 'counter-english-1024');
      await assertGood(page);
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByText('正在办理').waitFor();
      await button(page, '办结').click();
      await button(page, '关闭窗口').click();
      await page.context().close();
    }
  },

  async 'a full hall is said in words; who waits, who comes, and the last call taken back'() {
    await counter(14, 'open');
    await book(place, '1100');
    await book(place, '1100', { services: ['passport_renewal', 'passport_renewal'] });
    const services = Array.from({ length: 4 }, () => 'first_passport');
    for (const token of [tokens.kiosk, tokens.admin]) {
      for (let n = 0; n < 5; ++n) await server.ask('POST', `${hall}/tickets`, { token, body: { services } });
    }
    for (let n = 0; n < 9; ++n) pass(60); // a level changes after five minutes; what was passed before the kill comes first
    const page = await place.page(`/counter#token=${tokens.staff}`);
    await page.locator('#counter-14').check();
    await page.getByRole('button', { name: '打开14号窗口' }).click();
    await page.getByText('大厅拥挤，请加快叫号').waitFor();
    await page.locator('.waiting ol li').nth(5).waitFor();
    await page.getByText('2 个号，3 人未到').waitFor();
    await button(page, '下一位').click();
    await isOn(page, '撤回叫号');
    const called = await page.locator('.visitor-number').innerText();
    await place.picture(page, 'counter-red');
    await place.assertGood(page);
    await page.setViewportSize(small);
    await place.picture(page, 'counter-red-1024', { fullPage: true });
    await place.assertGood(page);
    await page.keyboard.press('u');
    await said(page, '已撤回');
    await button(page, '下一位').click();
    await number(page, called); // nobody has lost the place
    await page.context().close();
  },
});
