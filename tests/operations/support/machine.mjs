// A machine of the walk: a folder that is its root, a terminal in which commands are played, and the servers that
// its systemd would run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

import { freePort } from './redis.mjs';

const restarts_max = 10;

export class Machine {
  servers = new Map();  // by the name of the unit
  #walk;
  #played = 0;

  constructor(walk, name) {
    this.#walk = walk;
    this.name = name;
    this.root = join(walk.hosts, name);
  }

  static async make(walk, name) {
    const machine = new Machine(walk, name);
    for (const folder of ['etc/offpeak', 'var/lib/offpeak', 'backup', 'usr/bin', 'bin', 'home', 'terminal', 'replies']) {
      mkdirSync(join(machine.root, folder), { recursive: true });
    }
    machine.ports = { 8080: await freePort(), 8081: await freePort() };
    if (name === 'clone') machine.#makeClone();
    machine.#openTerminal();
    return machine;
  }

  /** A clone, of which everything is built: its scripts find nothing to install or to build, and `script/test` is what plays this. */
  #makeClone() {
    const { source, program, bin } = this.#walk;
    const home = join(this.root, 'home');
    for (const folder of ['script', 'build/release/main']) mkdirSync(join(home, folder), { recursive: true });
    for (const file of ['lib.sh', 'server', 'province']) {
      writeFileSync(join(home, 'script', file), this.map(readFileSync(join(source, 'script', file), 'utf8')), { mode: 0o755 });
    }
    for (const file of ['script/bootstrap', 'script/test', '../bin/cmake']) writeFileSync(join(home, file), '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync(join(source, 'script/province.mjs'), join(home, 'script/province.mjs'));
    symlinkSync(join(source, 'config'), join(home, 'config'));
    symlinkSync(join(bin, 'offpeak'), join(home, 'build/release/main/offpeak'));
    symlinkSync(program, join(this.root, 'usr/bin/offpeak'));
  }

  /** What the documents' paths and ports are here. */
  get mapping() {
    const mapped = [...['/etc/offpeak', '/var/lib/offpeak', '/backup', '/usr/bin/offpeak'].map((path) => [path, this.root + path]),
      ...Object.entries(this.ports).map(([port, mine]) => [`127.0.0.1:${port}`, `127.0.0.1:${mine}`]), ...this.#walk.addresses];
    return mapped;
  }

  map(text) {
    let mapped = text;
    for (const [from, to] of this.mapping) {
      const before = from.startsWith('/') ? '[\\w/.]' : '[\\w.]';
      mapped = mapped.replaceAll(new RegExp(`(?<!${before})${from.replaceAll('.', '\\.')}(?![\\w.])`, 'g'), to);
    }
    return mapped;
  }

  // ---- the terminal -----------------------------------------------------------------------------

  #openTerminal() {
    const walk = this.#walk;
    this.terminal = spawn('bash', ['-c',
      'set -u; while IFS= read -r file; do { . "$file"; } >"$file.out" 2>"$file.err" </dev/null; echo "$?"; done'], {
      cwd: join(this.root, 'home'), stdio: ['pipe', 'pipe', 'inherit'], detached: true,
      env: {
        PATH: `${join(this.root, 'bin')}:${walk.bin}:${process.env.PATH}`, HOME: join(this.root, 'home'), TZ: 'Asia/Shanghai', LC_ALL: 'C.UTF-8',
        WALK_SOCKET: walk.socket, WALK_MACHINE: this.name, WALK_ROOT: this.root, WALK_HOSTS: walk.hosts, WALK_BIN: walk.bin,
        WALK_DAY: walk.day, WALK_REPLIES: join(this.root, 'replies'), OFFPEAK_PROGRAM: walk.program,
      },
    });
    this.#answers = createInterface({ input: this.terminal.stdout })[Symbol.asyncIterator]();
  }

  #answers;

