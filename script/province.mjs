// Plays a province (see script/province): real Redis nodes, real servers, real nginx, real load.
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const program = process.env.OFFPEAK_PROGRAM ?? path.join(root, 'build/release/main/offpeak');
const clock = '2026-06-13T08:00:00+08:00@1';
const names = ['hangzhou', 'ningbo', 'wenzhou', 'jiaxing', 'huzhou', 'shaoxing', 'jinhua', 'quzhou'];

const {values} = parseArgs({options: {cities: {type: 'string'}, seconds: {type: 'string'}}});
const seconds = Number(values.seconds);
const cities = names.slice(0, Number(values.cities));
if (!(seconds >= 1) || !(cities.length >= 1)) throw new Error('--cities 1 to 8 --seconds 1 or more');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'province-'));
const children = [];
let broken = false;

function fail(what) {
  broken = true;
  console.error(what);
}

function start(name, file, args, options = {}) {
  const log = fs.openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(file, args, {stdio: ['ignore', 'pipe', log], ...options});
  child.on('error', (error) => { throw error; });
  children.push(child);
  return child;
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  return port;
}

async function until(what, condition, patience = 60_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}: see ${folder}`);
    await pause(50);
  }
}

/** By its own port: a gate stands still while this process waits for another. */
function redis(port, ...words) {
  return execFileSync('redis-cli', ['-p', String(port), ...words],
    {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
}

// ---- what can be cut --------------------------------------------------------------------------

/** The one way to a port of a node. Those who connect are known by the address that they come from. */
class Gate {
  #ways = new Set();
  #isOpen = () => true;

  async open(to) {
    this.server = net.createServer((near) => {
      const from = near.remoteAddress;
      if (!this.#isOpen(from)) return near.destroy();
      const far = net.connect(to, '127.0.0.1');
      const way = {from, near, far};
      this.#ways.add(way);
      const end = () => { near.destroy(); far.destroy(); this.#ways.delete(way); };
      for (const socket of [near, far]) socket.setNoDelay().on('error', end).on('close', end);
      near.pipe(far).pipe(near);
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
    this.server.unref();
  }

  /** From now on only those of whom `isOpen` says so come through. */
  cut(isOpen) {
    this.#isOpen = isOpen;
    for (const {from, near} of this.#ways) if (!isOpen(from)) near.destroy();
  }
}

/** A node neither hears the others nor is heard by them; its clients reach it. */
function partition(nodes, node) {
  const isOther = (from) => nodes.some((other) => other !== node && other.address === from);
  for (const gate of [node.client, node.bus]) gate.cut((from) => !isOther(from));
  for (const other of nodes) {
    if (other === node) continue;
    for (const gate of [other.client, other.bus]) gate.cut((from) => from !== node.address);
  }
}

function heal(nodes) {
  for (const node of nodes) for (const gate of [node.client, node.bus]) gate.cut(() => true);
}

// ---- the cluster --------------------------------------------------------------------------------

async function startCluster() {
  const nodes = [];
  for (let i = 0; i < 6; ++i) {
    const own = {port: await freePort(), bus: await freePort()};
    const [client, bus] = [new Gate(), new Gate()];
    await client.open(own.port);
    await bus.open(own.bus);
    const {port} = client;
    const address = `127.0.0.${i + 2}`; // that it connects from
    const data = path.join(folder, `redis-${port}`);
    fs.mkdirSync(data);
    const child = start(`redis-${port}`, 'redis-server', [
      '--port', String(own.port), '--dir', data, '--cluster-enabled', 'yes', '--cluster-port', String(own.bus),
      '--bind-source-addr', address, '--cluster-announce-ip', '127.0.0.1', '--cluster-announce-port', String(port),
      '--cluster-announce-bus-port', String(bus.port),
      '--cluster-node-timeout', '1000', '--cluster-replica-validity-factor', '0', '--appendonly', 'yes',
      '--appendfsync', 'always', '--no-appendfsync-on-rewrite', 'no', '--maxmemory-policy', 'noeviction',
      '--save', '', '--repl-diskless-sync-delay', '0', '--cluster-require-full-coverage', 'no']);
    child.stdout.resume();
    nodes.push({port, own: own.port, child, client, bus, address});
    await until('a node', () => { try { return redis(own.port, 'PING') === 'PONG'; } catch { return false; } });
  }
  // Beside the gates, which stand still while this process waits for another.
  const addresses = nodes.map((node) => `127.0.0.1:${node.own}`);
  const made = spawn('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'], {stdio: 'ignore'});
  await once(made, 'close');
  for (const node of nodes) {
    await until('the cluster', () => redis(node.own, 'CLUSTER', 'INFO').includes('cluster_state:ok'));
  }
  return nodes;
}

function masterOf(nodes, city) {
  const alive = nodes.find((node) => node.child.exitCode === null && !node.child.killed);
  const slot = Number(redis(alive.own, 'CLUSTER', 'KEYSLOT', `offpeak:{${city}}:journal`));
  for (const line of redis(alive.own, 'CLUSTER', 'NODES').split('\n')) {
    const [, address, flags, , , , , ...ranges] = line.split(' ');
    const holds = ranges.some((range) => {
      const [from, to = from] = range.split('-').map(Number);
      return from <= slot && slot <= to;
    });
    if (flags.includes('master') && !flags.includes('fail') && holds) {
      return nodes.find((node) => node.port === Number(address.split('@')[0].split(':')[1]));
    }
  }
  throw new Error(`nobody has the slot of ${city}`);
}

// ---- the cities ---------------------------------------------------------------------------------

function writeCity(city) {
  const config = path.join(folder, 'config', city);
  execFileSync('node', [path.join(root, 'script/big-city.mjs'), '--counters', '200', '--out', path.join(config, 'city.yaml')]);
  const file = path.join(config, 'city.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^city: .*$/m, `city: ${city}`));
  return file;
}

async function startServer(place, which) {
  const port = await freePort();
  const child = start(`${place.city}-${which}`, program, [
    'serve', '--config', place.file, '--store', place.store, '--replicas', '1', '--keys', place.keys,
    '--state', path.join(folder, `state-${place.city}-${which}`),
    '--audit', path.join(folder, `audit-${place.city}-${which}`), '--listen', `127.0.0.1:${port}`,
    '--auth', 'demo', '--clock', clock, '--forecasts', 'off', '--standby']);
  const server = {port, child, text: ''};
  child.stdout.on('data', (data) => { server.text += data; });
  await until(`a server of ${place.city}`, () => /\n {2}admin (\S+)/.test(server.text) || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`a server of ${place.city} ended: see ${folder}`);
  server.token = /\n {2}admin (\S+)/.exec(server.text)[1];
  return server;
}

async function isLeading(server) {
  try {
    return (await fetch(`http://127.0.0.1:${server.port}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

