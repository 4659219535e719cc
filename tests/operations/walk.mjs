// The operator's walk: every command of docs/operations.md, and of the README's minute one, played as it stands, in
// order, with bash, the real program and real Redis servers. What a machine without systemd, other machines and root
// cannot do is done by stand_ins/. A command that cannot be played fails the test; so does a promise (support/promises.mjs)
// or a section without a command.
//
// Remarks of the documents that mean something here:
//   # On the second machine …       what follows is for the terminal of that machine; a block begins on the first one
//   # 2026-06-16, 17:00              the clocks of all machines come there
//   command   # … exit code 1       another exit code than 0 is right
//   command   # answers 503         the reply's status is that, and not below 400
//   command   # "status":"ready"    the reply has that
//   sudoedit FILE   # NAME=value    the line is set in the file
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { blocksOf, commandsOf } from './support/document.mjs';
import { Machine } from './support/machine.mjs';
import { promisedAtTheEnd, promises } from './support/promises.mjs';
import { startCluster, startRedis } from './support/redis.mjs';

const source = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const patience_ms = 60_000;  // reached by a failing test alone
const sections = ['Minute one', 'Start, stop, exit codes', 'Back up and restore', 'Fail-over', 'More than one Redis',
  'Upgrade and downgrade', 'Rotating keys', 'Another configuration', 'Closing halls', 'Notices', 'Who was wronged',
  'What is held about one person'];

class Walk {
  source = source;
  program = process.env.OFFPEAK_PROGRAM ?? join(source, 'build/release/main/offpeak');
  build = process.env.OFFPEAK_BUILD ?? join(source, 'build/release');
  folder = mkdtempSync(join(tmpdir(), 'offpeak-walk-'));
  hosts = join(this.folder, 'machines');
  bin = join(this.folder, 'bin');
  socket = join(this.folder, 'walk.sock');
  version = /VERSION (\d+\.\d+\.\d+)/.exec(readFileSync(join(source, 'CMakeLists.txt'), 'utf8'))[1];
  day = '2026-06-13';
  now = '2026-06-13T09:00:00+08:00';
  machines = new Map();
  children = new Set();
  addresses = [];
  epoch = 0;
  command;
  #met = new Set();
  #began = Date.now();

  async open() {
    for (const host of ['backup/backup', 'safe/keys']) mkdirSync(join(this.hosts, host), { recursive: true });
    mkdirSync(this.bin);
    const standIns = fileURLToPath(new URL('stand_ins', import.meta.url));
    for (const name of readdirSync(standIns)) symlinkSync(join(standIns, name), join(this.bin, name));
    for (const name of ['apt', 'journalctl', 'serve', 'sudoedit', 'systemctl']) symlinkSync(join(standIns, 'ask'), join(this.bin, name));
    this.#door = createServer((request, response) => this.#standIn(request, response)).listen(this.socket);
    await this.moveClocks(this.now);
    const redis = await startRedis(this);
    const cluster = await startCluster(this);
    this.addresses = [['127.0.0.1:6379', `127.0.0.1:${redis}`], ...cluster.map((port, node) => [`10.0.0.${node + 1}`, `127.0.0.1:${port}`])];
    console.log(`Today is ${this.day}: servers begin at ${this.now}, and their clocks stand until the walk moves them.`);
    console.log(`In place of the real ones: ${readdirSync(this.bin).join(', ')}`);
    console.log(`Everywhere: ${this.addresses.map((each) => each.join(' → ')).join(', ')}`);
  }

  #door;

  async until(what, condition) {
    const end = Date.now() + patience_ms;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
  }