  /** Plays a command in this terminal: {code, out, err, replies}. */
  async play(text) {
    this.#played += 1;
    const file = join(this.root, 'terminal', String(this.#played));
    writeFileSync(file, `${text}\n`);
    this.terminal.stdin.write(`${file}\n`);
    const answer = await this.#walk.patiently(text, this.#answers.next());
    const read = (end) => readFileSync(file + end, 'utf8');
    return {
      code: answer.done ? 'the terminal is gone: is a variable not set?' : Number(answer.value),
      out: read('.out'), err: read('.err'), replies: this.#takeReplies(),
    };
  }

  #takeReplies() {
    const folder = join(this.root, 'replies');
    const replies = readdirSync(folder).filter((file) => file.endsWith('.told')).sort().map((file) => {
      const [, status, kind] = /^(\d*) ?(.*)$/.exec(readFileSync(join(folder, file), 'utf8').trim());
      const body = join(folder, file.replace(/told$/, 'body'));
      return { status: Number(status), kind, text: existsSync(body) ? readFileSync(body, 'utf8') : '' };
    });
    for (const file of readdirSync(folder)) rmSync(join(folder, file));
    return replies;
  }

  // ---- what stands in for the system --------------------------------------------------------------

  async apt(walk, words) {
    const wanted = `offpeak_${walk.version}_amd64.deb`;
    if (words.length !== 2 || words[0] !== 'install' || basename(words[1]) !== wanted) throw new Error(`apt install ./${wanted} is known`);
    rmSync(join(this.root, 'usr/bin/offpeak'), { force: true });
    symlinkSync(walk.program, join(this.root, 'usr/bin/offpeak'));
    for (const [from, to] of [['config/hangzhou.yaml'], ['config/online.yaml'], ['packaging/hangzhou.env'],
      ['config/calendars/cn.yaml', 'calendars'], ['config/demand/hangzhou.yaml', 'demand']]) {
      const folder = join(this.root, 'etc/offpeak', to ?? '');
      mkdirSync(folder, { recursive: true });
      const target = join(folder, basename(from));
      if (!existsSync(target)) copyFileSync(join(walk.source, from), target);
    }
    return `${wanted} is taken as installed: the program that was built, and its settings`;
  }

  #unit(name) {
    const found = /^(offpeak|offpeak-standby)@(\w+)$/.exec(name);
    if (found === null) throw new Error(`there is no unit ${name}`);
    return { file: join(this.#walk.build, `packaging/${found[1]}@.service`), city: found[2], name };
  }

  /** The command of a unit, as systemd makes it of ExecStart, Environment= and EnvironmentFile=. */
  #command(unit) {
    const text = readFileSync(unit.file, 'utf8').replaceAll('%i', unit.city).replaceAll('\\\n', ' ');
    const lines = [...text.matchAll(/^Environment=(.*)$/gm)].flatMap((found) => found[1].split(' '));
    const settings = join(this.root, `etc/offpeak/${unit.city}.env`);
    if (existsSync(settings)) lines.push(...readFileSync(settings, 'utf8').split('\n').filter((line) => /^\w+=/.test(line)));
    const environment = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), this.map(line.slice(line.indexOf('=') + 1))]));
    const words = this.map(/^ExecStart=(.*)$/m.exec(text)[1]).split(/\s+/).flatMap((word) => {
      if (/^\$\w+$/.test(word)) return environment[word.slice(1)].split(' ').filter((each) => each !== '');
      return [word.replace(/^\$\{(\w+)\}$/, (_, key) => environment[key])];
    });
    return { words, environment, stays: /^RestartPreventExitStatus=(.*)$/m.exec(text)[1].split(' ').map(Number) };
  }

  async systemctl(words) {
    const [action, ...rest] = words;
    const now = rest[0] === '--now';
    const unit = this.#unit(rest[now ? 1 : 0]);
    if (rest.length !== (now ? 2 : 1)) throw new Error(`systemctl ${words.join(' ')} is not known`);
    const runs = this.servers.has(unit.name);
    switch (action) {
      case 'enable': return now ? this.#start(unit) : '';
      case 'start': return this.#start(unit);
      case 'disable': return now ? this.#stop(unit.name) : '';
      case 'stop': return this.#stop(unit.name);
      case 'restart':
        await this.#stop(unit.name);
        return this.#start(unit);
      case 'reload':
        if (!runs) throw new Error(`${unit.name} is not running`);
        return this.servers.get(unit.name).reload();
      case 'status': return runs ? 'active (running)' : 'inactive (dead)';
      default: throw new Error(`systemctl ${words.join(' ')} is not known`);
    }
  }

  async #start(unit) {
    if (this.servers.has(unit.name)) return '';
    const other = unit.name.includes('-standby@') ? unit.name.replace('-standby', '') : undefined;
    if (this.servers.has(other)) await this.#stop(other);  // Conflicts=
    const folder = join(this.root, 'var/lib/offpeak', unit.city);
    mkdirSync(folder, { recursive: true });
    const { words, environment, stays } = this.#command(unit);
    return this.#run(unit.name, words.slice(1), { cwd: folder, environment, stays });
  }

  async #run(name, words, { cwd, environment, stays }) {
    const server = new Server(this.#walk, words, { cwd, environment });
    this.servers.set(name, server);
    void server.ended.then((code) => this.#again(name, server, words, { cwd, environment, stays }, code));
    await server.answers();
    return '';
  }

  /** Restart=always, unless it was stopped or has nothing to gain from it. */
  async #again(name, ended, words, how, code) {
    if (ended.isStopped || how.stays === undefined) return;
    if (how.stays.includes(code) || ended.restarts >= restarts_max) {
      ended.broken = true;
      return;
    }
    const server = new Server(this.#walk, words, how);
    server.restarts = ended.restarts + 1;
    server.before = ended;
    this.servers.set(name, server);
    void server.ended.then((next) => this.#again(name, server, words, how, next));
  }

  async #stop(name) {
    const server = this.servers.get(name);
    if (server === undefined) return '';
    const code = await server.stop();
    this.servers.delete(name);
    // One that is stopped before it listens to signals has nothing to finish.
    if (code !== 0 && code !== 'SIGTERM') throw new Error(`${name} ended with ${code}: ${server.log}`);
    return '';
  }

  /** A server in the foreground: as its words say, and none restarts it. */
  async serve(cwd, words) { return this.#run('foreground', words, { cwd, environment: {} }); }

  async stopForeground() { return this.#stop('foreground'); }

  journalctl(words) {
    if (words[0] !== '-u' || words.length !== 2) throw new Error(`journalctl ${words.join(' ')} is not known`);
    const server = this.servers.get(this.#unit(words[1]).name);
    if (server === undefined) throw new Error(`${words[1]} has said nothing`);
    return server.log.trimEnd();
  }

  async end() {
    for (const name of [...this.servers.keys()]) await this.#stop(name).catch(() => {});
  }

  /** The terminal, and what a command left in it. */
  kill() {
    try {
      process.kill(-this.terminal.pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  }
}

/** The real `offpeak serve`, with the clock of the walk. */
export class Server {
  log = '';
  said = '';
  isStopped = false;
  restarts = 0;
  #walk;
  #heard = () => {};

  constructor(walk, words, { cwd, environment }) {
    this.#walk = walk;
    this.words = words;
    const child = spawn(walk.program, [...words, '--clock', `${walk.now}@step`], {
      cwd, env: { PATH: process.env.PATH, ...environment }, stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.process = child;
    walk.children.add(child);
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text) => { this.said += text; this.#heard(); });
    child.stderr.setEncoding('utf8').on('data', (text) => { this.log += text; this.#heard(); });
    this.ended = once(child, 'close').then(([code, signal]) => {
      walk.children.delete(child);
      this.hasEnded = true;
      this.#heard();
      return code ?? signal;
    });
  }

  get url() { return `http://${this.words[this.words.indexOf('--listen') + 1]}`; }

  async #hear(isThere, what) {
    while (!isThere()) {
      if (this.hasEnded) throw new Error(`the server ended before ${what}: ${this.log}`);
      await new Promise((resolve) => { this.#heard = resolve; });
    }
  }

  /** Returns when it leads or stands by. */
  async answers() {
    await this.#walk.until(`a server at ${this.url}`, async () => {
      if (this.hasEnded) throw new Error(`offpeak serve ended with ${await this.ended}: ${this.log}`);
      return ['ready', 'standby'].includes((await this.readiness()).status);
    });
    if (this.words.includes('demo')) await this.#hear(() => /\n {2}admin ey\S+\n/.test(this.said), 'its tokens');
  }

  async readiness() {
    try {
      return await (await fetch(`${this.url}/readyz`)).json();
    } catch {
      return {};
    }
  }

  /** One that stands by reads it when it leads. */
  async moveClock(now) {
    if (this.hasEnded) return;
    const from = this.said.length;
    const leads = (await this.readiness()).status === 'ready';
    this.process.stdin.write(`${now}\n`);
    if (!leads) return;
    await this.#walk.patiently('a clock to be moved', this.#hear(() => this.said.slice(from).includes('\n'), 'its clock was moved'));
    if (!this.said.slice(from).includes(`clock ${now}`)) throw new Error(this.said.slice(from));
  }

  async reload() {
    const from = this.log.length;
    this.process.kill('SIGHUP');
    await this.#hear(() => /event=issuers_(not_)?read /.test(this.log.slice(from)), 'it had read its files again');
    return '';
  }

  async stop() {
    this.isStopped = true;
    this.process.kill('SIGTERM');
    return this.ended;
  }
}