async function startCity(city, nodes) {
  const place = {
    city, file: writeCity(city), keys: path.join(folder, `keys-${city}`),
    store: `redis://${nodes.map((node) => `127.0.0.1:${node.port}`).join(',')}`, booked: 0, first: 0,
  };
  place.servers = [await startServer(place, 'a'), await startServer(place, 'b')];
  await until(`a leader of ${city}`, () => isLeading(place.servers[0]).then(async (a) => a || isLeading(place.servers[1])));
  place.slots = path.join(folder, `slots-${city}`);
  return place;
}

async function startFront(places) {
  const port = await freePort();
  const upstreams = places.map((place) => `upstream ${place.city} { ${place.servers.map((server) => `server 127.0.0.1:${server.port} max_fails=0;`).join(' ')} }
server { listen 127.0.0.1:${port}; server_name ${place.city}.example;
  location / { proxy_pass http://${place.city}; proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_next_upstream error timeout http_503 non_idempotent; proxy_next_upstream_tries 2; } }`);
  const file = path.join(folder, 'nginx.conf');
  fs.writeFileSync(file, `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 4096; }
http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
${upstreams.join('\n')} }`);
  start('nginx', 'nginx', ['-c', file]).stdout.resume();
  await until('nginx', async () => {
    try {
      return (await ask(port, places[0].city, '/healthz')).status === 200;
    } catch {
      return false;
    }
  });
  return port;
}

/// fetch sets no Host of its own choosing.
async function ask(port, city, target) {
  const http = await import('node:http');
  return new Promise((resolve, reject) => {
    http.get({host: '127.0.0.1', port, path: target, headers: {host: `${city}.example`}}, (reply) => {
      let text = '';
      reply.on('data', (data) => { text += data; });
      reply.on('end', () => resolve({status: reply.statusCode, text}));
    }).on('error', reject);
  });
}

// ---- load ---------------------------------------------------------------------------------------

async function findSlots(place, front) {
  const list = JSON.parse((await ask(front, place.city, '/v1/slots?service=passport_renewal&from=2026-06-14&to=2026-06-18')).text);
  const slots = list.slots.filter((slot) => slot.remaining > 20).map((slot) => slot.id);
  fs.writeFileSync(place.slots, slots.join('\n'));
}

