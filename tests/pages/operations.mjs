// What befalls a city, across the pages: a closure and what it does to those who are booked, notices, who did not
// come, and what is held about one person. One server, whose clock is moved.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { book, idNumber } from './support/citizens.mjs';
import { assertLarge } from './support/large.mjs';
import { desktop, phone, Place, run, tallTv, tv } from './support/place.mjs';

const place = await Place.open({ clock: '2026-06-11T09:30:00+08:00@step' });
const { server, tokens } = place;
const operations = '/v1/operations';
const admin = (method, path, body) => server.ask(method, operations + path, { token: tokens.admin, body });
const stateOf = (id) => server.ask('GET', `/v1/appointments/${id}`, { token: tokens.admin });
const hallOf = (code) => server.ask('GET', `/v1/halls/${code}`);

let now = Date.parse('2026-06-11T09:30:00+08:00');
const stepTo = async (stamp) => { now = await server.stepTo(stamp); };
/** Moves the clock on, a little each time, until it is so. */
async function stepUntil(isSo, minutes_max = 180) {
  for (let minutes = 0; minutes < minutes_max; minutes += 5) {
    const answer = await isSo();
    if (answer) return answer;
    await stepTo(now + 5 * 60_000);
  }
  throw new Error('it did not come');
}

const section = async (path, options = {}) => {
  const page = await place.page(`/admin#token=${tokens.admin}`, options);
  await page.getByRole('heading', { level: 1, name: /运行状况|Overview/ }).waitFor();
  await page.evaluate((to) => { location.hash = `#/${to}`; }, path);
  return page;
};
const close = (page) => page.context().close();
const says = (page, text) => page.getByText(text).first().waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const good = async (page, name, { silent = true, ...options } = {}) => {
  await place.assertGood(page, { silent });
  if (name) await place.picture(page, name, { fullPage: true, ...options });
};
const row = (page, text) => page.getByRole('row').filter({ hasText: text }).first();

const text = { zh: '受台风影响，市民中心大厅停办。', en: 'Closed because of a typhoon.' };
/** Who was booked when the typhoon came. */
const booked = [];

