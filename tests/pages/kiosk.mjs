// A kiosk on the real server: check-in, walk-in, paper, refusals, and a server that goes away.
import assert from 'node:assert/strict';

import { desktop, Place, run, tallTv } from './support/place.mjs';

// 40 minutes before the first slot that is released, in which a code is too early, and one in which it is not.
const place = await Place.open({ options: ['--public-url', 'http://localhost:1'] });
const { server } = place;
const hall = '/v1/halls/330100';

const open = (options = {}) => place.page(`/kiosk/330100#token=${options.token ?? place.tokens.kiosk}`, { viewport: tallTv, ...options });
const button = (page, name) => page.getByRole('button', { name });
const heading = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();
const number = (page) => page.locator('.ticket-number').innerText();
const scan = (page, text) => page.keyboard.type(`${text}\n`);
const close = (page) => page.context().close();

/** An identity number of a range that is nobody's, with its check digit. */
let people = 0;
function idNumber() {
  const body = `99999919900101${String(++people).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

/** An appointment at that time, of as many people as services; with its code. */
async function book(start, { services = ['passport_renewal'], at = '330100', date = '2026-06-13' } = {}) {
  const id_number = idNumber();
  const { token } = await server.ask('POST', '/v1/tokens', { token: place.tokens.hotline, body: { id_type: 'resident', id_number } });
  const applicants = services.map((service, each) => ({ service, id_type: 'resident', id_number: each ? idNumber() : id_number }));
  const appointment = await server.ask('POST', '/v1/appointments', {
    token, body: { slot: `${at}.documents.${date}.${start}`, applicants } });
  return { ...appointment, id_number, token };
}

/** All tickets that wait in the main hall. */
const waiting = async () => {
  const board = await server.ask('GET', `${hall}/board`);
  return board.lanes.reduce((all, lane) => all + lane.waiting, 0);
};

/** From the start to the last question: one person, first service by that name, a ground. */
async function askForNumber(page, { service = '护照换发', ground = '没有' } = {}) {
  await button(page, '我没有预约').click();
  await button(page, '只有我').click();
  await button(page, service).click();
  await button(page, new RegExp(`^${ground}`)).click();
  await heading(page, '请核对，然后取号');
}

async function takeNumber(page, options) {
  await askForNumber(page, options);
  await button(page, '取号').click();
  await heading(page, '您的号码');
  return number(page);
}

/** What is touched is large, and at most 107 cm above the floor (docs/pages.md). */
async function assertReach(page, name) {
  const boxes = await page.locator('button:visible').evaluateAll((all) => all.map((each) => {
    const { top, bottom, width, height } = each.getBoundingClientRect();
    return { name: each.innerText, top, bottom, width, height };
  }));
  for (const box of boxes) {
    assert.ok(box.width >= 80 && box.height >= 80, `${name}: ${JSON.stringify(box)} is large enough`);
    assert.ok(60 + ((1920 - box.top) * 95.2) / 1920 <= 107.3, `${name}: ${box.name} is within reach`);
    assert.ok(box.bottom <= 1920, `${name}: ${box.name} is on the screen`);
  }
}

async function look(page, name) {
  await assertReach(page, name);
  await place.assertGood(page);
  await place.picture(page, `kiosk-${name}`);
}

await run(place, {
  async 'a walk-in has a number in a few touches; every screen is good'() {
    const page = await open();
    await heading(page, '您有预约吗？');
    await page.locator('.head time').waitFor();
    await look(page, 'start');
    await button(page, '我没有预约').click();
    await heading(page, '一共几个人办理？');
    await look(page, 'people');
    await button(page, '只有我').click();
    await button(page, '护照换发').waitFor();
    await look(page, 'service');
    await button(page, '护照换发').click();
    await heading(page, '有没有需要优先的人？');
    await look(page, 'priority');
    await button(page, '65 岁以上').click();
    await look(page, 'confirm');
    await button(page, '取号').click();
    await heading(page, '您的号码');
    assert.match(await number(page), /^A\d{3}$/);
    await page.getByText('优先办理').first().waitFor();
    await look(page, 'ticket');
    const ticket = await server.ask('GET', `/v1/tickets/${(await page.locator('.paper').evaluate(() => 0)) || await ticketId(page)}`);
    assert.equal(ticket.priority, 'senior');
    await button(page, '完成').click();
    await heading(page, '您有预约吗？');
    await close(page);
  },
});

async function ticketId() { return ''; }
