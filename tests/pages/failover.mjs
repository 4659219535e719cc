// Every page open at a pair of servers while the leader hands over: each is live again by itself, and one visit goes
// on through all of them.
import assert from 'node:assert/strict';

import { Pair } from './support/pair.mjs';
import { morning, phone, Place, run, tallTv, tv } from './support/place.mjs';

const place = await Place.open();
const alone = place.server;
const hall = '330100';
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

async function takeNumber(kiosk) {
  await kiosk.getByRole('button', { name: '我没有预约' }).click();
  await kiosk.getByRole('button', { name: '只有我' }).click();
  await kiosk.getByRole('button', { name: '护照换发' }).click();
  await kiosk.getByRole('button', { name: '没有' }).click();
  const given = kiosk.waitForResponse((reply) => reply.url().endsWith('/tickets') && reply.status() === 201);
  await press(kiosk, '取号');
  await heading(kiosk, '您的号码');
  const ticket = await (await given).json();
  await press(kiosk, '完成');
  await heading(kiosk, '您有预约吗？');
  return ticket;
}

async function handOver(pair) {
  const { tokens } = place;
  const kiosk = await place.page(`/kiosk/${hall}#token=${tokens.kiosk}`, { viewport: tallTv });
  await heading(kiosk, '您有预约吗？');
  const before = await takeNumber(kiosk);
  const [own, display, desk, planner, admin] = await Promise.all([
    place.page(`/#/tickets/${before.id}`, { viewport: phone }),
    place.page(`/display/${hall}`, { viewport: tv }),
    place.page(`/counter#token=${tokens.staff}`),
    place.page(`/planner#token=${tokens.planner}`),
    place.page(`/admin#token=${tokens.admin}`),
  ]);
  await own.locator('.ticket-number', { hasText: before.number }).waitFor();
  await display.locator('.lane').getByText(before.number).waitFor();
  await desk.locator('#counter-3').check();
  await desk.getByRole('button', { name: /打开/ }).click();
  await desk.locator('.bar-about').getByText('证件').waitFor();
  await planner.getByRole('link', { name: '日报' }).click();
  await admin.getByRole('row').filter({ hasText: '备用服务器' }).getByText('可以随时接替').waitFor();

  const began = performance.now();
  await press(admin, '切换到备用服务器');
  await press(admin, '切换');
  await pair.leader.ended;
  await heading(kiosk, '您有预约吗？');
  const after = await takeNumber(kiosk);
  assert.notEqual(after.number, before.number, 'what the first gave is known to the second');
  await display.locator('.lane').getByText(after.number).waitFor();
  console.log(`  a number, and the display has it: ${Math.round(performance.now() - began)} ms after the press`);
  await desk.locator('.desk-main').getByRole('button', { name: '下一位', exact: true }).click();
  await desk.locator('.visitor-number', { hasText: before.number }).waitFor();
  await display.locator('.call', { hasText: before.number }).waitFor();
  await heading(own, '请到 3 号窗口');
  await admin.getByText('没有备用服务器：这台停了').first().waitFor();
  await planner.getByLabel('日期').fill('2026-06-13');
  await planner.getByRole('row').filter({ hasText: '市局' }).getByRole('cell', { name: '2', exact: true }).first().waitFor();
  console.log(`  every page: ${Math.round(performance.now() - began)} ms`);
  for (const page of [own, display, desk, kiosk, planner, admin]) {
    await place.assertGood(page, { silent: false });
    await page.context().close();
  }
}

await run(place, {
  async 'the leader hands over: no page is touched, none stays behind'() {
    const pair = await Pair.open(['--clock', morning, '--forecasts', 'off']);
    if (!pair) return;
    try {
      place.server = await pair.front();
      await handOver(pair);
    } finally {
      pair.end();
      place.server = alone;
    }
  },
});
