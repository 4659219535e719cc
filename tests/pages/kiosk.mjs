// A kiosk on the real server: check-in, walk-in, paper, refusals, and a server that goes away.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { book as bookAt } from './support/citizens.mjs';
import { morning, Place, run, tallTv } from './support/place.mjs';
import { Server } from './support/server.mjs';

const { encode } = createRequire(new URL('../../web/package.json', import.meta.url))('uqr');

// Half an hour before 10:00: who is booked for then may check in, who is for 11:00 may not yet. The clock moves
// when a test says so, in the order of the tests.
const place = await Place.open({ clock: `${morning}@step` });
const { server } = place;
const hall = '/v1/halls/330100';

const open = (options = {}) => place.page(`/kiosk/330100#token=${options.token ?? place.tokens.kiosk}`, { viewport: tallTv, ...options });
const button = (page, name) => page.getByRole('button', { name });
const heading = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();
const number = (page) => page.locator('.ticket-number').innerText();
const scan = (page, text) => page.keyboard.type(`${text}\n`);
const close = (page) => page.context().close();
const book = (start, options) => bookAt(place, start, options);

/** Every code on the page, the one on paper too, is of this address. */
async function assertCodes(page, url, n) {
  const { data } = encode(url, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x},${y}h1v1h-1z`] : []))).join('');
  const drawn = await page.locator('.qr path').evaluateAll((all) => all.map((each) => each.getAttribute('d')));
  assert.deepEqual(drawn, Array(n).fill(path), `leads to ${url}`);
}

/** How many wait in the hall, as the server says. */
const waiting = async () => {
  const board = await server.ask('GET', `${hall}/board`);
  return board.lanes.reduce((all, lane) => all + lane.waiting, 0);
};

async function askForNumber(page, { service = '护照换发', ground = '没有' } = {}) {
  await button(page, '我没有预约').click();
  await button(page, '只有我').click();
  await button(page, '护照换发').waitFor();
  if (!(await button(page, service).count())) await button(page, '其他业务').click();
  await button(page, service).click();
  await button(page, ground).click();
  await heading(page, '请核对，然后取号');
}

/** What is touched is large, and 91 to 107 cm above the floor (docs/pages.md); with lower controls up to 96 cm. */
async function assertReach(page, name) {
  const cm = (px) => (px * 95.2) / 1920;
  const height = (y) => 60 + cm(1920 - y);
  const isLow = await page.locator('html[data-low]').count() > 0;
  const boxes = await page.locator('button:visible').evaluateAll((all) => all.map((each) => {
    const { top, bottom, width, height } = each.getBoundingClientRect();
    const font = parseFloat(getComputedStyle(each).fontSize) * 0.35; // a glyph's box is higher than its line
    const isCut = each.scrollHeight > each.clientHeight + font || each.scrollWidth > each.clientWidth;
    return { name: each.innerText, top, bottom, width, height, isCut };
  }));
  for (const box of boxes) {
    const said = `${name}: ${JSON.stringify(box)}`;
    assert.ok(cm(box.width) >= 2.6 && cm(box.height) >= 3.4, `${said} is large enough`);
    assert.ok(height(box.top) <= (isLow ? 96.2 : 107.2), `${said} is within reach`);
    assert.ok(height(box.bottom) >= (isLow ? 79 : 90.9), `${said} is high enough`);
    assert.ok(!box.isCut, `${said} has all its words`);
  }
  const cut = await page.locator('.info, .foot, .card, .facts').evaluateAll((all) => all
    .filter((each) => each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1)
    .map(({ className, scrollHeight, clientHeight, scrollWidth, clientWidth }) => ({ className, scrollHeight, clientHeight, scrollWidth, clientWidth })));
  assert.deepEqual(cut, [], `${name}: what is read is whole`);
  assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), `${name}: fits the screen`);
}

async function look(page, name, { refused = false, ...options } = {}) {
  await place.picture(page, `kiosk-${name}`);
  await assertReach(page, name);
  if (refused) place.forgive(page); // Chromium writes a 4xx to the console
  await place.assertGood(page, options);
}

/** The tickets that the page was given: promises of the server's replies. */
function ticketsOf(page) {
  const tickets = [];
  page.on('response', (reply) => {
    if (reply.request().method() === 'POST' && reply.status() === 201) tickets.push(reply.json());
  });
  return tickets;
}

for (const n of [3, 4, 5]) await server.ask('POST', `${hall}/counters/${n}/open`, { token: place.tokens.staff });

await run(place, {
  async 'a walk-in with priority has a number in a few touches; every screen is good'() {
    const page = await open();
    const tickets = ticketsOf(page);
    await heading(page, '您有预约吗？');
    await page.locator('.head time').waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the token has left the address');
    await page.locator('.facts-lanes > div', { hasText: '商务' }).getByText('暂停叫号').waitFor(); // no counter is open for it
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
    await heading(page, '请核对，然后取号');
    await look(page, 'confirm');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'the focus is on the heading');
    await button(page, '取号').click();
    await heading(page, '您的号码');
    assert.match(await number(page), /^A\d{3}$/);
    await page.locator('.ticket').getByText('很快就到').waitFor();
    await page.locator('.ticket').getByText('3、4、5 号窗口').waitFor();
    await look(page, 'ticket');
    assert.equal((await tickets[0]).priority, 'senior');
    assert.equal((await tickets[0]).number, await number(page));
    await assertCodes(page, `${server.url}/#/tickets/${(await tickets[0]).id}`, 2); // on the screen and on paper
    await button(page, '完成').click();
    await heading(page, '您有预约吗？');
    await close(page);
  },

  async 'a family has adjacent numbers, of one lane, and a step back is a step back'() {
    const page = await open();
    await button(page, '我没有预约').click();
    await button(page, '3 人').click();
    await heading(page, '第 1 位办什么？');
    await button(page, '首次申领护照').click();
    await heading(page, '第 2 位办什么？');
    assert.equal(await button(page, '领取证件').count(), 0, 'of another lane');
    await look(page, 'service-family');
    await button(page, '‹ 返回').click();
    await heading(page, '第 1 位办什么？');
    for (const service of ['首次申领护照', '护照换发', '往来台湾通行证']) await button(page, service).click();
    await button(page, '带婴幼儿').click();
    await look(page, 'confirm-family');
    await button(page, '取号').click();
    await heading(page, '您一行 3 人的号码');
    assert.match(await number(page), /^A\d{3}–A\d{3}$/);
    await look(page, 'ticket-family');
    await close(page);
  },

  async 'a code that is scanned on the start checks in at once; whoever comes again has the same number'() {
    const { code } = await book('1000');
    const page = await open();
    await heading(page, '您有预约吗？');
    await scan(page, code.toLowerCase());
    await heading(page, '您的号码');
    const first = await number(page);
    await scan(page, code); // also while another ticket is shown
    await heading(page, '您的号码');
    assert.equal(await number(page), first);
    await close(page);
  },

  async 'a scan in the middle of another question checks in too'() {
    const { code } = await book('1000', { services: ['passport_renewal', 'first_passport'] });
    const page = await open();
    await button(page, '我没有预约').click();
    await button(page, '2 人').click();
    await button(page, '护照换发').waitFor();
    await button(page, '护照换发').focus();
    await scan(page, code);
    await heading(page, '您一行 2 人的号码');
    await close(page);
  },

  async 'a code is typed on large keys, with a mistake mended, and with priority'() {
    const { code } = await book('1000');
    const page = await open();
    const tickets = ticketsOf(page);
    await button(page, '我有预约').click();
    await heading(page, '请输入 6 位预约码');
    await button(page, 'Z').click();
    await button(page, '删除').click();
    for (const char of code.slice(0, 4)) await page.locator('.key', { hasText: char }).click();
    await button(page, '签到取号').click();
    await page.getByRole('alert').getByText('还没有输满 6 位').waitFor();
    await look(page, 'code');
    for (const char of code.slice(4)) await page.locator('.key', { hasText: char }).click();
    await button(page, '需要优先办理').click();
    await button(page, '孕妇').click();
    await button(page, '优先：孕妇').waitFor();
    await button(page, '签到取号').click();
    await heading(page, '您的号码');
    assert.equal((await tickets[0]).priority, 'pregnant');
    assert.equal((await tickets[0]).booked, true);
    await close(page);
  },

  async 'who has no code is found by the identity card, and nothing of it stays'() {
    const { id_number } = await book('1000');
    const page = await open();
    await button(page, '我有预约').click();
    await button(page, '改用身份证号').click();
    await heading(page, '请输入 18 位身份证号');
    await look(page, 'document');
    for (const digit of id_number) await page.locator('.key', { hasText: digit }).click();
    await page.getByText(id_number.slice(6, 14)).first().waitFor();
    await button(page, '签到取号').click();
    await heading(page, '您的号码');
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.body.innerHTML]));
    assert.ok(!kept.includes(id_number));
    await close(page);
  },

  async 'QR codes lead to the citizens\' address where the server has one'() {
    place.server = new Server({ options: ['--public-url', 'https://offpeak.example'] });
    await place.server.start();
    const other = place.server;
    const page = await open({ token: other.tokens.kiosk });
    const tickets = ticketsOf(page);
    await askForNumber(page);
    await button(page, '取号').click();
    await heading(page, '您的号码');
    await assertCodes(page, `https://offpeak.example/#/tickets/${(await tickets[0]).id}`, 2);
    await place.assertGood(page);
    await button(page, '完成').click();
    const cancelled = await bookAt(place, '1000');
    await other.ask('POST', `/v1/appointments/${cancelled.id}/cancel`, { token: cancelled.token, body: {} });
    await scan(page, cancelled.code);
    await heading(page, '这个预约已经取消');
    await assertCodes(page, 'https://offpeak.example/', 1);
    await close(page);
    await other.kill();
    place.server = server;
  },

  async 'too early says when to come back; unknown, unreadable and cancelled say what to do'() {
    const page = await open();
    await heading(page, '您有预约吗？');
    await scan(page, (await book('1100')).code);
    await heading(page, '来早了，还不能签到');
    await page.getByText('10:30 以后').waitFor();
    await look(page, 'too-early', { refused: true });
    const cancelled = await book('1000');
    await server.ask('POST', `/v1/appointments/${cancelled.id}/cancel`, { token: cancelled.token, body: {} });
    await scan(page, cancelled.code);
    await heading(page, '这个预约已经取消');
    await look(page, 'cancelled', { refused: true });
    await scan(page, 'ABCDEF');
    await heading(page, '没有查到您的预约');
    await look(page, 'not-found', { refused: true });
    await scan(page, 'https://example.org/x');
    await heading(page, '没有认出这个二维码');
    await look(page, 'unreadable', { refused: true });
    await button(page, '输入预约码').click();
    await heading(page, '请输入 6 位预约码');
    await close(page);
  },

  async 'who is booked in another hall learns which, when, and how far it is'() {
    const { id_number } = await book('1000', { at: '330106' });
    const page = await open();
    await heading(page, '您有预约吗？');
    await scan(page, id_number); // a reader of cards types, too
    await heading(page, '您的预约在另一个大厅');
    await page.getByText('公里（直线距离）').waitFor();
    assert.match(await page.locator('.info .facts').innerText(), /6月13日星期六 10:00[\s\S]*西湖[\s\S]*11\.\d 公里/);
    await look(page, 'elsewhere', { refused: true });
    await button(page, '取现场号').click();
    await heading(page, '一共几个人办理？');
    await close(page);
  },

  async 'paper has all that is needed, is as long as it must be, and never makes a second number'() {
    const before = await waiting();
    const page = await open({ before: (each) => each.addInitScript(() => {
      window.prints = 0;
      window.print = () => { window.prints += 1; throw new Error('no paper'); };
    }) });
    const tickets = ticketsOf(page);
    await askForNumber(page);
    await button(page, '取号').click();
    await page.getByText('小票没有打印出来').waitFor();
    const first = await number(page);
    await look(page, 'no-paper');
    await page.evaluate(() => { window.print = () => { window.prints += 1; }; });
    await button(page, '再打印一次').click();
    await page.getByText('请取走小票').waitFor();
    assert.equal(await page.evaluate(() => window.prints), 2);
    assert.equal(await number(page), first);
    assert.equal(tickets.length, 1);
    assert.equal(await waiting(), before + 1, 'one number, says the server');
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf);
    assert.equal(Math.round((width / 72) * 25.4), 80);
    assert.ok(height > width && height < 3 * width, `${height} points high`);
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, 'one sheet');
    await page.setViewportSize({ width: 302, height: 700 });
    await page.emulateMedia({ media: 'print' });
    const words = await page.locator('.paper').innerText();
    for (const word of ['市局', first, '前面', '大约等', '最多', '打印时间 6月13日星期六 09:3', '手机扫码']) assert.ok(words.includes(word), word);
    await place.picture(page, 'kiosk-paper', { fullPage: true });
    await close(page);
  },

  async 'after 40 seconds it warns, after 60 it is at the start, and nothing of the visit is left'() {
    const page = await open({ before: (each) => each.clock.install() });
    await heading(page, '您有预约吗？');
    await button(page, 'English').click();
    await button(page, 'Larger text').click();
    await button(page, 'I have none').click();
    await button(page, '2 people').click();
    await page.clock.runFor(39_000);
    assert.equal(await page.getByRole('alertdialog').count(), 0);
    await page.clock.runFor(2_000);
    await page.getByRole('alertdialog').waitFor();
    await page.getByText(/in (19|20) seconds/).waitFor();
    await look(page, 'idle');
    await button(page, 'I am still here').click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await page.clock.runFor(45_000);
    await page.getByRole('alertdialog').waitFor();
    await page.clock.runFor(16_000);
    await heading(page, '您有预约吗？');
    await page.locator('html[lang=zh-CN]:not([data-large])').waitFor();
    await page.clock.runFor(120_000);
    assert.equal(await page.getByRole('alertdialog').count(), 0, 'nobody is there to be warned');
    await close(page);
  },

  async 'English, larger text, lower controls and staff, on every screen'() {
    const page = await open({ timezoneId: 'America/Los_Angeles', locale: 'en' });
    await heading(page, '您有预约吗？');
    await page.getByText('09:30').waitFor();
    await button(page, '低位操作').click();
    await look(page, 'low');
    const tops = await page.locator('button:visible').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    assert.ok(Math.min(...tops) >= 1150, `lower than before: ${tops}`);
    await button(page, 'A+ 大字').click();
    await look(page, 'low-large');
    await button(page, 'English').click();
    await button(page, 'Normal height').click();
    await heading(page, 'Do you have an appointment?');
    await look(page, 'english');
    await button(page, 'I have an appointment').click();
    await look(page, 'english-code-large');
    await button(page, 'Lower controls').click();
    await look(page, 'english-code-low');
    await button(page, 'Normal height').click();
    await button(page, '‹ Back').click();
    await button(page, 'I have none').click();
    await button(page, 'Just me').click();
    await button(page, 'First passport').waitFor();
    await look(page, 'english-service-large');
    await button(page, 'More services').click();
    await page.getByText('page 2 of 3').waitFor();
    await button(page, 'More services').click();
    await look(page, 'english-service-more');
    await button(page, 'First services').click();
    await button(page, 'Normal text').click();
    await look(page, 'english-service');
    await button(page, 'First passport').click();
    await look(page, 'english-priority');
    await button(page, 'No').click();
    await page.locator('.card li').first().waitFor();
    await look(page, 'english-confirm');
    await button(page, 'Larger text').click();
    await look(page, 'english-confirm-large');
    await button(page, 'Take the number').click();
    await heading(page, 'Your number');
    await look(page, 'english-ticket-large');
    await button(page, 'Done').click();
    await button(page, 'A+ 大字').click();
    await button(page, 'English').click();
    await button(page, '中文').click();
    await askForNumber(page, { service: '领取证件' });
    await button(page, '取号').click();
    await heading(page, '您的号码');
    await look(page, 'ticket-large');
    await button(page, '低位操作').click();
    await look(page, 'ticket-low');
    await button(page, '呼叫工作人员').click();
    await page.getByRole('dialog').getByText('请工作人员过来').waitFor();
    await look(page, 'staff');
    await button(page, '知道了').click();
    await heading(page, '您的号码');
    await close(page);
  },

  async 'staff are called: they see it, the kiosk says who comes, and what to do when nobody does'() {
    const asked = async () => (await server.ask('GET', `${hall}/waiting`, { token: place.tokens.staff })).assistance;
    const answer = async () => {
      for (const { id } of await asked()) await server.ask('POST', `${hall}/assistance/${id}/done`, { token: place.tokens.staff });
    };
    const dialog = (page, text) => page.getByRole('dialog').getByText(text).waitFor();
    await answer(); // of the tests before
    const page = await place.page(`/kiosk/330100?place=${encodeURIComponent('东门 2 号')}#token=${place.tokens.kiosk}`, {
      viewport: tallTv, before: (each) => each.clock.install() });
    await heading(page, '您有预约吗？');
    await button(page, '呼叫工作人员').click();
    await dialog(page, '已经通知工作人员');
    await look(page, 'staff-called');
    const [call, ...others] = await asked();
    assert.deepEqual([call.place, others], ['东门 2 号', []]);
    await button(page, '再响一次').click();
    await page.clock.runFor(50_000);
    assert.equal(await page.getByRole('alertdialog').count(), 0, 'who waits for staff need not touch the screen');
    await dialog(page, '已经通知工作人员');
    assert.equal((await asked()).length, 1, 'one call, however often it is pressed');
    await page.clock.runFor(12_000);
    await dialog(page, '一分钟了，还没有工作人员答复');
    await look(page, 'staff-unanswered');
    await answer();
    await page.clock.runFor(4_000);
    await dialog(page, '工作人员正在过来');
    await look(page, 'staff-coming');
    await button(page, '知道了').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await button(page, '呼叫工作人员').click();
    await dialog(page, '已经通知工作人员');
    const [{ id: second }] = await asked();
    assert.notEqual(second, call.id);
    await page.clock.runFor(61_000);
    await dialog(page, '一分钟了');
    await page.clock.runFor(61_000);
    await page.getByRole('dialog').waitFor({ state: 'detached' }); // nobody is here any more
    await heading(page, '您有预约吗？');
    await answer();
    await close(page);
  },

  async 'staff who cannot be told are called when the server is back'() {
    const page = await open();
    await heading(page, '您有预约吗？');
    await page.route('**/assistance', (route) => route.abort('connectionreset'));
    await button(page, '呼叫工作人员').click();
    await page.getByRole('dialog').getByText('现在通知不到工作人员').waitFor();
    await look(page, 'staff-away', { silent: false });
    await button(page, '知道了').click();
    for (const press of ['A+ 大字', 'English']) await button(page, press).click(); // the longest words
    for (const name of ['high', 'low']) {
      await button(page, 'Call staff').click();
      await page.getByRole('dialog').getByText('the staff cannot be told now').waitFor();
      await look(page, `staff-away-english-large-${name}`, { silent: false });
      await button(page, 'Close').click();
      if (name === 'high') await button(page, 'Lower controls').click();
    }
    await button(page, '中文').click();
    await button(page, '呼叫工作人员').click();
    await page.getByRole('dialog').getByText('现在通知不到工作人员').waitFor();
    await page.unroute('**/assistance');
    await page.getByRole('dialog').getByText('已经通知工作人员').waitFor();
    // A server that was started anew knows of no call: it is told again.
    await server.kill();
    await page.getByRole('dialog').getByText('现在通知不到工作人员').waitFor();
    await server.start();
    await page.getByRole('dialog').getByText('已经通知工作人员').waitFor();
    const { assistance } = await server.ask('GET', `${hall}/waiting`, { token: place.tokens.staff });
    assert.equal(assistance.length, 1);
    await close(page);
  },

  async 'a token that is missing, wrong or of another hall is a matter for staff'() {
    const none = await place.page('/kiosk/330100', { viewport: tallTv });
    await heading(none, '取号机需要设置');
    await look(none, 'device');
    await close(none);
    const wrong = await open({ token: 'a.b.c' });
    await heading(wrong, '取号机需要设置');
    await place.assertGood(wrong, { silent: false });
    await close(wrong);
    const elsewhere = await place.page(`/kiosk/330106#token=${place.tokens.kiosk}`, { viewport: tallTv });
    await heading(elsewhere, '取号机需要设置');
    await close(elsewhere);
  },

  async 'the server goes away: large letters, and the kiosk is back by itself'() {
    const page = await open({ timezoneId: 'Europe/Paris' });
    await heading(page, '您有预约吗？');
    await page.reload(); // a device keeps its token
    await heading(page, '您有预约吗？');
    await server.kill();
    await heading(page, '暂时不能取号');
    await look(page, 'away', { silent: false });
    await server.start();
    await heading(page, '您有预约吗？');
    await close(page);
  },

  async 'killed while a number is taken, whether before or after it was given: one number'() {
    for (const moment of ['before', 'after']) {
      const before = await waiting();
      const page = await open();
      const tickets = ticketsOf(page);
      await askForNumber(page);
      // The request arrives and its reply is lost, or it does not arrive.
      let is_cut = false;
      await page.route('**/tickets', async (route) => {
        if (is_cut) return route.continue();
        is_cut = true;
        if (moment === 'after') await route.fetch();
        await server.kill();
        return route.abort('connectionreset');
      });
      await button(page, '取号').click();
      await page.getByText('网络不通，正在重新连接').waitFor();
      if (moment === 'after') await look(page, 'sending', { silent: false });
      await server.start();
      await heading(page, '您的号码');
      assert.equal(tickets.length, 1);
      assert.equal(await waiting(), before + 1, `one number: killed ${moment} it was given`);
      await button(page, '完成').click();
      await heading(page, '您有预约吗？');
      await close(page);
    }
  },

  async 'who comes half an hour late takes a number like everybody'() {
    const { code } = await book('1000');
    server.step('2026-06-13T10:40:00+08:00');
    const page = await open();
    await heading(page, '您有预约吗？');
    await page.getByText('10:40').waitFor();
    await scan(page, code);
    await heading(page, '预约时间已经过了');
    await look(page, 'too-late', { refused: true });
    await button(page, '取现场号').click();
    await heading(page, '一共几个人办理？');
    await close(page);
  },

  async 'numbers that ended: when again, the nearest hall with some, and online'() {
    server.step('2026-06-13T17:28:00+08:00');
    const page = await open();
    await heading(page, '您有预约吗？');
    await page.getByText('17:28').waitFor();
    await askForNumber(page, { service: '首次申领护照' });
    await button(page, '取号').click();
    await heading(page, '今天的现场号已经停发');
    await page.getByText('6月14日星期日 08:30').first().waitFor();
    await page.getByText('不用来大厅').waitFor();
    await look(page, 'numbers-ended', { refused: true });
    // All halls close at the same time: one that still gives numbers is told as the server would.
    await page.route('**/tickets', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({
      type: '', title: '', status: 409, code: 'numbers_ended', detail: '', message: { zh: '大厅今天的现场号已经停发。', en: 'No more.' },
      opens_at: '2026-06-14T08:30:00+08:00', nearest_hall: { hall: '330102', name: { zh: '上城', en: 'Shangcheng' } } }) }));
    await button(page, '回首页').click();
    await askForNumber(page);
    await button(page, '取号').click();
    await page.getByText('最近还能取号的大厅').waitFor();
    await page.getByText('1.1 公里').or(page.getByText('1.5 公里')).waitFor();
    await look(page, 'numbers-ended-nearest', { refused: true });
    await close(page);
  },

  async 'a hall that is closed says when it opens'() {
    server.step('2026-06-13T19:00:00+08:00');
    const page = await open();
    await page.getByText('现在不在办公时间').waitFor();
    await look(page, 'closed');
    await askForNumber(page);
    await button(page, '取号').click();
    await heading(page, '现在不发号');
    await page.getByText('6月14日星期日 08:30').first().waitFor();
    await look(page, 'closed-refused', { refused: true });
    await close(page);
  },
});
