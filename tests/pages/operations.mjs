// What befalls a city, across the pages: a closure and what it does to those who are booked, notices, who did not
// come, and what is held about one person. One server, whose clock is moved.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { book } from './support/citizens.mjs';
import { assertLarge } from './support/large.mjs';
import { desktop, phone, Place, run, tallTv, tv } from './support/place.mjs';

const place = await Place.open({ clock: '2026-06-11T09:30:00+08:00@step' });
const { server, tokens } = place;
const operations = '/v1/operations';
const admin = (method, path, body) => server.ask(method, operations + path, { token: tokens.admin, body });
const stateOf = (id) => server.ask('GET', `/v1/appointments/${id}`, { token: tokens.admin });
const hallOf = (code) => server.ask('GET', `/v1/halls/${code}`);

let now = Date.parse('2026-06-11T09:30:00+08:00');
async function stepTo(stamp) {
  now = typeof stamp === 'number' ? stamp : Date.parse(stamp);
  server.step(`${new Date(now + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`);
  for (let tries = 0; tries < 20; ++tries) {
    if (Date.parse((await server.ask('GET', '/v1/halls/330100/board', { token: tokens.admin })).as_of) >= now) return;
    await pause(50);
  }
}
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
});
