// Real Redis servers: one that two machines share, and a small cluster: one master with all the slots, and two
// replicas.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

const ask = (port, ...words) =>
  execFileSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

function says(port, text, ...words) {
  try {
    return ask(port, ...words).includes(text);
  } catch {
    return false;
  }
}

/** Returns its port. */
export async function startRedis(walk, options = []) {
  const port = await freePort();
  const folder = join(walk.folder, `redis-${port}`);
  mkdirSync(folder);
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder,
    '--appendonly', 'yes', '--appendfsync', 'always', '--no-appendfsync-on-rewrite', 'no', '--maxmemory-policy', 'noeviction', '--save', '', ...options], { stdio: 'ignore' });
  walk.children.add(child);
  child.on('close', () => walk.children.delete(child));
  await walk.until('a Redis', () => says(port, 'PONG', 'PING'));
  return port;
}

/** Returns the ports, the master's first. */
export async function startCluster(walk) {
  const ports = [];
  const buses = [];
  for (let node = 0; node < 3; ++node) {
    buses.push(await freePort());
    ports.push(await startRedis(walk, ['--cluster-enabled', 'yes', '--cluster-port', String(buses.at(-1)),
      '--cluster-node-timeout', '5000', '--repl-diskless-sync-delay', '0']));
  }
  ask(ports[0], 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  ports.forEach((port, node) => ask(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(node + 1)));
  for (const node of [1, 2]) ask(ports[0], 'CLUSTER', 'MEET', '127.0.0.1', String(ports[node]), String(buses[node]));
  for (const port of ports) await walk.until('the nodes to meet', () => says(port, 'cluster_known_nodes:3', 'CLUSTER', 'INFO'));
  const master = ask(ports[0], 'CLUSTER', 'MYID');
  for (const port of ports.slice(1)) await walk.until('a replica', () => says(port, 'OK', 'CLUSTER', 'REPLICATE', master));
  for (const port of ports) await walk.until('the cluster', () => says(port, 'cluster_state:ok', 'CLUSTER', 'INFO'));
  await walk.until('replicas in step', () => says(ports[0], '2', 'WAIT', '2', '100'));
  return ports;
}