/// Bookings a second, by what wrk was answered; those that were acknowledged are counted.
async function load(place, front) {
  const script = path.join(folder, 'book.lua');
  if (!fs.existsSync(script)) {
    fs.writeFileSync(script, `${fs.readFileSync(path.join(root, 'bench/book.lua'), 'utf8').replace('Host: offpeak', "Host: ' .. os.getenv('OFFPEAK_HOST') .. '")}
local threads = {}
function setup(thread) threads[#threads + 1] = thread end
booked = 0
function response(status) if status == 201 then booked = booked + 1 end end
function done() local sum = 0 for _, one in ipairs(threads) do sum = sum + one:get('booked') end print('booked ' .. sum) end
`);
  }
  const run = spawn('wrk', ['-t1', '-c16', `-d${seconds}s`, '-s', script, `http://127.0.0.1:${front}`], {
    env: {...process.env, OFFPEAK_HOST: `${place.city}.example`, OFFPEAK_TOKEN: place.servers[0].token,
      OFFPEAK_SLOTS: place.slots, OFFPEAK_FIRST: String(place.first)},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  run.stdout.on('data', (data) => { text += data; });
  await once(run, 'close');
  const booked = Number(/booked (\d+)/.exec(text)?.[1] ?? 0);
  place.first += 2_000_000;
  place.booked += booked;
  return booked / seconds;
}

/// Whoever is not among those that are disturbed books something all the while.
async function play(what, places, front, disturbed = []) {
  const rates = await Promise.all(places.map((place) => load(place, front)));
  const line = places.map((place, i) => `${place.city} ${rates[i].toFixed(0)}`).join(', ');
  console.log(`${what}: bookings a second: ${line}`);
  places.forEach((place, i) => {
    if (rates[i] === 0 && !disturbed.includes(place)) fail(`${what}: ${place.city} booked nothing`);
  });
}

/// Each acknowledged booking is in the store: there may be some whose reply was lost.
async function audit(place) {
  const run = start(`inspect-${place.city}`, program, ['inspect', '--city', place.city, place.store]);
  let text = '';
  run.stdout.on('data', (data) => { text += data; });
  await once(run, 'close');
  const found = JSON.parse(text).counts.appointments;
  const verdict = found >= place.booked ? 'nothing lost' : 'LOST';
  if (found < place.booked) fail(`${place.city}: ${place.booked - found} acknowledged bookings are lost`);
  console.log(`${place.city}: ${place.booked} acknowledged, ${found} in the store: ${verdict}`);
}

async function main() {
  const nodes = await startCluster();
  const places = [];
  for (const city of cities) places.push(await startCity(city, nodes));
  const front = await startFront(places);
  for (const place of places) await findSlots(place, front);

  for (let count = 1; count <= places.length; ++count) {
    await play(`${count} of ${places.length} cities under load`, places.slice(0, count), front);
  }
  const victim = places[0];
  const leader = (await isLeading(victim.servers[0])) ? victim.servers[0] : victim.servers[1];
  setTimeout(() => leader.child.kill('SIGKILL'), 1000);
  await play(`the leader of ${victim.city} is killed`, places, front, [victim]);
  const cutOff = masterOf(nodes, victim.city);
  const ofCutOff = places.filter(({city}) => masterOf(nodes, city) === cutOff);
  setTimeout(() => partition(nodes, cutOff), 500);
  setTimeout(() => heal(nodes), 4000);
  await play(`the master of ${victim.city} is cut off from the others, then back`, places, front, ofCutOff);
  heal(nodes);
  for (const node of nodes) {
    await until('the cluster to be whole', () => redis(node.own, 'CLUSTER', 'INFO').includes('cluster_state:ok'));
  }
  const master = masterOf(nodes, places.at(-1).city);
  const ofMaster = places.filter(({city}) => masterOf(nodes, city) === master);
  setTimeout(() => { master.child.kill('SIGKILL'); master.child.killed = true; }, 1000);
  await play(`the master of ${places.at(-1).city} fails`, places, front, ofMaster);
  await pause(3000);
  for (const place of places) await audit(place);
}

try {
  await main();
} catch (error) {
  fail(error.message);
} finally {
  for (const child of children) child.kill('SIGKILL');
  await pause(200);
  if (!broken) fs.rmSync(folder, {recursive: true, force: true});
}
process.exit(broken ? 1 : 0);