  async patiently(what, promise) {
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), patience_ms); });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }

  async machine(name) {
    if (!this.machines.has(name)) {
      const machine = await Machine.make(this, name);
      this.machines.set(name, machine);
      const mapped = machine.mapping.filter((each) => !this.addresses.includes(each));
      console.log(`\nOn the ${name} machine: ${mapped.map(([from, to]) => `${from} → ${to.replace(this.folder, '…')}`).join(', ')}`);
    }
    return this.machines.get(name);
  }

  // ---- what stand_ins/ask is for ------------------------------------------------------------------

  async #standIn(request, response) {
    let asked = '';
    for await (const chunk of request.setEncoding('utf8')) asked += chunk;
    const [name, cwd, ...words] = asked.split('\0').slice(0, -1);
    const machine = this.machines.get(request.url.slice(1));
    try {
      const said = await {
        apt: () => machine.apt(this, words),
        journalctl: () => machine.journalctl(words),
        serve: () => machine.serve(cwd, words),
        sudoedit: () => this.#edit(words),
        systemctl: () => machine.systemctl(words),
      }[name]();
      response.end(`0\n${said}`);
    } catch (error) {
      response.end(`1\n${error.message}`);
    }
  }

  /** What an operator would write: the remark's NAME=value, or into the city's file that it is closed on Sundays. */
  #edit([file, ...more]) {
    if (more.length > 0 || !existsSync(file)) throw new Error(`sudoedit ${file} cannot be played`);
    const text = readFileSync(file, 'utf8');
    const setting = /^(\w+)=.*/.exec(this.command.remark);
    if (setting !== null) {
      const kept = text.split('\n').filter((line) => !line.startsWith(`${setting[1]}=`)).join('\n');
      writeFileSync(file, `${kept.trimEnd()}\n${setting[0]}\n`);
    } else if (file.endsWith('.yaml')) {
      writeFileSync(file, closedOnSundays(text));
    } else {
      throw new Error('sudoedit FILE   # NAME=value says what is to be in the file');
    }
    return '';
  }

  assertFiles(machine, folder, names) {
    for (const name of names) assert.ok(existsSync(join(this.hosts, machine, folder, name)), `${folder}/${name}`);
  }

  /** For servers and for what asks `offpeak` what would happen now. */
  async moveClocks(to) {
    this.now = to;
    writeFileSync(join(this.folder, 'now'), to);
    for (const machine of this.machines.values()) {
      for (const server of machine.servers.values()) await server.moveClock(to);
    }
  }

  // ---- playing -----------------------------------------------------------------------------------

  async playBlock(block, at = 'first') {
    let machine = await this.machine(at);
    for (const command of commandsOf(block)) {
      this.command = command;
      const where = command.text === '' ? /^(?:On (?:a |the )?(\w+) machine|In a (clone))\b/.exec(command.remark) : null;
      const when = command.text === '' ? /^(\d{4}-\d\d-\d\d), (\d\d:\d\d)/.exec(command.remark) : null;
      if (where !== null) machine = await this.machine(where[1] ?? where[2]);
      if (when !== null) await this.moveClocks(`${when[1]}T${when[2]}:00+08:00`);
      if (command.text !== '') await this.#play(block, command, machine);
    }
  }

  /** The README's, in a clone; the server there prints the tokens of kiosk and staff, which an operator copies. */
  async playReadme(blocks) {
    assert.ok(blocks.length > 0, 'the README has no minute one');
    const clone = await this.machine('clone');
    for (const block of blocks) {
      await this.playBlock({ ...block, heading: `README: ${block.heading}` }, 'clone');
      const said = clone.servers.get('foreground').said;
      for (const role of ['kiosk', 'staff']) await clone.play(`${role}=${new RegExp(`^ {2}${role} (\\S+)$`, 'm').exec(said)[1]}`);
    }
    await clone.stopForeground();
  }

  async #play(block, command, machine) {
    console.log(`${((Date.now() - this.#began) / 1000).toFixed(1)} s, ${block.heading}, line ${command.line}, ${machine.name}> ${command.text}`);
    const played = await machine.play(machine.map(command.text));
    try {
      assert.equal(played.code, Number(/exit code (\d+)/.exec(command.remark)?.[1] ?? 0), 'exit code');
      const asksUntil = command.text.startsWith('until ');
      for (const reply of asksUntil ? played.replies.slice(-1) : played.replies) checkReply(reply, command);
      const assigned = /^(\w+)=\$\(/.exec(command.text);
      if (assigned !== null) assert.equal((await machine.play(`[ -n "$${assigned[1]}" ]`)).code, 0, `$${assigned[1]} is empty`);
      for (const promise of promises) {
        if (promise[0] !== block.heading || !promise[1].test(command.text)) continue;
        promise[2](played, this);
        this.#met.add(promise);
      }
    } catch (error) {
      const replies = played.replies.map(({ status, kind, text }) => `${status} ${kind} ${text.slice(0, 2000)}`).join('\n');
      const said = `${played.out.slice(0, 2000)}${played.err}${replies}`;
      throw new Error(`line ${command.line}: ${command.text}\n${error.message}\n${said}`, { cause: error });
    }
  }

  checkPromises() {
    const left = promises.filter((promise) => !this.#met.has(promise));
    assert.deepEqual(left.map(([heading, pattern]) => `${heading}: ${pattern}`), [], 'promises without a command');
  }

  async end() {
    for (const machine of this.machines.values()) await machine.end();
    this.kill();
  }

  /** Nothing that was started goes on, and no file stays. */
  kill() {
    for (const machine of this.machines.values()) machine.kill();
    for (const child of this.children) child.kill('SIGKILL');
    this.#door?.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function checkReply(reply, command) {
  const expected = /answers (\d{3})/.exec(command.remark)?.[1];
  if (expected !== undefined) assert.equal(reply.status, Number(expected));
  else assert.ok(reply.status >= 200 && reply.status < 400, `status ${reply.status}`);
  for (const [field] of command.remark.matchAll(/"\w+":"\w+"/g)) assert.ok(reply.text.includes(field), `${field} is said`);
  if (reply.status === 204) return;
  if (reply.kind.startsWith('text/event-stream')) {
    JSON.parse(/^data: ?(.*)$/m.exec(reply.text)[1]);
  } else {
    assert.match(reply.kind, /^application\/(problem\+)?json/);
    JSON.parse(reply.text);
  }
}

function closedOnSundays(text) {
  assert.ok(text.includes(', sun]'), 'the city is open on Sundays');
  return text.replace(', sun]', ']');
}

const walk = new Walk();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
process.once('exit', () => walk.kill());
let failed;
try {
  await walk.open();
  const blocks = blocksOf(readFileSync(join(source, 'docs/operations.md'), 'utf8'));
  for (const section of sections) {
    assert.ok(blocks.some((block) => block.heading === section), `docs/operations.md has no commands under "${section}"`);
  }
  await walk.playReadme(blocksOf(readFileSync(join(source, 'README.md'), 'utf8')).filter((block) => block.heading === 'Minute one'));
  for (const block of blocks) await walk.playBlock(block);
  walk.checkPromises();
  await promisedAtTheEnd(walk);
} catch (error) {
  failed = error;
} finally {
  await walk.end();
}
if (failed) {
  console.error(failed.stack);
  process.exit(1);
}
console.log('every command was played');
