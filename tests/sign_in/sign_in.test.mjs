// A citizen and a clerk sign in at real OpenID providers, and the real server takes their tokens.
//
//   node --test tests/sign_in/sign_in.test.mjs      after a build of the preset release
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { discover, signIn } from './person.mjs';
import { newKey, TestProvider } from './provider.mjs';
import { Server } from '../support/server.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.OFFPEAK_PROGRAM ?? join(source, 'build/release/main/offpeak');
const audience = 'https://halls.example/v1';
const number = '999999199001010016'; // nobody's: no place has the region code 999999
const citizens = { 'u-7': { id_number: number }, 'u-8': { id_number: number, role: 'staff', hall: 330100 } };
const clerks = { 'li.na': { role: 'staff', hall: 330100 }, boss: { role: 'admin' } };

let folder, portal, staff, server;
const portal_keys = [newKey('portal-1')];

/// What an operator does: asks where the keys are, and puts them beside the server's own.
const fetchKeys = async (issuer, name) => {
  const keys = await fetch((await discover(issuer)).jwks_uri);
  writeFileSync(join(folder, 'keys', name), await keys.text());
};

const tokenOf = async (provider, account) => {
  const reply = await signIn(provider.issuer, account, audience);
  assert.ok(reply.access_token, JSON.stringify(reply));
  return reply.access_token;
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offpeak-sign-in-'));
  mkdirSync(join(folder, 'keys'), { mode: 0o700 });
  portal = await TestProvider.start({ keys: portal_keys, audience, claims: citizens });
  staff = await TestProvider.start({ keys: [newKey('staff-1')], audience, claims: clerks });
  await fetchKeys(portal.issuer, 'portal.json');
  await fetchKeys(staff.issuer, 'staff.json');
  writeFileSync(join(folder, 'keys/issuers.json'), JSON.stringify({
    issuers: [
      { issuer: portal.issuer, audience, roles: ['citizen'], keys: 'portal.json', citizen_from: 'number', test_numbers: true },
      { issuer: staff.issuer, audience, roles: ['staff', 'planner'], keys: 'staff.json' },
    ],
  }));
  server = new Server(program, source, folder, 'demo');
  await server.ready();
});

after(async () => {
  await server?.stop();
  portal?.stop();
  staff?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

test('a citizen who signed in at the portal sees what was booked for the number at the counter', async () => {
  const token = await tokenOf(portal, 'u-7');
  const mine = await server.ask('GET', '/v1/me/appointments', token);
  assert.equal(mine.status, 200, JSON.stringify(mine.body));

  // The number typed by somebody at the machine makes the same citizen.
  const typed = execFileSync(program, ['token', '--role', 'citizen', '--id-number', '-',
    '--keys', join(folder, 'keys')], { input: `${number}\n`, encoding: 'utf8' }).trim();
  const booked = await server.ask('POST', '/v1/appointments', typed, {
    slot: '330100.documents.2026-06-15.1000',
    applicants: [{ service: 'passport_renewal', id_number: number }],
  });
  assert.equal(booked.status, 201, JSON.stringify(booked.body));
  const seen = await server.ask('GET', '/v1/me/appointments', token);
  assert.ok(JSON.stringify(seen.body).includes(booked.body.id), JSON.stringify(seen.body));
});

test('a clerk who signed in opens a counter of the clerk\'s own hall, and of no other', async () => {
  const token = await tokenOf(staff, 'li.na');
  const opened = await server.ask('POST', '/v1/halls/330100/counters/1/open', token);
  assert.equal(opened.status, 204, JSON.stringify(opened.body));
  assert.equal((await server.ask('POST', '/v1/halls/330102/counters/1/open', token)).status, 403);
});

test('a citizen\'s token opens no counter, and the portal makes no clerks', async () => {
  const token = await tokenOf(portal, 'u-7');
  assert.equal((await server.ask('POST', '/v1/halls/330100/counters/1/open', token)).status, 403);
  const clerk = await tokenOf(portal, 'u-8');
  assert.equal((await server.ask('POST', '/v1/halls/330100/counters/1/open', clerk)).status, 401);
});

test('a provider of staff gives no role that it was not allowed', async () => {
  const token = await tokenOf(staff, 'boss');
  assert.equal((await server.ask('GET', '/v1/operations/audit', token)).status, 401);
});

test('an ID token is no bearer token, and a stolen code without its verifier gives none', async () => {
  const reply = await signIn(portal.issuer, 'u-7', audience);
  assert.equal((await server.ask('GET', '/v1/me/appointments', reply.id_token)).status, 401);
  const stolen = await signIn(portal.issuer, 'u-7', audience, 'g'.repeat(43));
  assert.equal(stolen.error, 'invalid_grant');
});

test('keys rotate while the server runs', async () => {
  const before_rotation = await tokenOf(portal, 'u-7');
  const isGood = async (token) => (await server.ask('GET', '/v1/me/appointments', token)).status === 200;
  const next = newKey('portal-2');
  portal.use({ keys: [next, ...portal_keys], audience, claims: citizens });
  const after_rotation = await tokenOf(portal, 'u-7');
  assert.equal(await isGood(after_rotation), false);
  await fetchKeys(portal.issuer, 'portal.json');
  await server.reread();
  assert.equal(await isGood(after_rotation), true);
  assert.equal(await isGood(before_rotation), true);

  portal.use({ keys: [next], audience, claims: citizens });
  await fetchKeys(portal.issuer, 'portal.json');
  await server.reread();
  assert.equal(await isGood(before_rotation), false);
  assert.equal(await isGood(after_rotation), true);
});

test('no identity number is in the log or the store', async () => {
  const kept = readdirSync(folder).filter((name) => name.startsWith('offpeak.db'));
  assert.ok(kept.length > 0 && server.log.includes('event=reply'));
  for (const text of [server.log, ...kept.map((name) => readFileSync(join(folder, name), 'latin1'))]) {
    assert.ok(!text.includes(number));
    assert.ok(!text.includes(Buffer.from(number).toString('base64url').slice(2, -4)));
  }
});