await run(place, {
  async 'a closure is looked at first: whom it touches by hall and day; then one button displaces them'() {
    const page = await section('closures');
    await says(page, '没有停办。');
    await press(page, '看看会影响谁');
    await page.locator('.error-summary:focus').waitFor();
    await page.getByRole('link', { name: '请选择原因' }).click();
    await page.locator('#reason:focus').waitFor();
    await good(page);
    await page.locator('#hall').selectOption('330100');
    await page.locator('#reason').selectOption('weather');
    await page.locator('#from').fill('2026-06-13T08:00');
    await page.locator('#to').fill('2026-06-12T08:00');
    await page.locator('#zh').fill('请打 13800138000');
    await press(page, '看看会影响谁');
    await page.getByRole('link', { name: '结束时间要晚于开始时间' }).waitFor();
    await page.getByRole('link', { name: /不能有超过 10 位的号码/ }).waitFor();
    await page.getByRole('link', { name: '请填写英文' }).waitFor();
    await good(page, 'admin-closures-errors');
    await page.locator('#to').fill('2026-06-14T18:00');
    await page.locator('#zh').fill(text.zh);
    await page.locator('#en').fill(text.en);
    await press(page, '看看会影响谁');
    await says(page, '没有预约受影响。');
    await press(page, '不做了');
    booked.push(await book(place, '0900'), await book(place, '0930'), await book(place, '1000', { services: ['passport_renewal', 'passport_renewal'] }));
    await press(page, '看看会影响谁');
    await says(page, '3 个预约、4 人受影响');
    await page.locator('.ask-question:focus').getByText(/停办，2026-06-13 08:00 至 2026-06-14 18:00/).waitFor();
    assert.match(await row(page, '2026-06-13').innerText(), /2026-06-13\s+3\s+4/);
    await good(page, 'admin-closures-preview');
    await page.locator('#to').fill('2026-06-13T18:00');
    assert.equal(await page.locator('.ask').count(), 0, 'a preview is of what is in the form');
    await press(page, '看看会影响谁');
    await says(page, '3 个预约、4 人受影响');
    await press(page, '停办');
    await says(page, '已停办，3 个预约受影响。');
    const item = row(page, text.zh);
    await item.getByText('还没开始').waitFor();
    assert.match(await item.innerText(), /天气[\s\S]*3/);
    await good(page, 'admin-closures');
    for (const { id } of booked) assert.equal((await stateOf(id)).status, 'displaced');
    const { closures } = await hallOf('330100');
    assert.deepEqual(closures.map(({ from, to, text: said }) => [from, to, said]), [['2026-06-13T08:00:00+08:00', '2026-06-13T18:00:00+08:00', text]]);
    await press(page, 'English');
    await row(page, text.en).getByText('To come').waitFor();
    await good(page);
    await close(page);
    const small = await section('closures', { viewport: phone });
    await row(small, text.zh).waitFor();
    await good(small, 'admin-closures-phone');
    await close(small);
  },

  async 'a notice is read before it is posted, and taken back'() {
    const page = await section('notices', { timezoneId: 'America/Los_Angeles' });
    await says(page, '没有公告。');
    await page.getByLabel('正在等候的人').uncheck();
    await page.getByLabel('已经预约的人').uncheck();
    await press(page, '看看效果');
    await page.getByRole('link', { name: '请选择给谁看' }).click();
    await page.locator('#audience:focus').waitFor();
    await page.getByRole('link', { name: '请填写结束时间' }).waitFor();
    await good(page, 'admin-notices-errors');
    await page.getByLabel('正在等候的人').check();
    await page.getByLabel('已经预约的人').check();
    await page.locator('#hall').selectOption('330100');
    await page.locator('#to').fill('2026-06-10T17:00');
    await page.locator('#zh').fill('三号电梯检修，请走西门楼梯。');
    await page.locator('#en').fill('Lift 3 is being repaired: please take the stairs at the west gate.');
    await press(page, '看看效果');
    await page.getByRole('link', { name: /不接受这个结束时间/ }).waitFor();
    place.forgive(page);
    await page.locator('#to').fill('2026-06-13T17:00');
    await press(page, '看看效果');
    await page.locator('.as-read').getByText('三号电梯检修').waitFor();
    await says(page, '显示时间：2026-06-11 09:30 至 2026-06-13 17:00');
    assert.equal((await admin('GET', '/notices')).notices.length, 0);
    await good(page, 'admin-notices-preview');
    await press(page, '发布');
    await says(page, '公告已发布。');
    await row(page, '三号电梯检修').getByText('进行中').waitFor();
    assert.deepEqual((await hallOf('330100')).notices.map(({ to }) => to), ['2026-06-13T17:00:00+08:00']);
    await good(page, 'admin-notices');
    await row(page, '三号电梯检修').getByRole('button', { name: /撤下/ }).click();
    await says(page, '所有页面上马上不再显示');
    await good(page);
    await press(page, '撤下');
    await says(page, '公告已撤下。');
    await row(page, '三号电梯检修').getByText('2026-06-11 09:30 撤下').waitFor();
    assert.equal((await hallOf('330100')).notices, undefined);
    await close(page);
  },

  async 'who was displaced reads why, that it is nobody\'s doing, and what is kept; takes it, declines it, or chooses'() {
    const [taker, decliner] = booked;
    await stepUntil(async () => (await stateOf(taker.id)).offer);
    const open = (who, options = {}) => place.page(`/#/visits/${who.id}`, { viewport: phone, ...options });
    const page = await open(taker);
    await says(page, text.zh);
    await says(page, '不算爽约，也不算改时间');
    await says(page, '另给您留了一个号');
    await says(page, '停办时间：6月13日星期六 08:00 至 6月13日星期六 18:00');
    await good(page, 'visit-displaced');
    const signIn = async (at, who) => {
      await press(at, '请先确认身份');
      await at.getByLabel('证件号码', { exact: true }).fill(who.id_number);
      await at.locator('form button[type=submit]').click();
    };
    await signIn(page, taker);
    await page.locator('.offer').waitFor();
    await good(page, 'visit-displaced-offer');
    await press(page, '就要这个号');
    await says(page, '已经换好了');
    await says(page, '已预约');
    assert.equal((await stateOf(taker.id)).status, 'rescheduled');
    await close(page);

    await stepUntil(async () => (await stateOf(decliner.id)).offer);
    const other = await open(decliner);
    await signIn(other, decliner);
    await press(other, '这个不合适');
    await says(other, '好的，这个号放回了');
    assert.equal((await stateOf(decliner.id)).status, 'displaced');
    await press(other, '自己选时间');
    await says(other, '不算改时间的次数');
    await other.locator('.slot-time:enabled').first().waitFor();
    await good(other, 'visit-displaced-choose');
    await close(other);

    const third = await open(booked[2], { locale: 'en' });
    await says(third, text.en);
    await says(third, 'The hall is closed: you need not come');
    await good(third, 'visit-displaced-en');
    await close(third);
    const large = await place.page('/', { viewport: phone });
    await large.getByRole('button', { name: '长辈版' }).or(large.getByRole('link', { name: '长辈版' })).first().click();
    await large.goto(`${server.url}/#/visits/${booked[2].id}`);
    await says(large, text.zh);
    await assertLarge(large);
    await close(large);
  },

  async 'closed days and halls are closed, not full, where one chooses'() {
    const page = await place.page('/#/book/times?services=passport_renewal&hall=330100&day=2026-06-13', { viewport: phone });
    await page.locator('.day', { hasText: '6月13日' }).getByText('停办').waitFor();
    await page.locator('.day', { hasText: '6月13日' }).click();
    await says(page, `这一天大厅停办。${text.zh}`);
    await good(page, 'book-closed-day');
    await page.evaluate(() => { location.hash = '#/book/halls?services=passport_renewal'; });
    await page.locator('.hall-closed').getByText(text.zh).waitFor();
    await good(page, 'book-closed-hall');
    await close(page);
  },

  async 'on the day the display, the kiosk and the counter say so, with notices'() {
    await stepTo('2026-06-13T09:00:00+08:00');
    for (const [zh, en] of [['三号电梯检修，请走西门楼梯。', 'Lift 3 is being repaired.'], ['今天请走西门。', 'Please use the west gate today.']]) {
      await admin('POST', '/notices', { to: '2026-06-13T17:00:00+08:00', text: { zh, en } });
    }
    for (const [name, viewport] of [['landscape', tv], ['portrait', tallTv]]) {
      const page = await place.page('/display/330100', { viewport, before: (each) => each.clock.install() });
      await page.locator('.closure').getByText(text.zh).waitFor();
      await page.locator('.closure').getByText(text.en).waitFor();
      const seen = new Set();
      for (let turn = 0; turn < 4; ++turn) {
        seen.add(await page.locator('.notices p').innerText());
        await page.clock.runFor(8_000);
      }
      assert.deepEqual([...seen].sort(), ['Lift 3 is being repaired.', 'Please use the west gate today.', '三号电梯检修，请走西门楼梯。', '今天请走西门。'].sort());
      const letters = await page.locator('.display *').evaluateAll((all) => all
        .filter((each) => [...each.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim()))
        .map((each) => parseFloat(getComputedStyle(each).fontSize)));
      assert.ok(Math.min(...letters) >= 54, `25 mm on a 55-inch screen: ${Math.min(...letters)} px`);
      const cut = await page.locator('.closure, .notices').evaluateAll((all) => all.filter((each) => each.scrollHeight > each.clientHeight + 1).map(({ className }) => className));
      assert.deepEqual(cut, []);
      await place.assertGood(page, { silent: false });
      await place.picture(page, `display-closed-${name}`);
      await close(page);
    }
    const city = await place.page('/display/city', { viewport: tv });
    await city.locator('.halls li').filter({ hasText: /停办|暂停办理|Closed/ }).first().waitFor();
    await city.locator('.notices').waitFor();
    await place.assertGood(city);
    await place.picture(city, 'display-city-closed');
    await close(city);
    const kiosk = await place.page(`/kiosk/330100#token=${tokens.kiosk}`, { viewport: { width: 1080, height: 1920 } });
    await says(kiosk, '本大厅暂停办理');
    await says(kiosk, text.zh);
    await says(kiosk, '最近的、正在办理的大厅');
    assert.equal(await kiosk.getByText('我没有预约').count(), 0);
    await place.assertGood(kiosk);
    await place.picture(kiosk, 'kiosk-closed');
    await close(kiosk);
    const counter = await place.page(`/counter#token=${tokens.staff}`, { viewport: desktop });
    await counter.locator('#counter-3').check();
    await counter.getByRole('button', { name: /打开/ }).click();
    await counter.locator('.hall-closure').getByText(text.zh).waitFor();
    await counter.locator('.hall-notice').first().waitFor();
    await good(counter, 'counter-closed');
    await close(counter);
  },

  async 'a notice is on the appointment and the ticket of who it is for; a hall is opened again, and what stays is said'() {
    const waiting = await server.ask('POST', '/v1/halls/330102/tickets', { token: tokens.admin, body: { service: 'passport_renewal' } });
    const visitor = await book(place, '1000', { date: '2026-06-16' });
    for (const path of [`/#/tickets/${waiting.id}`, `/#/visits/${visitor.id}`]) {
      const page = await place.page(path, { viewport: phone });
      await page.getByRole('region', { name: '公告' }).getByText('今天请走西门。').waitFor();
      await good(page);
      await close(page);
    }
    const page = await section('closures');
    await row(page, text.zh).getByText('进行中').waitFor();
    await row(page, text.zh).getByRole('button', { name: /恢复办理/ }).click();
    await says(page, '已经受影响的 3 个预约不会自动恢复');
    await good(page, 'admin-closures-reopen');
    assert.equal((await hallOf('330100')).closures.length, 1);
    await row(page, text.zh).locator('.ask').getByRole('button', { name: '恢复办理', exact: true }).click();
    await says(page, '已恢复办理。');
    await row(page, text.zh).getByText(/2026-06-13 09:0\d 提前恢复/).waitFor();
    assert.deepEqual((await hallOf('330100')).closures, []);
    await close(page);
  },

  async 'a no-show is excused; what is held about one person is shown, saved and forgotten'() {
    await stepTo('2026-06-13T09:05:00+08:00');
    const absent = await book(place, '1000', { date: '2026-06-16' });
    await stepTo(Date.parse(absent.start) + 3 * 3_600_000);
    assert.equal((await stateOf(absent.id)).status, 'no_show');
    const page = await section('bookings');
    await page.locator('#hall').selectOption('330100');
    await page.locator('#date').fill(absent.start.slice(0, 10));
    await press(page, '查看');
    await row(page, absent.code).getByText('没有到场', { exact: true }).waitFor();
    await good(page, 'admin-bookings');
    await row(page, absent.code).getByRole('button', { name: /免记爽约/ }).click();
    await says(page, '这一天不再算到任何人名下');
    await press(page, '不记爽约');
    await says(page, `预约 ${absent.code} 已免记爽约。`);
    await row(page, absent.code).getByText('没有到场，不计').waitFor();
    const visit = await place.page(`/#/visits/${absent.id}`, { viewport: phone });
    await says(visit, '这一次不算爽约');
    await close(visit);

    await page.evaluate(() => { location.hash = '#/person'; });
    await page.locator('#id-number').fill(absent.id_number);
    await press(page, '查看留存的数据');
    await row(page, absent.code).waitFor();
    await good(page, 'admin-person');
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, '保存为文件')]);
    assert.equal(JSON.parse(readFileSync(await file.path(), 'utf8')).appointments[0].code, absent.code);
    await press(page, '看看会删除什么');
    await says(page, '一共 1 个预约');
    await says(page, '留在报表和操作记录里');
    await good(page, 'admin-person-forget');
    await press(page, '删除');
    await says(page, '已删除。证件号码没有保存。');
    assert.equal(await page.locator('#id-number').inputValue(), '');
    assert.ok(!(await page.content()).includes(absent.id_number));
    await server.ask('POST', `${operations}/citizen-file`, { token: tokens.admin, body: { id_number: absent.id_number }, status: 404 });
    await close(page);
  },

  async 'who is suspended for three no-shows books again once that is lifted'() {
    const id_number = idNumber();
    const missed = [];
    for (const [service, date] of [['passport_renewal', '2026-06-17'], ['hk_macao_permit', '2026-06-18'], ['taiwan_permit', '2026-06-22']]) {
      missed.push(await book(place, '1000', { services: [service], date, id_number }));
    }
    await stepTo('2026-06-22T14:00:00+08:00');
    for (const { id } of missed) assert.equal((await stateOf(id)).status, 'no_show');
    const bookAgain = () => book(place, '1000', { date: '2026-06-24', id_number });
    await assert.rejects(bookAgain, /"suspended"/);
    const page = await section('bookings');
    await press(page, '解除……');
    await page.getByRole('link', { name: '请填写证件号码' }).waitFor();
    await good(page);
    await page.locator('#id-number').fill(id_number);
    await press(page, '解除……');
    await says(page, '解除这个人的暂停吗？');
    await good(page, 'admin-suspension');
    await press(page, '解除暂停');
    await says(page, '已解除，本人可以重新预约。号码没有保存。');
    assert.equal(await page.locator('#id-number').inputValue(), '');
    await bookAgain();
    await close(page);
  },

  async 'another configuration is looked at first, then put in force while the server goes on'() {
    const late = await book(place, '1700', { date: '2026-06-25' });
    const page = await section('configuration');
    await says(page, '服务器启动以后没有换过');
    await press(page, '看看会改变什么');
    await says(page, '文件没有变化，和现在的配置一样。');
    server.changeConfiguration('horizon_days: 14', 'horizon_days: fourteen');
    await press(page, '看看会改变什么');
    await says(page, '文件有错误，不能启用。');
    await page.getByText('rules.horizon_days').waitFor();
    assert.equal(await page.getByRole('button', { name: '启用' }).count(), 0);
    await good(page, 'admin-configuration-mistaken');
    server.changeConfiguration('horizon_days: fourteen', 'horizon_days: 14');
    server.changeConfiguration('14:30-17:30', '14:30-17:00');
    await press(page, '看看会改变什么');
    await says(page, '1 个预约会变成');
    await row(page, '2026-06-25').getByText('不在开放时间：预约受影响').waitFor();
    await good(page, 'admin-configuration');
    await press(page, '改变这些预约，启用');
    await says(page, '新的配置已经启用。');
    await page.locator('.facts').getByText(/已启用/).waitFor();
    assert.equal((await stateOf(late.id)).status, 'displaced');
    place.forgive(page); // while the server changes over it may not answer
    await press(page, 'English');
    await says(page, 'In force');
    await good(page);
    await close(page);
  },
});
