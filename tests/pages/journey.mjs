// One visit across every page of one server: booked on the phone, checked in at the kiosk, called at a counter,
// shown and announced by the display, followed on the phone, served, and in the report of the day.
import assert from 'node:assert/strict';

import { idNumber } from './support/citizens.mjs';
import { listen } from './support/loudspeaker.mjs';
import { desktop, phone, Place, run, tallTv, tv } from './support/place.mjs';

// Before the hall opens: tokens live for eight hours, so the visit is of the same day.
const place = await Place.open({ clock: '2026-06-13T07:00:00+08:00@step' });
const { server, tokens } = place;
const hall = '330100';
const window_number = 3;

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const link = (page, name) => page.getByRole('link', { name }).first().click();
const close = (page) => page.context().close();
/** A page that asks every few seconds asks now. */
// eslint-disable-next-line no-undef
const look = (page) => page.evaluate(() => window.dispatchEvent(new Event('online')));

/** On the phone, to a code for the main hall at 10:00 today. */
async function book() {
  const page = await place.page('/', { viewport: phone });
  await link(page, /^预约到大厅办理/);
  await link(page, /^护照换发/);
  await link(page, /^我自己/);
  await heading(page, '什么时间来？');
  await link(page, '换大厅');
  await page.locator('.choice.hall', { hasText: '市局' }).click();
  await page.locator('.time', { hasText: '10:00' }).first().click();
  await page.getByLabel('身份证号码').fill(idNumber());
  await press(page, '下一步：核对');
  await heading(page, '核对并确认');
  await page.getByText(/6月13日/).first().waitFor();
  const booked = page.waitForResponse((reply) => /\/v1\/holds|\/v1\/appointments/.test(reply.url()) && reply.request().method() === 'POST');
  await press(page, '确认预约');
  await heading(page, '约好了');
  return { page, code: (await (await booked).json()).code };
}

/** At the kiosk: its number, and where the paper's QR code leads. */
async function checkIn(code) {
  const page = await place.page(`/kiosk/${hall}#token=${tokens.kiosk}`, { viewport: tallTv });
  await heading(page, '您有预约吗？');
  await press(page, '我有预约 输入预约码，或扫二维码');
  await heading(page, '请输入 6 位预约码');
  for (const char of code) await page.locator('.key', { hasText: char }).click();
  const given = page.waitForResponse((reply) => reply.url().endsWith('/check-ins') && reply.status() === 201);
  await press(page, '签到取号');
  await heading(page, '您的号码');
  const { id, number } = await (await given).json();
  assert.equal(await page.locator('.ticket-number').innerText(), number);
  await place.assertGood(page);
  await close(page);
  return { id, number };
}

/** The first forecast is made after the server is ready. */
while ((await fetch(`${server.url}/v1/guidance?service=passport_renewal&hall=${hall}`)).status !== 200);

await run(place, {
  async 'from the phone to the report, each page says what the one before did'() {
    const { page: own, code } = await book();
    await own.getByText(code).first().waitFor();
    server.step('2026-06-13T09:40:00+08:00');

    const { id, number } = await checkIn(code);
    await own.goto(`${server.url}/#/tickets/${id}`);
    await own.locator('.ticket-number', { hasText: number }).waitFor();

    const display = await place.page(`/display/${hall}`, { viewport: tv, before: listen });
    await display.locator('.lane', { hasText: '证件' }).getByText(number).waitFor();

    const desk = await place.page(`/counter#token=${tokens.staff}`, { viewport: desktop });
    await desk.locator(`#counter-${window_number}`).check();
    await desk.getByRole('button', { name: /打开/ }).click();
    await desk.locator('.bar-about').getByText(/证件/).waitFor();
    await desk.locator('.desk-main').getByRole('button', { name: '下一位', exact: true }).click();
    await desk.locator('.visitor-number', { hasText: number }).waitFor();

    await display.locator('.call .number', { hasText: number }).waitFor();
    assert.match(await display.locator('.call').innerText(), /3号窗口\s*Counter 3/);
    const spelled = number.split('').join(' ');
    // eslint-disable-next-line no-undef
    await display.waitForFunction(() => globalThis.heard.length >= 4);
    const chime_and_words = ['659 Hz', '523 Hz', `zh-CN 请 ${spelled} 号，到 3 号窗口。`, `en-GB Number ${spelled}, please go to counter 3.`];
    // eslint-disable-next-line no-undef
    assert.deepEqual((await display.evaluate(() => globalThis.heard)).slice(0, 4), chime_and_words);
    await place.assertGood(display);

    await look(own);
    await heading(own, '请到 3 号窗口');
    await place.assertGood(own);

    const act = (name) => desk.locator('.desk-main button[aria-disabled=false]').filter({ hasText: name }).first().click();
    await act('开始办理');
    await desk.getByText('正在办理').waitFor();
    await look(own);
    await own.getByText('正在 3 号窗口办理').waitFor();
    server.step('2026-06-13T09:48:00+08:00');
    await act('办结');
    await desk.locator('.said').getByText('已办结').waitFor();
    await place.assertGood(desk);
    await look(own);
    await own.getByText('已办完').waitFor();
    await display.locator('.call', { hasText: number }).waitFor({ state: 'detached' });

    const report = await place.page(`/admin#token=${tokens.admin}`);
    await heading(report, '运行状况');
    // eslint-disable-next-line no-undef
    await report.evaluate(() => { location.hash = '#/report'; });
    await report.getByRole('table', { name: '2026-06-13 各大厅' }).waitFor();
    await report.locator('tbody .link').first().click();
    await report.getByRole('table', { name: '各窗口' }).waitFor();
    const cells = (table, row) => report.getByRole('table', { name: table }).getByRole('row').filter({ hasText: row }).innerText();
    assert.match(await cells('各队列', '证件'), /^证件\t1\t1\t0\t0\t1\t0\t0\t0\t/, 'one came, booked, and was served; none walked in, left, was missed or stayed away');
    assert.match(await cells('各项业务', '护照换发'), /^护照换发\t1\t1\t8\.0$/, 'for eight minutes');
    assert.match(await cells('各窗口', '3 号'), /^3 号\t8\.0\t8\.0\t100%\t1\t1$/);
    await place.assertGood(report);
    for (const page of [own, display, desk, report]) await close(page);
  },
});
