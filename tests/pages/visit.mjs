// After booking, on the real server: manage, move, cancel, watch, wait, follow the queue, without a network.
import assert from 'node:assert/strict';

import { assertLarge } from './support/large.mjs';
import { desktop, phone, Place, run } from './support/place.mjs';

const place = await Place.open({ clock: '2026-06-11T09:30:00+08:00@step' });
const { server } = place;

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** A resident's number, of nobody. */
function number(n) {
  const first = `99999919900101${String(n).padStart(3, '0')}`;
  return first + '10X98765432'[weights.reduce((sum, weight, at) => sum + weight * Number(first[at]), 0) % 11];
}
const fullWidth = (text) => text.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
let last = 100;
const nobody = () => ++last;

const tokenOf = async (n) => (await server.ask('POST', '/v1/tokens', { body: { id_number: number(n) } })).token;
const slotOf = (day, time, lane = 'documents') => `330100.${lane}.2026-06-${day}.${time}`;
const book = (people, slot, service = 'passport_renewal') => server.ask('POST', '/v1/appointments', {
  token: place.tokens.hotline, body: { slot, applicants: people.map((n) => ({ service, id_number: number(n) })) },
});
const stateOf = (id) => server.ask('GET', `/v1/appointments/${id}`, { token: place.tokens.admin });
const lineOf = (id) => server.ask('GET', `/v1/waitlist/${id}`, { token: place.tokens.admin });

let now = Date.parse('2026-06-11T09:30:00+08:00');
const stepTo = async (stamp) => { now = await server.stepTo(stamp); };
/** Moves the clock on, a little each time, until it is so: places come back after a random while. */
async function stepUntil(isSo) {
  for (let minutes = 0; minutes < 90; minutes += 5) {
    const answer = await isSo();
    if (answer) return answer;
    await stepTo(now + 5 * 60_000);
  }
  throw new Error('it did not come');
}

const open = (path, options = {}) => place.page(`/#${path}`, { viewport: phone, ...options });
/** The page asks at once, instead of at its next time. */
// eslint-disable-next-line no-undef
const look = (page) => page.evaluate(() => window.dispatchEvent(new Event('online')));
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const says = (page, text) => page.getByText(text).first().waitFor();
async function signIn(page, n, as = (text) => text) {
  await page.getByLabel('证件号码', { exact: true }).fill(as(number(n)));
  await page.locator('form button[type=submit]').click();
}
/** A refusal that the test provokes, which Chromium writes to the console. */
async function refused(page, code) {
  await page.locator(`[data-code=${code}]`).waitFor();
  place.forgive(page);
}
const good = async (page, name, options) => {
  await place.assertGood(page);
  if (name) await place.picture(page, name, { fullPage: true, ...options });
};

