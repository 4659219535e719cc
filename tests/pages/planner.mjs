// The planner's page: scenarios as a form, run, compared, shared; the daily report.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Place, run } from './support/place.mjs';
import { Server } from './support/server.mjs';

const place = await Place.open();
const small = { width: 1024, height: 768 };
/// Few visitors and few runs: seconds.
const quick = { date: '2026-06-27', visitors: 300, replications: 2, seed: 7 };

const open = (path = '', options = {}) => place.page(`/planner${path}`, {
  ...options,
  before: async (page) => {
    const { token = place.tokens.planner } = options;
    if (token) await page.addInitScript((kept) => { if (!sessionStorage.length) sessionStorage.setItem('offpeak.token.planner', kept); }, token);
    await options.before?.(page);
  },
});

async function simulate(body) {
  const { id } = await place.server.ask('POST', '/v1/simulations', { token: place.tokens.planner, body: { ...quick, ...body } });
  return id;
}

async function ended(id) {
  for (;;) {
    const simulation = await place.server.ask('GET', `/v1/simulations/${id}`, { token: place.tokens.planner });
    if (!['queued', 'running'].includes(simulation.status)) return simulation;
    await new Promise((resolve) => setTimeout(resolve, 200)); // no page is waited for here
  }
}

async function fill(page, { visitors = '300', replications = '2' } = {}) {
  await page.getByLabel('日期', { exact: true }).fill(quick.date);
  await page.getByLabel('每天受理人数').fill(visitors);
  await page.getByLabel('每个方案运行次数').fill(replications);
}

