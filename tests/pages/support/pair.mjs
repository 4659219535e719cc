// Two servers on one Redis: one leads, the other stands by. And, for pages that stay open over a change of the
// leader, one address in front of both.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = process.env.OFFPEAK_PROGRAM ?? join(root, 'build/release/main/offpeak');
const redis = '/usr/bin/redis-server';

export class Pair {
  leader;
  standby;
  #folder = mkdtempSync(join(tmpdir(), 'offpeak-pair-'));
  #processes = [];

  /** `options` are further options of both. Undefined where there is no Redis. */
  static async open(options = []) {
    if (!existsSync(redis)) return undefined;
    const pair = new Pair();
    process.once('exit', () => pair.end());
    const socket = `${pair.#folder}/redis.sock`;
    pair.#spawn(redis, ['--port', '0', '--unixsocket', socket, '--dir', pair.#folder, '--appendonly', 'yes',
      '--appendfsync', 'always', '--save', '']);
    while (!existsSync(socket)) await new Promise((resolve) => { setTimeout(resolve, 10); });
    pair.leader = await pair.#serve(socket, options);
    pair.standby = await pair.#serve(socket, [...options, '--standby']);
    while (!(await (await fetch(`${pair.leader.url}/readyz`)).text()).includes('standby_sequence'));
    return pair;
  }

  #spawn(path, options) {
    const started = spawn(path, options, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#processes.push(started);
    return started;
  }

  async #serve(socket, options) {
    const server = this.#spawn(program, ['serve', '--config', join(root, 'config/hangzhou.yaml'), '--store', `redis+unix://${socket}`,
      '--assets', root, '--keys', `${this.#folder}/keys`, '--state', `${this.#folder}/state`, '--audit', `${this.#folder}/audit`, '--simulations', '', '--listen', '127.0.0.1:0', '--auth', 'demo', ...options]);
    const ended = once(server, 'exit');
    let said = '';
    for await (const chunk of server.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += chunk;
      if (/admin ey\S+\s/.test(said)) break;
    }
    server.stdout.resume();
    const url = / at (http:\S+)/.exec(said)[1];
    while (!/"status":"(ready|standby)"/.test(await (await fetch(`${url}/readyz`)).text()));
    return { url, ended, tokens: Object.fromEntries([...said.matchAll(/(\w+) (ey\S+)\s/g)].map(([, role, token]) => [role, token])) };
  }

  /** The one address: it leads to the leader, and to the standby once the leader has ended. */
  async front() {
    let leads = this.leader;
    void this.leader.ended.then(() => { leads = this.standby; });
    const door = createServer((outside) => {
      const inside = connect(Number(new URL(leads.url).port), '127.0.0.1');
      for (const [one, other] of [[outside, inside], [inside, outside]]) {
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    door.listen(0, '127.0.0.1');
    await once(door, 'listening');
    return { url: `http://127.0.0.1:${door.address().port}`, tokens: this.leader.tokens };
  }

  end() {
    for (const each of this.#processes) each.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
