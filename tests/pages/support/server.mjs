// The real `offpeak serve`, on a free port with a store of its own, that can be killed and started again.
import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = process.env.OFFPEAK_PROGRAM ?? join(root, 'build/release/main/offpeak');
const roles = ['staff', 'kiosk', 'display', 'planner', 'hotline', 'admin'];

/** Only a test that fails waits so long. */
const step_ms_max = 60_000;

/** A Saturday morning on which the main hall is open. */
export const morning = '2026-06-13T09:30:00+08:00';

export class Server {
  /** By role, valid in the main hall (330100). */
  tokens = {};
  #folder = mkdtempSync(join(tmpdir(), 'offpeak-pages-'));
  #config = join(this.#folder, 'config/hangzhou.yaml'); // a copy of its own
  #options;
  #process;
  #output; // what it prints after its tokens, by lines
  #port = 0;
  #said = '';

  /** `clock` as of `offpeak serve --clock`: it runs from there. `options` are further options. */
  constructor({ clock = morning, options = [] } = {}) {
    this.#options = ['--clock', clock, ...options];
    cpSync(join(root, 'config'), join(this.#folder, 'config'), { recursive: true });
    // Of a test that fails, too.
    process.once('exit', () => {
      this.#process?.kill('SIGKILL');
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  /** The city's file: `from`, which stands in it, becomes `to`. The server does not look by itself. */
  changeConfiguration(from, to) {
    const before = readFileSync(this.#config, 'utf8');
    const after = before.replaceAll(from, to);
    if (after === before) throw new Error(`no "${from}" in the configuration`);
    writeFileSync(this.#config, after);
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Until it is ready; again on the same port and store after `kill`. */
  async start() {
    this.#process = spawn(program, [
      'serve', '--config', this.#config, '--store', `sqlite:${this.#folder}/offpeak.db`,
      '--assets', root, '--keys', `${this.#folder}/keys`, '--simulations', `${this.#folder}/simulations`,
      '--listen', `127.0.0.1:${this.#port}`, '--auth', 'demo', ...this.#options,
    ], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr.setEncoding('utf8').on('data', (text) => { this.#said = (this.#said + text).slice(-20_000); });
    const ended = once(this.#process, 'exit').then(() => { throw new Error(`the server has ended: ${this.#said}`); });
    ended.catch(() => {}); // after the start nobody waits for it
    await Promise.race([this.#welcome(), ended]);
    await Promise.race([this.#ready(), ended]);
  }

  /** Reads what it prints: its port, and a token for each role. */
  async #welcome() {
    for await (const line of createInterface({ input: this.#process.stdout })) {
      this.#port = Number(/ at http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1] ?? this.#port);
      const [role, token] = line.trim().split(' ');
      if (roles.includes(role) && token?.startsWith('ey')) this.tokens[role] = token;
      // The last that it prints.
      if (role === roles.at(-1) && token?.startsWith('ey')) break;
    }
    this.#output = createInterface({ input: this.#process.stdout });
  }

  async #ready() {
    while (!(await fetch(`${this.url}/readyz`).catch(() => ({ ok: false }))).ok);
  }

  /** kill -9; nothing when it has ended. */
  async kill() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  /** Moves the clock of a server with a stepped one (`clock: '…@step'`). */
  step(time) {
    this.#process.stdin.write(`${time}\n`);
  }

  /** The same, to that many milliseconds since 1970, or to a stamp. Returns the milliseconds when all that is due by then is done: the
   * server prints that. */
  async stepTo(stamp) {
    const to = typeof stamp === 'number' ? stamp : Date.parse(stamp);
    const time = `${new Date(to + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
    const lines = on(this.#output, 'line', { signal: AbortSignal.timeout(step_ms_max) });
    this.step(time);
    for await (const [line] of lines) {
      if (line === `clock ${time}`) return to;
      throw new Error(`the clock was to be moved to ${time}, and the server said: ${line}`);
    }
  }

  /** The reply's body; a refusal is an error, unless `status` expects it. */
  async ask(method, path, { token = '', body, status } = {}) {
    const headers = { 'Content-Type': 'application/json' };
    if (token) headers.Authorization = `Bearer ${token}`;
    const reply = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await reply.text();
    if (status ? reply.status !== status : !reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  }
}