await run(place, {
  async 'a visit says where, when, with which code and what to bring, in both languages and every zone'() {
    const { id, code } = await book([nobody()], slotOf(13, '0830'));
    for (const [timezoneId, locale] of [['Asia/Shanghai', 'zh-CN'], ['Europe/Paris', 'en'], ['America/Los_Angeles', 'zh-CN']]) {
      const page = await open(`/visits/${id}`, { timezoneId, locale });
      await says(page, code);
      await says(page, locale === 'en' ? 'Saturday 13 June' : '6月13日星期六');
      await says(page, '08:30–09:00');
      await says(page, locale === 'en' ? '08:00 to 08:45' : '08:00 至 08:45');
      await says(page, '婺江路169号');
      await says(page, locale === 'en' ? 'Identity card' : '身份证');
      await page.locator('.code-card img').evaluate((image) => image.decode());
      assert.match(await (await fetch(server.url + await page.locator('a[download]').getAttribute('href'))).text(), /^BEGIN:VCALENDAR/);
      await good(page, `visit-${locale}-${timezoneId.split('/')[1]}`);
      await page.context().close();
    }
  },

  async 'how far it is, only if the browser may tell'() {
    const { id } = await book([nobody()], slotOf(13, '0830'));
    const page = await open(`/visits/${id}`, { geolocation: { latitude: 30.27, longitude: 120.16 }, permissions: ['geolocation'] });
    await press(page, '看看有多远');
    await says(page, '离您约 5.3 公里');
    await page.context().close();
    const shy = await open(`/visits/${id}`);
    await press(shy, '看看有多远');
    await says(shy, '没有定位权限');
    await shy.context().close();
  },

  async 'my visits: none yet, a wrong number is said at the field, a right one however it is typed'() {
    const n = nobody();
    const { id, code } = await book([n], slotOf(14, '0900'));
    const page = await open('/visits');
    await says(page, '这部手机上还没有预约');
    await good(page, 'visit-mine-empty');
    await page.getByLabel('证件号码', { exact: true }).fill('999999199001010017');
    await press(page, '确认身份');
    await page.getByRole('alert').getByRole('link', { name: /逐位核对/ }).click();
    assert.ok(await page.locator('#identity').evaluate((field) => field === document.activeElement && field.getAttribute('aria-invalid') === 'true')); // eslint-disable-line no-undef
    await good(page, 'visit-identity-fault');
    await signIn(page, n, (text) => ` ${fullWidth(text.toLowerCase())} `);
    await page.getByRole('heading', { name: '查到的预约' }).waitFor();
    await page.locator('.visit-row', { hasText: code }).first().waitFor();
    await good(page, 'visit-mine');
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href); // eslint-disable-line no-undef
    assert.ok(!stored.includes(number(n)) && !stored.includes('eyJ'), 'neither number nor token is stored');
    await page.locator('.visit-row', { hasText: code }).first().click();
    await page.waitForURL(`**/#/visits/${id}`);
    await press(page, '从这部手机上删除');
    assert.equal(await page.evaluate(() => localStorage.getItem('offpeak.visits')), null); // eslint-disable-line no-undef
    await page.context().close();
  },

  async 'moved to another time; one that went under the finger offers the nearest'() {
    const n = nobody();
    const first = await book([n], slotOf(15, '1000', 'business'), 'business_registration');
    const page = await open(`/visits/${first.id}`);
    await press(page, '改时间');
    await page.getByRole('heading', { name: '请先确认身份' }).waitFor();
    await good(page);
    await signIn(page, n);
    await page.getByRole('heading', { name: '改到什么时候？' }).waitFor();
    await says(page, '现在还不算临近取消');
    await page.locator('.slot-time').first().waitFor();
    await good(page, 'visit-move');
    await page.locator('#move-day').selectOption('2026-06-14');
    await book([nobody()], slotOf(14, '0930', 'business'), 'business_registration');
    await page.locator('.slot-time', { hasText: '09:30' }).click();
    await page.getByRole('heading', { name: '确认改时间' }).waitFor();
    await good(page, 'visit-move-confirm');
    await press(page, '确认改到这个时间');
    await refused(page, 'slot_full');
    await page.getByRole('heading', { name: '时间最近、还有余号的' }).waitFor();
    assert.equal(await page.locator('.slot-times').first().locator('li').count(), 3);
    await good(page, 'visit-move-gone');
    await page.locator('.slot-time', { hasText: '09:00' }).first().click();
    await press(page, '确认改到这个时间');
    await says(page, '时间改好了');
    await page.locator('.place-card', { hasText: '6月14日星期日' }).waitFor();
    const before = await stateOf(first.id);
    assert.equal(before.status, 'rescheduled');
    await page.waitForURL(`**/#/visits/${before.rescheduled_to}`);
    assert.ok((await page.evaluate(() => localStorage.getItem('offpeak.visits'))).includes(before.rescheduled_to)); // eslint-disable-line no-undef
    await page.context().close();
    const old = await open(`/visits/${first.id}`);
    await old.getByRole('link', { name: '查看新的预约' }).click();
    await old.locator('.place-card', { hasText: '6月14日星期日' }).waitFor();
    await old.context().close();
  },

  async 'cancelled after one question that says what it costs; a reload asks again who it is; a stranger may not'() {
    const n = nobody();
    const { id } = await book([n], slotOf(13, '0900'));
    const page = await open(`/visits/${id}`);
    await press(page, '取消预约');
    await signIn(page, nobody());
    await press(page, '确定取消');
    await refused(page, 'forbidden');
    await good(page, 'visit-forbidden');
    await press(page, '换一个证件');
    await signIn(page, n);
    await page.getByRole('heading', { name: '确定取消这个预约吗？' }).waitFor();
    await page.locator('[data-late=free]').waitFor();
    await good(page, 'visit-cancel');
    await page.reload();
    await page.getByRole('heading', { name: '请先确认身份' }).waitFor();
    await signIn(page, n);
    await press(page, '不取消');
    assert.equal((await stateOf(id)).status, 'booked');
    await press(page, '取消预约');
    await press(page, '确定取消');
    await says(page, '已取消。号会放回给其他人。');
    await says(page, '这个预约已经取消，不用到场');
    assert.equal((await stateOf(id)).status, 'cancelled');
    await good(page, 'visit-cancelled');
    await page.context().close();
  },

  async 'a companion confirms by the own number, on the same page'() {
    const [one, two] = [nobody(), nobody()];
    const token = await tokenOf(one);
    const { id } = await server.ask('POST', '/v1/appointments', { token, body: {
      slot: slotOf(13, '1000'), applicants: [one, two].map((n) => ({ service: 'passport_renewal', id_number: number(n) })) } });
    const page = await open(`/visits/${id}`);
    await says(page, '还没有确认');
    await press(page, '我是同行人，确认一起来');
    await page.locator('#companion').fill(number(two));
    await good(page, 'visit-companion');
    await press(page, '确认一起来');
    await says(page, '已确认一起来。');
    assert.ok((await stateOf(id)).applicants.every(({ confirmed }) => confirmed));
    await page.context().close();
  },

  async 'an earlier place is watched for, offered when another citizen cancels, declined, and taken'() {
    const times = ['0830', '0900', '0930', '1000', '1030', '1100', '1130'];
    const others = [];
    for (const time of times) {
      const n = nobody();
      others.push({ n, ...await book([n], slotOf(12, time, 'business'), 'business_registration') });
    }
    const n = nobody();
    const mine = await book([n], slotOf(16, '0900', 'business'), 'business_registration');
    const page = await open(`/visits/${mine.id}`);
    await press(page, '有更早的号时通知我');
    await signIn(page, n);
    await page.getByRole('heading', { name: '哪些大厅？' }).or(page.getByText('哪些大厅？')).first().waitFor();
    await page.getByLabel('市局', { exact: true }).uncheck();
    await press(page, '开始等更早的号');
    await page.getByRole('alert').getByText('请至少选一个大厅').waitFor();
    await good(page, 'visit-watch');
    await page.getByLabel('市局', { exact: true }).check();
    await page.getByLabel('从', { exact: true }).selectOption('2026-06-12');
    await page.getByLabel('到', { exact: true }).selectOption('2026-06-12');
    await page.getByLabel('上午（12:00 以前）').check();
    await press(page, '开始等更早的号');
    await says(page, '有更早的号时，会在这里告诉您');
    await says(page, '正在等：市局，6月12日星期五 至 6月12日星期五，上午（12:00 以前）。');
    await good(page, 'visit-watching');

    const cancel = async ({ id, n: who }) => server.ask('POST', `/v1/appointments/${id}/cancel`, { token: await tokenOf(who) });
    await cancel(others[1]);
    await stepUntil(async () => (await stateOf(mine.id)).offer);
    await look(page);
    await page.getByRole('heading', { name: '有一个更早的号给您留着' }).waitFor();
    await good(page, 'visit-offer');
    await press(page, '不换');
    await says(page, '好的，不换。现在的预约不变。');
    assert.equal((await stateOf(mine.id)).offer, undefined);
    await cancel(others[3]);
    const { id } = await stepUntil(async () => (await stateOf(mine.id)).offer);
    await look(page);
    await press(page, '换到这个号');
    await says(page, '已经换好了');
    await page.waitForURL(`**/#/visits/${id}`);
    assert.equal((await stateOf(mine.id)).rescheduled_to, id);
    await page.context().close();
  },

  async 'a watch is ended on the page'() {
    const n = nobody();
    const { id } = await book([n], slotOf(16, '1000', 'business'), 'business_registration');
    await server.ask('POST', `/v1/appointments/${id}/watch`, { token: await tokenOf(n), body: { from: '2026-06-12', to: '2026-06-12', from_time: '11:30', to_time: '12:00' } });
    const page = await open(`/visits/${id}`);
    await press(page, '不再等了');
    await signIn(page, n);
    await press(page, '不再等了');
    await says(page, '不再等更早的号了');
    assert.equal((await stateOf(id)).watch, undefined);
    await page.context().close();
  },

  async 'waiting for a full slot: joined, the offer declined by one and taken by the next'() {
    const full = slotOf(17, '0900', 'business');
    const [who, first, second] = [nobody(), nobody(), nobody()];
    const taken = await book([who], full, 'business_registration');
    const pages = [];
    for (const n of [first, second]) {
      const page = await open(`/waitlist/join/${full}/business_registration`);
      await page.getByLabel('证件号码', { exact: true }).fill('12345');
      await press(page, '登记候补');
      await page.getByRole('alert').getByText('位数不对').waitFor();
      await page.getByLabel('证件号码', { exact: true }).fill(number(n));
      await good(page, 'waitlist-join');
      await press(page, '登记候补');
      await says(page, `您排在第 ${pages.length + 1} 位`);
      pages.push(page);
    }
    await good(pages[0], 'waitlist-waiting');
    const ids = pages.map((page) => page.url().split('/').at(-1));
    await server.ask('POST', `/v1/appointments/${taken.id}/cancel`, { token: await tokenOf(who) });
    await stepUntil(async () => (await lineOf(ids[0])).offer);
    await look(pages[0]);
    await says(pages[0], '排到您了，有一个号给您留着');
    await good(pages[0], 'waitlist-offer');
    await press(pages[0], '不要了');
    await pages[0].getByText(/候补/).first().waitFor();
    await stepUntil(async () => (await lineOf(ids[1])).offer);
    await look(pages[1]);
    await press(pages[1], '就要这个号');
    await says(pages[1], '预约成功');
    await pages[1].locator('.code').waitFor();
    assert.equal((await lineOf(ids[1])).status, 'accepted');
    await pages[0].reload();
    await pages[0].getByRole('link', { name: '登记候补' }).waitFor();
    await good(pages[0], 'waitlist-lapsed');
    for (const page of pages) await page.context().close();
  },

  async 'a place in line is given up after one question; a slot with room is not waited for'() {
    const full = slotOf(17, '0930', 'business');
    await book([nobody()], full, 'business_registration');
    const n = nobody();
    const { id } = await server.ask('POST', '/v1/waitlist', { token: await tokenOf(n), body: { slot: full, applicants: [{ service: 'business_registration', id_number: number(n) }] } });
    const page = await open(`/waitlist/${id}`);
    await press(page, '退出候补');
    await signIn(page, n);
    await press(page, '退出候补');
    await says(page, '已退出候补。');
    await page.context().close();
    const free = await open(`/waitlist/join/${slotOf(17, '1000', 'business')}/business_registration`);
    await signIn(free, nobody());
    await free.locator('[data-code=slot_available]').getByRole('link', { name: '去预约' }).waitFor();
    await free.context().close();
  },

  async 'a hold is confirmed, or kept again by one tap when it has run out'() {
    const n = nobody();
    const hold = async (slot) => server.ask('POST', '/v1/holds', { token: await tokenOf(n), body: { slot, applicants: [{ service: 'passport_renewal', id_number: number(n) }] } });
    const { id } = await hold(slotOf(18, '0900'));
    const page = await open(`/visits/${id}`);
    await page.locator('.countdown').getByText(/^(10 分 0|9 分 5\d) 秒/).waitFor();
    await stepTo(now + 4 * 60_000);
    await look(page);
    await page.locator('.countdown').getByText(/^(6 分 0|5 分 5\d) 秒/).waitFor();
    await good(page, 'visit-held');
    await stepTo(now + 11 * 60_000);
    await look(page);
    await says(page, '保留的时间到了');
    await good(page, 'visit-expired');
    await press(page, '重新保留这个号');
    await signIn(page, n);
    await press(page, '重新保留这个号');
    await page.waitForURL((url) => !url.href.includes(id));
    await press(page, '确认预约');
    await page.locator('.code').waitFor();
    await page.context().close();
  },

  async 'while booking, a hold counts down what the server says is left, whatever day the browser believes it is'() {
    const page = await open(`/book/identity?services=passport_renewal&slot=${slotOf(18, '1030')}`, { before: (each) => each.clock.install({ time: new Date('1999-01-01T00:00:00Z') }) });
    await page.getByLabel('身份证号码').fill(number(nobody()));
    await press(page, '下一步：核对');
    await page.getByRole('timer').getByText(/(10:00|9:5\d)/).waitFor();
    await stepTo(now + 4 * 60_000);
    await page.reload();
    await page.getByRole('timer').getByText(/(6:00|5:5\d)/).waitFor();
    await page.context().close();
  },

  async 'a party moves to where there is room for the sum of their times'() {
    const services = ['passport_renewal', 'first_passport', 'taiwan_permit'];
    const people = services.map(nobody);
    const { id } = await server.ask('POST', '/v1/appointments', { token: await tokenOf(people[0]), body: {
      slot: slotOf(18, '0930'), applicants: services.map((service, at) => ({ service, id_number: number(people[at]) })) } });
    const remaining = async (query) => (await server.ask('GET', `/v1/slots?${query}&hall=330100&from=2026-06-22&to=2026-06-22`)).slots.find(({ id: slot }) => slot.endsWith('.1000')).remaining;
    const [of_all, of_first] = [await remaining(`services=${services}`), await remaining('service=passport_renewal&party=3')];
    assert.ok(of_all < of_first, `${of_all} < ${of_first}`);
    const page = await open(`/visits/${id}`);
    await press(page, '改时间');
    await signIn(page, people[0]);
    await page.locator('#move-day').selectOption('2026-06-22');
    await page.locator('.slot-time', { hasText: '10:00' }).getByText(`余 ${of_all}`, { exact: true }).waitFor();
    await page.context().close();
  },

  async 'late is said to be late, by the time that the server tells'() {
    const n = nobody();
    const { id } = await book([n], slotOf(12, '1430'));
    assert.equal((await stateOf(id)).cancel_free_until, '2026-06-11T17:00:00+08:00');
    await stepTo('2026-06-11T17:30:00+08:00');
    const page = await open(`/visits/${id}`);
    await press(page, '取消预约');
    await signIn(page, n);
    await page.locator('[data-late=late]').getByText('已经过了 6月11日星期四 17:00').waitFor();
    await good(page, 'visit-cancel-late');
    await press(page, '确定取消');
    await says(page, '已取消（临近取消）');
    assert.equal((await stateOf(id)).status, 'late_cancelled');
    await page.context().close();
  },

  async 'the queue on the day, from the paper to the end'() {
    const hall = '/v1/halls/330100';
    const counter = (action, body) => server.ask('POST', `${hall}/counters/5/${action}`, { token: place.tokens.staff, body });
    const visits = [];
    for (let n = 0; n < 4; ++n) visits.push(await book([nobody()], slotOf(12, '0830')));
    const mine = visits.push(await book([nobody(), nobody()], slotOf(12, '0830'))) - 1;
    await stepTo('2026-06-12T08:31:00+08:00');
    for (let n = 0; n < 3; ++n) await server.ask('POST', `${hall}/tickets`, { token: place.tokens.kiosk, body: { service: 'passport_renewal' } });
    await stepTo(now);
    const today = await open(`/visits/${visits[mine].id}`);
    await says(today, '今天就是您的预约日');
    await good(today, 'visit-today');
    const tickets = [];
    await counter('open');
    for (const { code } of visits) tickets.push(await server.ask('POST', `${hall}/check-ins`, { token: place.tokens.kiosk, body: { code } }));
    const placeSays = async (of) => {
      const { ahead, wait_p50_minutes: about, wait_p90_minutes: most } = await server.ask('GET', `/v1/tickets/${tickets[mine].id}`);
      await look(of);
      await of.locator('.ticket').getByText(ahead ? `前面还有 ${ahead} 位` : '下一位就是您', { exact: true }).waitFor();
      await of.locator('.ticket').getByText(`约 ${Math.max(Math.round(about), 1)} 分钟，最多 ${Math.max(Math.ceil(most), 1)} 分钟`, { exact: true }).waitFor();
      return ahead;
    };
    const before = await placeSays(today);
    assert.ok(before >= 4, 'whoever booked and came first');
    await today.locator('.ticket-number', { hasText: tickets[mine].numbers[0] }).waitFor();
    await good(today, 'visit-checked-in');
    await today.setViewportSize({ width: 320, height: 640 });
    await good(today, 'visit-checked-in-narrow');
    const large = await open(`/visits/${visits[mine].id}`, { viewport: { width: 320, height: 640 }, before: (each) => each.addInitScript(() => localStorage.setItem('offpeak.elder', '1')) }); // eslint-disable-line no-undef
    await large.locator('.ticket-number').waitFor();
    await assertLarge(large);
    await good(large, 'visit-checked-in-narrow-elder');
    await large.context().close();

    const page = await open(`/tickets/${tickets[mine].id}`, { timezoneId: 'America/Los_Angeles' });
    await page.locator('.ticket-number', { hasText: tickets[mine].numbers[0] }).waitFor();
    await says(page, /前面还有 \d+ 位|下一位就是您/);
    await good(page, 'ticket-waiting');
    const english = await open(`/tickets/${tickets[mine].id}`, { locale: 'en', viewport: desktop });
    await says(english, /before you|You are next/);
    await good(english, 'ticket-waiting-en');
    await english.context().close();

    for (;;) {
      const { ticket } = await counter('call-next');
      if (ticket.id === tickets[mine].id) break;
      await counter('serve');
      await counter('finish');
      assert.ok(await placeSays(today) <= before);
    }
    await look(today);
    await today.getByRole('alert').getByText('请到 5 号窗口').waitFor();
    await good(today, 'visit-called');
    await look(page);
    await page.getByRole('alert').getByText('请到 5 号窗口').waitFor();
    await page.getByRole('heading', { name: '请到 5 号窗口', level: 1 }).waitFor();
    await good(page, 'ticket-called');
    await counter('serve');
    await look(page);
    await says(page, '正在 5 号窗口办理');
    await good(page);
    await counter('finish');
    await look(page);
    await says(page, '已办完');
    await good(page, 'ticket-done');
    await page.context().close();
    await look(today);
    await says(today, '这次业务已经办完');
    assert.equal(await today.locator('.ticket').count(), 0);
    await today.context().close();
  },

  async 'a number is given up after one question, and one that there is not is said in words'() {
    const { id } = await server.ask('POST', '/v1/halls/330100/tickets', { token: place.tokens.kiosk, body: { service: 'passport_renewal' } });
    const page = await open(`/tickets/${id}`);
    await press(page, '不等了，放弃这个号');
    await good(page, 'ticket-leave');
    await press(page, '确定放弃');
    await says(page, '这个号已经放弃');
    await page.context().close();
    const none = await open(`/tickets/${'0'.repeat(32)}`);
    await says(none, '没有查到这个排队号');
    await none.context().close();
    const unknown = await open(`/visits/${'0'.repeat(32)}`);
    await says(unknown, '没有查到');
    await unknown.context().close();
  },

  async 'the server is killed: ages are said, nothing old looks live, and it comes back by itself'() {
    const { id } = await server.ask('POST', '/v1/halls/330100/tickets', { token: place.tokens.kiosk, body: { service: 'passport_renewal' } });
    const n = nobody();
    const visit = await book([n], slotOf(18, '1000'));
    const page = await open(`/tickets/${id}`, { before: (each) => each.clock.install() });
    const other = await open(`/visits/${visit.id}`, { before: (each) => each.clock.install() });
    await page.locator('.ticket-number').waitFor();
    await other.locator('.code').waitFor();
    await server.kill();
    await page.clock.runFor(25_000);
    await page.locator('.ticket-age').getByText(/2\d 秒 前的情况/).waitFor();
    assert.equal(await page.locator('.ticket-stale').count(), 0);
    await page.clock.runFor(40_000);
    await page.locator('.ticket-stale').waitFor();
    await says(page, '连接中断，下面不是现在的情况');
    await place.assertGood(page, { silent: false });
    await place.picture(page, 'ticket-stale');
    await other.clock.runFor(65_000);
    await says(other, '连不上服务器，正在自动重连');
    await other.locator('.code').waitFor();
    await place.assertGood(other, { silent: false });
    await server.start();
    await stepTo(now);
    await page.clock.runFor(15_000);
    await page.locator('.ticket:not(.ticket-stale)').waitFor();
    await other.clock.runFor(20_000);
    await other.getByText('连不上服务器，正在自动重连').waitFor({ state: 'detached' });
    await page.context().close();
    await other.context().close();
  },

  async 'without a network the kept visits and their codes are there, and no queue is'() {
    const n = nobody();
    const { id, code } = await book([n], slotOf(22, '1000'));
    const page = await open('/visits');
    await signIn(page, n);
    await page.locator('.visit-row', { hasText: code }).first().click();
    await page.locator('.code-card img').waitFor();
    // eslint-disable-next-line no-undef
    await page.waitForFunction(async (path) => navigator.serviceWorker.controller && await caches.match(path), `/v1/appointments/${id}/qr.svg`);
    // eslint-disable-next-line no-undef
    await page.waitForFunction(async () => (await (await caches.open('offpeak-shell-1')).keys()).some(({ url }) => /TicketPage/.test(url)));
    await page.context().setOffline(true);
    await page.goto(`${server.url}/#/visits`);
    await page.reload();
    await says(page, '下面是存在这部手机上的预约');
    await page.locator('.visit-row', { hasText: code }).waitFor();
    await place.assertGood(page, { silent: false });
    await place.picture(page, 'visit-offline-list');
    await page.locator('.visit-row', { hasText: code }).click();
    await page.locator('.code', { hasText: code }).waitFor();
    await page.locator('.code-card img').evaluate((image) => image.decode());
    await says(page, '市局');
    await says(page, '09:30 至 10:15');
    await place.assertGood(page, { silent: false });
    await place.picture(page, 'visit-offline', { fullPage: true });
    const kept = await page.evaluate(async () => { // eslint-disable-line no-undef
      // eslint-disable-next-line no-undef
      const names = await caches.keys();
      // eslint-disable-next-line no-undef
      return (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat();
    });
    assert.ok(kept.filter((path) => path.startsWith('/v1/')).every((path) => path.endsWith('/qr.svg')), 'no reply of the interface is kept but codes');
    await page.goto(`${server.url}/#/tickets/${'1'.repeat(32)}`);
    await says(page, '连不上服务器');
    assert.equal(await page.locator('.ticket').count(), 0);
    await page.context().setOffline(false);
    await page.goto(`${server.url}/#/visits`);
    await press(page, '从这部手机上全部删除');
    await says(page, '这部手机上还没有预约');
    await page.context().close();
  },

  async 'Chromium would install it'() {
    const page = await open('/visits');
    const devtools = await page.context().newCDPSession(page);
    const { errors, data } = await devtools.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    assert.match(data, /出入境办证预约/);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), []);
    await page.context().close();
  },

  async 'by keyboard alone, and in the elder view with large targets'() {
    const n = nobody();
    const { id } = await book([n], slotOf(22, '0900'));
    const elder = { before: (each) => each.addInitScript(() => localStorage.setItem('offpeak.elder', '1')) }; // eslint-disable-line no-undef
    const page = await open(`/visits/${id}`, elder);
    await says(page, '身份证');
    await page.locator('html[data-elder]').waitFor();
    await assertLarge(page);
    await good(page, 'visit-elder-all');
    const cancel = page.getByRole('button', { name: '取消预约', exact: true });
    await cancel.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '请先确认身份' }).waitFor();
    await page.getByLabel('证件号码', { exact: true }).focus();
    await page.keyboard.type(number(n));
    await page.keyboard.press('Enter');
    await page.locator('h2:focus', { hasText: '确定取消这个预约吗？' }).waitFor();
    await assertLarge(page);
    await good(page, 'visit-elder');
    await press(page, '不取消');
    await press(page, '有更早的号时通知我');
    await page.getByText('哪些大厅？').waitFor();
    await assertLarge(page);
    await good(page, 'visit-elder-watch');
    await page.goto(`${server.url}/#/visits/${id}?do=move`);
    await page.locator('.slot-time').first().waitFor();
    await assertLarge(page);
    await good(page, 'visit-elder-move');
    await page.goto(`${server.url}/#/visits`);
    await page.locator('.visit-row').first().waitFor();
    await assertLarge(page);
    await good(page, 'visit-elder-mine');
    const ticket = await server.ask('POST', '/v1/halls/330100/tickets', { token: place.tokens.kiosk, body: { service: 'passport_renewal' } });
    await page.goto(`${server.url}/#/tickets/${ticket.id}`);
    await page.locator('.ticket-number').waitFor();
    await assertLarge(page);
    await good(page, 'visit-elder-ticket');
    await page.context().close();
  },
});
