// The real `offpeak serve`, with keys and a store in a folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export class Server {
  #said = '';
  #log = '';
  #heard = () => {};

  /// `auth` is what `--auth` takes.
  constructor(program, source, folder, auth) {
    this.process = spawn(program, [
      'serve', '--auth', auth, '--config', join(source, 'config/hangzhou.yaml'),
      '--store', `sqlite:${join(folder, 'offpeak.db')}`, '--keys', join(folder, 'keys'),
      '--audit', join(folder, 'audit'), '--simulations', '', '--listen', '127.0.0.1:0', '--log-level', 'debug',
      '--clock', '2026-06-13T08:00:00+08:00', // a Saturday on which the halls are open
    ], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout.setEncoding('utf8').on('data', (text) => { this.#said += text; this.#heard(); });
    this.process.stderr.setEncoding('utf8').on('data', (text) => { this.#log += text; this.#heard(); });
    this.process.on('exit', () => this.#heard());
  }

  get log() { return this.#log; }

  /// Returns the match of a pattern in what it says, once it is there.
  async #hear(pattern, source) {
    for (;;) {
      const match = pattern.exec(source());
      if (match) return match;
      if (this.process.exitCode !== null) throw new Error(`the server has ended: ${this.#log}`);
      await new Promise((resolve) => { this.#heard = resolve; });
    }
  }

  async ready() { [this.url] = await this.#hear(/http:\/\/\S+:\d+/, () => this.#said); }

  /// Has the issuers read again, as an operator does, and returns when they are.
  async reread() {
    const from = this.#log.length;
    this.process.kill('SIGHUP');
    await this.#hear(/event=issuers_read /, () => this.#log.slice(from));
  }

  async ask(method, path, token, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  async stop() {
    this.process.kill('SIGTERM');
    if (this.process.exitCode === null) await once(this.process, 'exit');
  }
}
