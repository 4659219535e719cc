// What docs/operations.md promises of its commands, beyond that they succeed. Each row: the heading under which the
// command is, a pattern of the command, and what must hold then. A row that no command fits fails the walk, so that
// none is left without its command.
import assert from 'node:assert/strict';

const json = (played) => JSON.parse(played.out.trim().split('\n').at(-1));
const lines = (played) => played.out.trim().split('\n').map((line) => JSON.parse(line));
const reply = (played) => JSON.parse(played.replies.at(-1).text);

function leads(played, walk) {
  const { status, epoch } = reply(played);
  assert.equal(status, 'ready');
  assert.ok(epoch > walk.epoch, `epoch ${epoch} after ${walk.epoch}`);
  walk.epoch = epoch;
}

export const promises = [
  ['README: Minute one', /\/slots\?/, (played) => assert.ok(reply(played).slots.length > 0)],
  ['README: Minute one', /^booked=/, (played) => assert.equal(reply(played).status, 'booked')],
  ['README: Minute one', /appointments\/\$id/, (played) => assert.equal(reply(played).status, 'booked')],
  ['README: Minute one', /\/tickets"/, (played, walk) => { walk.number = reply(played).number; }],
  ['README: Minute one', /call-next/, (played, walk) => assert.equal(reply(played).ticket.number, walk.number)],
  ['README: Minute one', /board\/stream/, (played, walk) => assert.ok(played.out.includes(walk.number))],

  ['Minute one', /\/slots\?/, (played) =>
    assert.ok(reply(played).slots.some((slot) => slot.id === '330100.documents.2026-06-14.1430' && slot.remaining > 0))],
  ['Minute one', /^booked=/, (played, walk) => {
    walk.booked = reply(played);
    assert.equal(walk.booked.status, 'booked');
    assert.match(walk.booked.code, /^\w{6}$/);
  }],
  ['Minute one', /appointments\/\$appointment/, (played, walk) => assert.equal(reply(played).id, walk.booked.id)],
  ['Start, stop, exit codes', /status/, (played) => assert.match(played.out, /active \(running\)/)],
  ['Start, stop, exit codes', /journalctl/, (played) => assert.match(played.out, /event=recovered /)],

  ['Back up and restore', /backup \$store/, (played, walk) => {
    walk.backup = json(played);
    assert.match(walk.backup.hash, /^[0-9a-f]{16,}$/);
    assert.ok(walk.backup.sequence > 0);
  }],
  ['Back up and restore', /inspect --hash/, (played, walk) =>
    assert.ok(played.out.includes(walk.backup.hash), 'the backup has the hash of the store')],
  ['Back up and restore', /^echo "\$restored"/, (played, walk) => {
    const both = lines(played);
    assert.equal(both.length, 2);
    for (const one of both) assert.equal(one.hash, walk.backup.hash, 'the restored store has the hash of the backup');
    for (const one of both) assert.equal(one.sequence, walk.backup.sequence);
  }],
  ['Back up and restore', /inspect --verify --expect-sequence/, (played, walk) => assert.ok(played.out.includes(walk.backup.hash))],
  ['Back up and restore', /offpeak copy /, (played) => assert.equal(new Set(lines(played).map((each) => each.hash)).size, 1)],
  ['Back up and restore', /appointments\/\$appointment/, (played, walk) => assert.equal(reply(played).id, walk.booked.id)],

  ['Back up and restore', /until.*readyz/, leads],

  ['Fail-over', /curl -s http.*readyz/, (played) => assert.equal(reply(played).status, 'standby')],
  ['Fail-over', /step-down/, (played) => assert.equal(reply(played).status, 'stopping')],
  ['Fail-over', /until.*readyz/, leads],
  ['Fail-over', /audit/, (played) => assert.ok(reply(played).entries.some((entry) => entry.action === 'book'))],
  ['More than one Redis', /readyz/, (played) => assert.equal(reply(played).status, 'ready')],
  ['More than one Redis', /script\/province/, (played) => assert.equal(played.out.match(/nothing lost/g).length, 2)],

  ['Upgrade and downgrade', /offpeak backup/, (played, walk) => assert.ok(json(played).sequence >= walk.backup.sequence)],
  ['Upgrade and downgrade', /until.*readyz/, leads],
  ['Upgrade and downgrade', /offpeak version/, (played, walk) => assert.ok(played.out.startsWith(`offpeak ${walk.version}\n`))],
  ['Upgrade and downgrade', /inspect --verify/, (played) => assert.ok(new Set(played.out.match(/"hash":"\w+"/g)).size === 1, 'one hash')],

  ['Rotating keys', /keys rotate/, (played, walk) =>
    walk.assertFiles('first', 'var/lib/offpeak/hangzhou/keys', ['citizen.key', 'citizen.old.key', 'installation.key'])],
  ['Rotating keys', /until.*readyz/, leads],
  ['Rotating keys', /me\/appointments/, (played, walk) =>
    assert.ok(reply(played).appointments.some((each) => each.id === walk.booked.id), 'a returning citizen sees the booking')],

  ['Another configuration', /check-config/, (played) => assert.match(played.out, /displaced[^]*--accept-changes [0-9a-f]{16}/)],
  ['Another configuration', /dry_run/, (played) => assert.match(reply(played).accept_changes, /^[0-9a-f]{16}$/)],
  ['Another configuration', /-d '\{\}'/, (played) => assert.equal(reply(played).code, 'changes_not_accepted')],

  ['Closing halls', /typhoon,\\"dry_run/, (played) => assert.equal(reply(played).bookings, 1)],
  ['Closing halls', /^closed=/, (played) => assert.equal(reply(played).displaced, 1)],
  ['Closing halls', /appointments\/\$appointment/, (played) => assert.equal(reply(played).status, 'displaced')],
  ['Closing halls', /reopen" -H "\$admin"/, (played) => assert.ok(reply(played))],
  ['Closing halls', /halls\/330100/, (played) => assert.deepEqual(reply(played).closures ?? [], [])],
  ['Notices', /^posted=/, (played, walk) => { walk.notice = reply(played); }],
  ['Notices', /notices" -H "\$admin"/, (played, walk) => assert.ok(reply(played).notices.some((each) => each.id === walk.notice.id))],
  ['Who was wronged', /bookings\?/, (played) => assert.ok(reply(played).bookings.some((each) => each.status === 'no_show'))],
  ['Who was wronged', /excuse/, (played) => assert.equal(reply(played).status, 'excused')],
  ['What is held about one person', /citizen-file/, (played, walk) => { walk.files = [...walk.files ?? [], reply(played)]; }],
];

/** What holds when all was played. */
export async function promisedAtTheEnd(walk) {
  assert.equal(walk.files.length, 2);
  assert.ok(walk.files[0].appointments.length >= 2, 'what was booked is in the file of the person');
  assert.equal(walk.files[1].code, 'not_found', 'and is forgotten then');

  const [first, second, restored] = ['first', 'second', 'new'].map((name) => walk.machines.get(name));
  const readiness = async (machine) => (await machine.servers.values().next().value.readiness()).status;
  assert.equal(await readiness(first), 'ready');
  assert.equal(await readiness(second), 'standby');
  assert.equal(await readiness(restored), 'ready');
  const then = await fetch(`http://127.0.0.1:${restored.ports[8080]}/v1/appointments/${walk.booked.id}`);
  assert.equal((await then.json()).status, 'no_show', 'the restored machine has the booking, and nobody came there');
}
