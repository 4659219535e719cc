// The administrator's page on the real server: each section, what is refused, a server that goes and comes back,
// receivers of webhooks that refuse, and a pair of servers that hand over.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { Pair } from './support/pair.mjs';
import { desktop, phone, Place, run } from './support/place.mjs';
import { Server } from './support/server.mjs';

const place = await Place.open();
const first = place.server;
const hall = '/v1/halls/330100';

const open = (section, options = {}) => place.page(`/admin#token=${place.tokens.admin}`, options).then(async (page) => {
  await page.getByRole('heading', { level: 1, name: /运行状况|Overview/ }).waitFor();
  if (section) await page.evaluate((path) => { location.hash = `#/${path}`; }, section);
  return page;
});
const close = (page) => page.context().close();
const row = (page, text) => page.getByRole('row').filter({ hasText: text }).first();
/** By what names it. */
const rowOf = (page, name) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
const takeNumber = () => place.server.ask('POST', `${hall}/tickets`, { token: place.tokens.kiosk, body: { service: 'passport_renewal' } });
const counter = (n, action, body) => place.server.ask('POST', `${hall}/counters/${n}/${action}`, { token: place.tokens.staff, body });

/** A receiver of webhooks that answers what it is told to. */
async function receiver() {
  const self = { status: 503, ids: [] };
  const http = createServer((request, reply) => {
    request.resume();
    self.ids.push(request.headers['webhook-id']);
    reply.writeHead(self.status).end();
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return Object.assign(self, { url: `http://127.0.0.1:${http.address().port}/in`, end: () => { http.closeAllConnections(); http.close(); } });
}

await run(place, {
  async 'an address with a token signs in, the token leaves the address, and a reload stays signed in'() {
    const page = await open('');
    assert.equal(new URL(page.url()).hash, '#/overview');
    assert.ok(!page.url().includes('token'));
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    await page.reload();
    await page.getByTestId('overall').waitFor();
    await page.getByText(/已登录：管理员，\d\d:\d\d 到期/).waitFor();
    await rowOf(page, '服务').getByText('正常受理').waitFor();
    await rowOf(page, '备用服务器').getByText('不适用').waitFor();
    await page.getByText('使用 SQLite 存储，没有备用服务器，不能切换。').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-overview', { fullPage: true });
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('heading', { name: '管理员登录' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '管理员登录' }).waitFor();
    await close(page);
  },

  async 'a token is pasted; what is none, is of another role or is not taken is told what to do'() {
    const page = await place.page('/admin');
    const paste = async (text) => {
      await page.getByLabel('管理员令牌').fill(text);
      await page.getByRole('button', { name: '登录', exact: true }).click();
    };
    await paste('');
    await page.locator('.error-summary:focus').waitFor();
    await page.getByRole('link', { name: '请粘贴管理员令牌' }).click();
    await page.locator('#token:focus').waitFor();
    await place.assertGood(page);
    await paste('abc');
    await page.getByRole('link', { name: /不是完整的令牌/ }).waitFor();
    await paste(place.tokens.staff);
    await page.getByText('这个令牌的身份是“窗口人员”').waitFor();
    await page.getByText('请换用管理员令牌').waitFor();
    await place.assertGood(page, { silent: false });
    await place.picture(page, 'admin-wrong-role');
    await paste('a.b.c');
    await page.getByText('您还没有登录，或者登录已经失效。').waitFor();
    await page.getByText('要一个新的令牌').waitFor();
    await paste(` Bearer ${place.tokens.admin}\n`);
    await page.getByTestId('overall').waitFor();
    await close(page);
  },

  async 'the end of a sign-in is announced, and then said'() {
    const page = await open('audit', { before: (each) => each.clock.install() });
    await page.getByRole('heading', { level: 1, name: '操作记录' }).waitFor();
    await page.getByText('还没有操作').waitFor();
    await page.clock.fastForward((7 * 60 + 52) * 60_000);
    await page.getByText(/登录还有 [78] 分钟到期/).waitFor();
    await place.assertGood(page);
    await page.clock.fastForward(9 * 60_000);
    await page.getByText('登录已到期，您已退出。').waitFor();
    await place.assertGood(page);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await close(page);
  },

  async 'every section is right when empty, in both languages, on desktop and phone'() {
    for (const [path, zh, en] of [['audit', '还没有操作', 'Nothing yet'], ['webhooks', '没有配置接收方', 'no receiver'],
      ['tokens', '没有停用任何登录', 'None has been ended'], ['simulations', '还没有模拟', 'None yet'],
      ['closures', '没有停办。', 'Nothing is closed.'], ['notices', '没有公告。', 'There are none.'], ['bookings', '这一天没有预约。', 'Nothing was booked'],
      ['person', '先看有多少', 'See how much there is'], ['report', '没有人来过', 'Nobody came']]) {
      for (const [locale, text, viewport] of [['zh-CN', zh, desktop], ['en', en, phone]]) {
        const page = await open(path, { locale, viewport });
        await page.getByText(text).first().waitFor();
        assert.match(await page.title(), locale === 'en' ? /· Offpeak/ : /· 错峰办证/);
        await place.assertGood(page);
        await place.picture(page, `admin-${path}-empty-${locale}`, { fullPage: true });
        await close(page);
      }
    }
  },

  async 'people who wait without an open counter are red in the overview, by the hall\'s name'() {
    await takeNumber();
    const page = await open('');
    await row(page, '有人在等，但没有窗口在办').getByText('马上处理').waitFor();
    assert.equal(await page.getByTestId('overall').innerText(), '有需要马上处理的问题');
    assert.ok(!(await row(page, '有人在等').innerText()).includes('330100'));
    await place.assertGood(page);
    await close(page);
    const small = await open('', { viewport: phone, locale: 'en' });
    await row(small, 'People wait').waitFor();
    await place.assertGood(small);
    await place.picture(small, 'admin-overview-phone', { fullPage: true });
    await close(small);
  },

  async 'the audit says who did what where, in hall time wherever the browser is; it is asked by hall, day and actor, page by page'() {
    await counter(3, 'open');
    await counter(3, 'call-next');
    for (let n = 0; n < 60; ++n) await counter(4, n % 2 ? 'pause' : 'open');
    const pages = await Promise.all(['Europe/Paris', 'America/Los_Angeles'].map((timezoneId) => open('audit', { timezoneId })));
    for (const page of pages) {
      await row(page, '暂停窗口').waitFor();
      assert.match(await row(page, '暂停窗口').innerText(), /2026-06-13 09:3\d:\d\d/);
      assert.match(await row(page, '暂停窗口').innerText(), /窗口人员/);
    }
    const [page, other] = pages;
    await close(other);
    await page.getByText('已列出 50 条').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-audit');
    await page.getByRole('button', { name: '更早的记录' }).click();
    await row(page, '取现场号').waitFor();
    await page.getByText(/已列出 6\d 条/).waitFor();
    await row(page, '取现场号').getByRole('button').click();
    await page.getByText('已列出 1 条').waitFor();
    assert.match(await page.getByLabel('操作人代号').inputValue(), /^[0-9a-f]{16}$/);
    await page.reload();
    await page.getByText('已列出 1 条').waitFor();
    await page.getByRole('button', { name: '清除条件' }).click();
    await page.getByText('已列出 50 条').waitFor();
    await counter(4, 'pause', { reason: 'meal' });
    await page.getByLabel('做了什么').selectOption({ label: '叫下一位' });
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByText('已列出 1 条').waitFor();
    assert.match(await row(page, '叫下一位').innerText(), /3 号/);
    assert.match(page.url(), /action=call_next/);
    await page.reload();
    await page.getByText('已列出 1 条').waitFor();
    assert.equal(await page.getByLabel('做了什么').inputValue(), 'call_next');
    await page.getByLabel('做了什么').selectOption({ label: '暂停窗口' });
    await page.getByRole('button', { name: '查询' }).click();
    await row(page, '暂停窗口（用餐）').waitFor();
    await page.getByText('已列出 31 条').waitFor();
    assert.deepEqual(await page.locator('tbody td:nth-child(4)').allInnerTexts().then((all) => [...new Set(all)].sort()), ['暂停窗口', '暂停窗口（用餐）']);
    await place.assertGood(page);
    await place.picture(page, 'admin-audit-action');
    await page.getByLabel('从哪天').fill('2026-06-14');
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByText('没有符合条件的操作').waitFor();
    await page.getByLabel('到哪天').fill('2026-06-13');
    await page.getByLabel('操作人代号').fill('xyz');
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByRole('link', { name: /不能早于/ }).waitFor();
    await page.getByRole('link', { name: /16 位数字/ }).click();
    await page.locator('#actor:focus').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-audit-errors');
    await page.getByRole('button', { name: '清除条件' }).click();
    await page.getByText('已列出 50 条').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await row(page, 'Paused the counter').waitFor();
    await place.assertGood(page);
    await close(page);
    const small = await open('audit', { viewport: phone });
    await row(small, '暂停窗口').waitFor();
    await place.assertGood(small);
    await place.picture(small, 'admin-audit-phone');
    await close(small);
  },

  async 'sign-ins are ended and lifted, and both ask first'() {
    const page = await open('audit');
    await page.getByRole('button', { name: '更早的记录' }).click();
    const actor = (await row(page, '取现场号').locator('.actor').innerText()).slice(0, 16);
    await page.getByRole('link', { name: '停用登录' }).click();
    await page.locator('h1:focus', { hasText: '停用登录' }).waitFor();
    await page.getByRole('button', { name: '停用……' }).click();
    await page.getByRole('link', { name: '请选择原因' }).waitFor();
    await page.getByRole('link', { name: '请填写操作人代号' }).click();
    await page.locator('#name:focus').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-tokens-errors');
    await page.getByLabel('操作人代号').fill(actor);
    await page.getByLabel('原因').selectOption({ label: '被盗' });
    await page.getByLabel(/以后签发的也不让登录/).check();
    await page.getByRole('button', { name: '停用……' }).click();
    await page.locator('.ask-question:focus', { hasText: actor }).waitFor();
    await page.getByText('以后重新登录也会被拒绝').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-tokens-ask');
    await page.getByRole('button', { name: '不做了' }).click();
    await page.getByRole('button', { name: '停用……' }).click();
    await page.getByRole('button', { name: '停用', exact: true }).click();
    await page.getByText(/已停用，名单编号/).waitFor();
    await row(page, '全部，包括以后签发的').getByText('不会，要手工解除').waitFor();
    await place.server.ask('POST', `${hall}/tickets`, { token: place.tokens.kiosk, body: { service: 'passport_renewal' }, status: 401 });
    await place.assertGood(page);
    await place.picture(page, 'admin-tokens');
    await row(page, '全部，包括以后签发的').getByRole('button', { name: /解除/ }).click();
    await page.getByText('还没有到期的令牌会重新可以登录').waitFor();
    await place.assertGood(page);
    await page.getByRole('button', { name: '解除停用' }).click();
    await page.getByText(/已解除。/).waitFor();
    await page.getByText('没有停用任何登录').waitFor();
    await takeNumber();
    await page.getByLabel('某个账号').check();
    await page.getByLabel('账号（令牌里的 sub）').fill('li.na');
    await page.getByLabel('签发方').fill('https://nobody.example');
    await page.getByLabel('原因').selectOption({ label: '人员离岗' });
    await page.getByRole('button', { name: '停用……' }).click();
    await page.getByRole('button', { name: '停用', exact: true }).click();
    await page.getByRole('link', { name: /不认识这个签发方/ }).waitFor();
    await place.assertGood(page, { silent: false });
    await close(page);
  },

  async 'simulations are listed with their state, saved and removed'() {
    const asked = await place.server.ask('POST', '/v1/simulations', { token: place.tokens.planner,
      body: { date: '2026-06-16', replications: 2, scenarios: [{ name: 'base' }, { name: '加两个窗口', counters: { 330100: '+2' } }] } });
    const page = await open('simulations');
    await row(page, asked.id).getByText('已完成').waitFor();
    await row(page, '方案：base、加两个窗口').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-simulations');
    const [file] = await Promise.all([page.waitForEvent('download'), row(page, asked.id).getByRole('button', { name: /保存报告/ }).click()]);
    assert.match(readFileSync(await file.path(), 'utf8'), /^<!doctype html>/);
    await row(page, asked.id).getByRole('button', { name: /删除/ }).click();
    await page.getByText('它的结果会一起删除').waitFor();
    await place.assertGood(page);
    await row(page, asked.id).getByRole('button', { name: '删除', exact: true }).click();
    await page.getByText(`模拟 ${asked.id} 已删除。`).waitFor();
    await page.getByText('还没有模拟').waitFor();
    await close(page);
  },

  async 'the report shows all halls, one in detail, and is saved as CSV'() {
    await counter(3, 'serve');
    await counter(3, 'finish');
    const page = await open('report', { timezoneId: 'America/Los_Angeles' });
    await page.getByRole('table', { name: '2026-06-13 各大厅' }).waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-report');
    await page.locator('tbody .link').first().click();
    await page.getByRole('table', { name: '各窗口' }).waitFor();
    await page.getByText('最忙的一小时').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-report-hall', { fullPage: true });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '保存为 CSV' }).click()]);
    assert.equal(file.suggestedFilename(), 'offpeak-330100-2026-06-13.csv');
    assert.match(readFileSync(await file.path(), 'utf8'), /^\uFEFFhall,date/);
    await page.getByLabel('日期').fill('2026-06-12');
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByText('这一天没有人来过').waitFor();
    await page.getByLabel('日期').fill('1999-06-12');
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByText(/没有人来过|填写的内容有误/).first().waitFor();
    await close(page);
  },

  async 'a server that goes is said, what is known gets old, and all goes on when it is back'() {
    const page = await open('', { before: (each) => each.clock.install() });
    await page.getByTestId('overall').waitFor();
    await place.server.kill();
    await page.clock.runFor(11_000);
    await page.getByText(/连不上服务器，下面是 \d+ 秒以前的情况/).waitFor();
    await page.clock.runFor(60_000);
    await page.locator('.stale').waitFor();
    await place.assertGood(page, { silent: false });
    await place.picture(page, 'admin-away', { fullPage: true });
    await page.getByRole('link', { name: '操作记录' }).click();
    await page.clock.runFor(10_000);
    await page.getByText('连不上服务器。请检查网络，然后再试一次。').waitFor();
    await place.assertGood(page, { silent: false });
    await place.server.start();
    await page.getByRole('button', { name: '再试一次' }).click();
    await row(page, '暂停窗口').waitFor();
    await page.getByRole('link', { name: '运行状况' }).click();
    await page.getByTestId('overall').waitFor();
    assert.equal(await page.locator('.stale').count(), 0);
    await close(page);
  },

  async 'receivers of webhooks: who is disabled and why, and is enabled again'() {
    const [slow, gone] = await Promise.all([receiver(), receiver()]);
    gone.status = 410;
    place.server = new Server({ options: ['--webhook', slow.url, '--webhook', `crm=${gone.url}`] });
    await place.server.start();
    await takeNumber();
    await counter(3, 'open');
    await counter(3, 'call-next');
    const metric = async (line) => { while (!(await place.server.ask('GET', '/metrics')).includes(line)); };
    await metric('offpeak_outbox_disabled{endpoint="crm"} 1');
    const page = await open('webhooks');
    await row(page, '对方答复 410').waitFor();
    await page.getByText('answered 503').waitFor();
    await place.assertGood(page);
    await row(page, 'crm').getByRole('button', { name: /重新启用/ }).click();
    await page.getByText('请先确认对方已经恢复接收').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-webhooks');
    gone.status = 204;
    await page.getByRole('button', { name: '启用', exact: true }).click();
    await page.getByText('“crm”已重新启用。').waitFor();
    await metric('offpeak_outbox_delivered_total{endpoint="crm"} 1');
    slow.end();
    gone.end();
    await close(page);
    await place.server.kill();
    place.server = first;
  },

  // A real one takes 24 hours of the machine's own time: the list is made here, what the server says about it is not.
  async 'what did not arrive is listed in words and sent again; a refusal says what to do'() {
    const letters = ['ticket.called', 'appointment.booked'].map((type, n) => ({ number: 900 + n, id: `msg_5f0c2a9d8e7b41366a1d0c3f9b82e57${n}`, type,
      reason: n ? 'unreachable' : 'refused', endpoints: n ? [] : ['crm'], timestamp: '2026-06-12T08:30:05+08:00', hall: '330100' }));
    const endpoints = [{ name: 'crm', disabled: true, disabled_because: 'behind', pending: 0, delivered: 12, failed_attempts: 9, missed: 100_001 }];
    const before = (each) => each.route(/\/operations\/webhooks\?/, (route) => route.fulfill({ json: { enabled: true, endpoints, dead_letters: letters } }));
    const page = await open('webhooks', { before });
    await row(page, '对方拒收').waitFor();
    await row(page, '不详，重发会发给全部').getByRole('cell', { name: '预约成功', exact: true }).waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-webhooks-dead');
    await row(page, '对方拒收').getByRole('button', { name: /重发/ }).click();
    await page.getByText('请刷新列表：').waitFor();
    await place.assertGood(page, { silent: false });
    await page.route(/dead-letters\/900\/send/, (route) => route.fulfill({ status: 202, json: { pending: true } }));
    await row(page, '对方拒收').getByRole('button', { name: /重发/ }).click();
    await page.getByText('叫号已重新排队，编号不变').waitFor();
    await close(page);
    const small = await open('webhooks', { viewport: phone, locale: 'en', before });
    await row(small, 'Refused by it').waitFor();
    await place.assertGood(small);
    await place.picture(small, 'admin-webhooks-phone', { fullPage: true });
    await close(small);
  },

  async 'a leader hands over to its standby, which says so'() {
    const pair = await Pair.open(['--forecasts', 'off']);
    if (!pair) return;
    place.server = pair.leader;
    const page = await open('', { before: (each) => each.clock.install() });
    await rowOf(page, '备用服务器').getByText('可以随时接替').waitFor();
    const epochOf = (each) => each.locator('.facts div', { hasText: '任期号' }).locator('dd');
    const { epoch } = await (await fetch(`${pair.leader.url}/readyz`)).json();
    assert.equal(await epochOf(page).innerText(), String(epoch));
    await page.getByRole('button', { name: '切换到备用服务器' }).click();
    await page.locator('.ask-question:focus').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'admin-hand-over', { fullPage: true });
    place.server = pair.standby;
    const other = await open('', { before: (each) => each.clock.install() });
    await rowOf(other, '服务').getByText('这台是备用服务器').waitFor();
    await rowOf(other, '备用服务器').getByText('正在跟随主服务器').waitFor();
    await place.assertGood(other, { silent: false });
    assert.equal(await epochOf(other).count(), 0, 'a standby has none');
    await place.picture(other, 'admin-standby', { fullPage: true });
    await page.getByRole('button', { name: '切换', exact: true }).click();
    await page.getByText('已开始切换。').waitFor();
    await pair.leader.ended;
    await page.clock.runFor(11_000);
    await page.getByText('连不上服务器，下面是').waitFor();
    while ((await other.getByText('主服务器', { exact: true }).count()) === 0) await other.clock.runFor(10_000);
    await row(other, '没有备用服务器：这台停了').getByText('马上处理').waitFor();
    assert.equal(await epochOf(other).innerText(), String(epoch + 1), 'who takes over has the next');
    await close(page);
    await close(other);
    pair.end();
    place.server = first;
  },

  async 'who ends the own sign-in is warned, is out at once, and reads why'() {
    const page = await open('tokens');
    await page.getByLabel('某个账号').check();
    await page.getByLabel('账号（令牌里的 sub）').fill('demo');
    await page.getByLabel('原因').selectOption({ label: '其他' });
    await page.getByRole('button', { name: '停用……' }).click();
    await page.getByText('这是您自己现在的登录').waitFor();
    await place.assertGood(page);
    await page.getByRole('button', { name: '停用', exact: true }).click();
    await page.getByText('这次登录已经停用').waitFor();
    await page.getByText('请另一位管理员在“停用登录”里解除').waitFor();
    await place.assertGood(page, { silent: false });
    await close(page);
  },
});