async function saved(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

let done = '';

await run(place, {
  async 'whoever is not signed in is asked for a token; a wrong one is refused in words'() {
    const page = await open('', { token: '' });
    await page.getByRole('heading', { name: '规划人员登录' }).waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-sign-in');
    const submit = page.getByRole('button', { name: '登录' });
    await submit.click();
    await page.getByText('请粘贴令牌。').waitFor();
    await page.getByLabel('令牌').fill('令牌');
    await submit.click();
    await page.getByText('令牌无效或已过期').waitFor();
    await page.getByLabel('令牌').fill(place.tokens.kiosk);
    await submit.click();
    await page.getByText('这个令牌没有规划权限').waitFor();
    place.forgive(page); // the browser tells of each 403
    await place.assertGood(page);
    await page.getByLabel('令牌').fill(place.tokens.planner);
    await submit.click();
    await page.getByRole('heading', { name: '换一种安排，群众要等多久？' }).waitFor();
    assert.ok(!page.url().includes('ey'), page.url());
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByLabel('令牌').waitFor();
    await page.context().close();
    const brought = await open(`#token=${place.tokens.planner}`, { token: '' });
    await brought.getByRole('heading', { name: '换一种安排，群众要等多久？' }).waitFor();
    assert.ok(!brought.url().includes('token'), brought.url());
    await brought.context().close();
  },

  async 'empty: no simulation yet, and no report yet'() {
    const page = await open('#/simulations');
    await page.getByText('还没有模拟。').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-simulations-empty');
    await page.getByRole('link', { name: '日报' }).click();
    await page.getByText('2026-06-12 没有任何取号或签到记录。').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-report-empty');
    await page.context().close();
  },

  async 'a scenario from the live configuration is filled in, run with progress, and compared'() {
    const page = await open();
    await page.getByLabel('每天受理人数').waitFor();
    assert.equal(await page.getByLabel('日期', { exact: true }).inputValue(), '2026-06-14', 'the day after the server\'s');
    await fill(page, { visitors: '7000' }); // so many that some wait
    await page.getByRole('button', { name: '添加方案' }).click();
    await page.getByLabel('方案 2：名称').fill('多开窗口');
    await page.getByLabel('多开窗口：人数增减').fill('10');
    await page.getByLabel('多开窗口：错峰引导').selectOption('all');
    const cell = page.getByLabel('市局，09:00–10:00，现行 16 个窗口');
    assert.equal(await cell.inputValue(), '16', 'the grid begins with the configuration in force');
    await cell.fill('18');
    await cell.press('ArrowRight');
    assert.ok(await page.getByLabel('市局，10:00–11:00，现行 16 个窗口').evaluate((input) => input === document.activeElement), 'arrows move');
    await page.locator('#part-opening').click();
    await page.getByLabel('淳安，周日开放').uncheck();
    await page.getByLabel('西湖的开放时间').fill('9:00-12:00，13:30-17:30');
    await page.locator('#part-release').click();
    await page.locator('#part-others').click();
    await page.getByLabel('其他设置（JSON）').fill('{"absence": "5%"');
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByText('不是有效的 JSON 对象').waitFor();
    assert.ok(await page.getByLabel('其他设置（JSON）').evaluate((input) => input === document.activeElement), 'it is not run without what was typed');
    await page.getByLabel('其他设置（JSON）').fill('{"absence": "5%"}');
    await page.getByLabel('其他设置（JSON）').blur();
    await place.assertGood(page);
    await place.picture(page, 'planner-form', { fullPage: true });
    await page.reload();
    await page.getByLabel('方案 2：名称').waitFor();
    assert.equal(await page.getByLabel('方案 2：名称').inputValue(), '多开窗口', 'there again after a reload');
    await page.getByRole('button', { name: '复制“多开窗口”' }).click();
    assert.equal(await page.getByLabel('方案 3：名称').inputValue(), '多开窗口 2');
    await page.getByRole('button', { name: '删除“多开窗口 2”' }).click();
    await page.getByRole('button', { name: '运行模拟（2 个方案）' }).click();
    await page.getByRole('heading', { name: '各方案比较' }).waitFor();
    done = page.url().split('/').pop();
    const { request } = await place.server.ask('GET', `/v1/simulations/${done}`, { token: place.tokens.planner });
    assert.deepEqual(request.scenarios[1], {
      name: '多开窗口', demand: '+10%', guidance: 'all', absence: '5%',
      counters: { 330100: { documents: { '09:00-10:00': '+2' } } },
      closed: { 330127: ['sun'] }, hours: { 330106: ['09:00-12:00', '13:30-17:30'] },
    });
    await page.waitForFunction(() => document.querySelectorAll('canvas').length >= 9);
    assert.ok(await page.evaluate(() => document.activeElement.tagName === 'H1'), 'the focus went to the new page');
    await place.assertGood(page);
    await place.picture(page, 'planner-results', { fullPage: true });
    await page.getByText('offpeak-simulation 4').waitFor();
    await page.context().close();
  },

  async 'fields show the rules and counters in force; what is not changed, or changed back, is not sent'() {
    const page = await open();
    await page.getByLabel('每天受理人数').waitFor();
    const { rules, counters } = await place.server.ask('GET', '/v1/halls/330100');
    await fill(page);
    const reserve = page.getByLabel('基准：现场号预留');
    assert.equal(await reserve.inputValue(), '', 'halls differ');
    assert.match(await reserve.getAttribute('placeholder'), /^\d+–\d+$/);
    await page.getByText('现行各厅不同：20、30、60%。填写后各厅统一').waitFor();
    const party = page.getByLabel('基准：一次预约的人数上限');
    const horizon = page.getByLabel('基准：可提前预约的天数');
    assert.deepEqual([await party.inputValue(), await horizon.inputValue()], [String(rules.party_max), String(rules.horizon_days)]);
    await page.getByText('01-01 至 02-29 现为 30 天').waitFor();
    const own = counters.filter(({ lanes }) => lanes.some(({ lane }) => lane === 'documents'));
    assert.equal(await page.getByLabel(/^市局，整天/).inputValue(), String(own.length));
    const shared = own.filter(({ lanes }) => lanes.length > 1).length;
    await page.getByRole('rowheader', { name: new RegExp(`^市局 ?兼办 ${shared} 个$`) }).waitFor();
    await page.locator('#part-release').click();
    await page.getByText('以上是现行批次').waitFor();
    await page.getByRole('cell', { name: '开放预约时' }).waitFor();
    const waves = rules.release.length;
    for (let n = 1; n <= waves; ++n) {
      const { at, share_percent } = rules.release[n - 1];
      assert.equal(await page.getByLabel(`第 ${n} 批的时间`).inputValue(), at);
      assert.equal(await page.getByLabel(`第 ${n} 批的占可预约的比例`).inputValue(), String(share_percent));
    }
    await place.assertGood(page);
    await place.picture(page, 'planner-in-force', { fullPage: true });
    const sent = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('offpeak.planner.plan')).scenarios);
    const type = async (field, text) => { await field.fill(text); await field.blur(); };
    // Typed again, or emptied, it is what is in force.
    await type(party, '2');
    await type(horizon, '7');
    await type(reserve, '25');
    await type(page.getByLabel('第 1 批的占可预约的比例'), '50');
    assert.deepEqual(await sent(), [{ name: '基准', rules: { all: {
      party_max: 2, horizon_days: 7, walk_in_reserve_percent: 25, release: [
        { days_before: 'horizon', at: '09:00', share_percent: 50 }, { days_before: 3, at: '09:00', share_percent: 25 }, { days_before: 1, at: '17:00', share_percent: 15 }],
    } } }]);
    await page.getByText('合计 90%，应为 100%。').waitFor();
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByRole('link', { name: '基准：放号' }).waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-in-force-changed', { fullPage: true });
    await type(party, '9');
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByRole('link', { name: '基准：一次预约的人数上限' }).click();
    assert.ok(await party.evaluate((input) => input === document.activeElement));
    await type(party, String(rules.party_max));
    await type(horizon, '');
    assert.equal(await horizon.inputValue(), String(rules.horizon_days));
    await type(reserve, '');
    await type(page.getByLabel('第 1 批的占可预约的比例'), '60');
    assert.deepEqual(await sent(), [{ name: '基准' }]);
    await type(horizon, '7'); // what is changed is what the simulator plays
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByRole('heading', { name: '各方案比较' }).waitFor();
    const { request } = await place.server.ask('GET', `/v1/simulations/${page.url().split('/').pop()}`, { token: place.tokens.planner });
    assert.deepEqual(request.scenarios, [{ name: '基准', rules: { all: { horizon_days: 7 } } }]);
    await page.context().close();
  },

  async 'fields that are wrong are named before sending, and those the simulator refuses after it'() {
    const page = await open();
    await page.getByLabel('每天受理人数').waitFor();
    await fill(page, { visitors: '很多' });
    await page.getByLabel('基准：改为网上办理的比例').fill('200');
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByRole('heading', { name: '有 2 处需要修改' }).waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-mistakes');
    await page.getByRole('link', { name: '基准：改为网上办理的比例' }).click();
    assert.ok(await page.getByLabel('基准：改为网上办理的比例').evaluate((input) => input === document.activeElement));
    await page.getByLabel('基准：改为网上办理的比例').fill('20');
    await page.getByLabel('每天受理人数').fill('300');
    await page.locator('#part-others').click();
    await page.getByLabel('其他设置（JSON）').fill('{"absence": "500%"}');
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByText('方案中有错误，请修改后再运行').waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-failed');
    await page.getByRole('button', { name: '修改后再运行' }).click();
    await page.getByRole('heading', { name: '有 1 处需要修改' }).waitFor();
    await page.getByRole('link', { name: '基准：其他设置' }).click();
    await page.locator('#field-scenarios-0-').waitFor();
    assert.ok(await page.locator('#field-scenarios-0-').evaluate((input) => input === document.activeElement));
    await place.assertGood(page);
    await page.context().close();
  },

  async 'a refusal of the server has its sentence and what to do next'() {
    const page = await open();
    await page.getByLabel('每天受理人数').waitFor();
    await page.route('**/v1/simulations', (route) => (route.request().method() === 'POST' ? route.fulfill({
      status: 429, contentType: 'application/problem+json', body: JSON.stringify({
        type: 'x', title: 'x', status: 429, code: 'too_many_simulations', detail: 'the queue is full', message: { zh: '排队的模拟太多。', en: 'Too many wait.' } }),
    }) : route.continue()));
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByText('可在“模拟记录”中取消一个正在排队的，再试一次。').waitFor();
    place.forgive(page);
    await place.assertGood(page);
    await page.context().close();
  },

  async 'a link opens the plan in another browser, also before signing in, and a damaged one says so'() {
    const page = await open();
    await page.getByLabel('每天受理人数').waitFor();
    await fill(page, { visitors: '456' });
    await page.getByLabel('方案 1：名称').fill('=周末');
    await page.evaluate(() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); });
    await page.getByRole('button', { name: '复制分享链接' }).click();
    const link = await page.getByLabel('分享链接', { exact: true }).inputValue();
    await page.context().close();
    const other = await open(new URL(link).hash, { token: '' });
    await other.getByLabel('令牌').fill(place.tokens.planner);
    await other.getByRole('button', { name: '登录' }).click();
    await other.getByText('已打开分享的方案').waitFor();
    assert.equal(await other.getByLabel('每天受理人数').inputValue(), '456');
    assert.equal(await other.getByLabel('方案 1：名称').inputValue(), '=周末');
    assert.ok(!other.url().includes('plan='), 'what is changed from now on is not what the address says');
    await place.assertGood(other);
    await other.context().close();
    const damaged = await open('#/?plan=eyJkYXRl');
    await damaged.getByText('这个链接不完整或已损坏').waitFor();
    await damaged.getByLabel('每天受理人数').waitFor();
    await place.assertGood(damaged);
    await damaged.context().close();
  },

  async 'files for spreadsheet programs have a mark and no formula'() {
    const id = await simulate({ scenarios: [{ name: '=1+1' }, { name: '@两个', counters: { 330100: '+2' } }] });
    await ended(id);
    const page = await open(`#/simulations/${id}`);
    const { name, text } = await saved(page, page.getByRole('button', { name: '下载全部结果（CSV）' }));
    assert.equal(name, `simulation-2026-06-27-${id}.csv`);
    assert.ok(text.startsWith('\uFEFFscenario,hall,half_hour,measure,value,ci99\r\n'), text.slice(0, 80));
    assert.ok(text.includes('\r\n,,,seed,7,\r\n'));
    assert.ok(/\r\n'=1\+1,,,wait,[\d.]+,[\d.]+\r\n/.test(text));
    assert.ok(text.includes("\r\n'@两个,330100,09:00,wait,"));
    assert.ok(!/^[=@]/m.test(text));
    await page.locator('details.behind summary').nth(1).click();
    const heat = await saved(page, page.locator('details[open].behind').getByRole('button'));
    assert.match(heat.text, /^\uFEFF大厅,08:/);
    const report = await saved(page, page.getByRole('button', { name: '下载完整报告（HTML）' }));
    assert.ok(report.text.startsWith('<!doctype html>'));
    await place.assertGood(page);
    await page.context().close();
  },

  async 'the server is killed while a simulation runs: its age is said, and the page goes on by itself'() {
    const id = await simulate({ replications: 1000, scenarios: [{ name: '基准' }] });
    const page = await open(`#/simulations/${id}`, { before: (each) => each.clock.install() });
    await page.getByText(/已完成 \d+ \/ \d+ 次运行|正在准备/).waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-progress');
    await place.server.kill();
    await page.clock.runFor(30_000);
    await page.getByText(/与服务器的连接中断/).waitFor();
    await place.picture(page, 'planner-progress-aged');
    await place.server.start();
    await page.clock.runFor(20_000);
    await page.getByText(/与服务器的连接中断/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '取消模拟' }).click();
    await page.getByText('这次模拟已取消，没有结果。').waitFor();
    place.forgive(page);
    await place.assertGood(page);
    await page.context().close();
  },

  async 'the server is away when the form is sent: nothing is lost, and it is sent once'() {
    const page = await open('', { before: (each) => each.clock.install() });
    await page.getByLabel('每天受理人数').waitFor();
    await fill(page, { visitors: '321' });
    await place.server.kill();
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByText('正在提交').waitFor();
    for (let times = 0; times < 5 && !(await page.getByText('填好的内容还在').count()); ++times) await page.clock.runFor(3000);
    await page.getByText('填好的内容还在').waitFor();
    await place.server.start();
    await page.getByRole('button', { name: '运行模拟' }).click();
    await page.getByRole('heading', { name: '2026-06-27 的模拟' }).waitFor();
    const id = page.url().split('/').pop();
    await ended(id);
    await page.context().close();
    const { simulations } = await place.server.ask('GET', '/v1/simulations', { token: place.tokens.planner });
    assert.equal(simulations.filter(({ request }) => request.visitors === 321).length, 1);
  },

  async 'the list names, opens and removes simulations; one that is gone says so'() {
    const id = await simulate({ scenarios: [{ name: '删我' }] });
    await ended(id);
    const page = await open('#/simulations');
    const row = page.getByRole('row').filter({ hasText: '删我' });
    await row.waitFor();
    await place.assertGood(page);
    await place.picture(page, 'planner-simulations');
    await row.getByRole('button').click();
    await row.waitFor({ state: 'detached' });
    await page.context().close();
    const gone = await open(`#/simulations/${id}`);
    await gone.getByText('它可能已被删除').waitFor();
    place.forgive(gone);
    await place.assertGood(gone);
    await gone.context().close();
  },

  async 'a report stands beside a simulation of its day'() {
    await place.server.ask('POST', '/v1/halls/330100/tickets', { token: place.tokens.kiosk, body: { service: 'passport_renewal' } });
    await ended(await simulate({ date: '2026-06-13', scenarios: [{ name: '基准' }] }));
    const page = await open('#/reports');
    await page.getByLabel('日期').fill('2026-06-13');
    await page.getByText('蓝色列是事后模拟').waitFor();
    await page.getByRole('columnheader', { name: '模拟：受理人数' }).waitFor();
    await page.getByText('这一天没有开门前作的预测').waitFor(); // the server was started at half past nine
    await place.assertGood(page);
    await place.picture(page, 'planner-report', { fullPage: true });
    const { text } = await saved(page, page.getByRole('button', { name: '下载此表（CSV）' }));
    assert.match(text, /^\uFEFFhall,name,people,/);
    await page.context().close();
  },

  async 'a report stands beside the forecast made for its day before the halls opened'() {
    const usual = place.server;
    place.server = new Server({ clock: '2026-06-13T07:50:00+08:00' });
    await place.server.start();
    try {
      let expected;
      while (!expected) { // until the first look ahead is over
        const { days } = await place.server.ask('GET', '/v1/reports/daily?from=2026-06-13', { token: place.tokens.planner });
        expected = days.find(({ hall }) => hall === '330100')?.forecast;
        if (!expected) await new Promise((resolve) => setTimeout(resolve, 500)); // so many may be asked in a minute
      }
      assert.ok(expected.people > 100, JSON.stringify(expected));
      const page = await open('#/reports');
      await page.getByLabel('日期').fill('2026-06-13');
      await page.getByText(/绿色列是当天 07:5\d.*、开门前作的预测/).waitFor();
      await page.getByText('今天还没有结束').waitFor();
      const column = await page.getByRole('columnheader', { name: '预测：到场人数' }).evaluate((cell) => cell.cellIndex);
      const shown = await page.getByRole('row', { name: /^市局/ }).evaluate((row, at) => row.cells[at].textContent, column);
      assert.equal(shown, Math.round(expected.people).toLocaleString('zh-CN'));
      await place.assertGood(page);
      await place.picture(page, 'planner-report-forecast', { fullPage: true });
      const { text } = await saved(page, page.getByRole('button', { name: '下载此表（CSV）' }));
      assert.match(text, /,expected_people,expected_wait_p50_minutes,expected_wait_p90_minutes,expected_at,/);
      await page.context().close();
    } finally {
      await place.server.kill();
      place.server = usual;
    }
  },

  async 'in English, at 1024 pixels, in other time zones, everything is the same'() {
    await Promise.all(['Europe/Paris', 'America/Los_Angeles'].map(async (timezoneId) => {
      const page = await open('', { locale: 'en', viewport: small, timezoneId });
      await page.getByLabel('People received a day').waitFor();
      assert.equal(await page.getByLabel('Date', { exact: true }).inputValue(), '2026-06-14');
      await page.getByRole('button', { name: 'Add a scenario' }).click();
      await place.assertGood(page);
      await place.picture(page, `planner-form-en-${timezoneId.split('/')[1]}`, { fullPage: true });
      await page.goto(`${place.server.url}/planner#/simulations/${done}`);
      await page.getByRole('heading', { name: 'The scenarios compared' }).waitFor();
      await page.waitForFunction(() => document.querySelectorAll('canvas').length >= 9);
      await place.assertGood(page);
      await place.picture(page, `planner-results-en-${timezoneId.split('/')[1]}`, { fullPage: true });
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('heading', { name: '各方案比较' }).waitFor();
      await page.context().close();
    }));
  },
});
