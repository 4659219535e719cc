// Clients that others' generators make of the description compile, and play a whole journey against
// the real server.
//
//   node --test tests/openapi/clients/clients.test.mjs      after a build of the preset release
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Server } from '../../support/server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '../../..');
const packages = join(here, '../node_modules');
const description = join(source, 'api/openapi.yaml');
const program = process.env.OFFPEAK_PROGRAM ?? join(source, 'build/release/main/offpeak');
const written = [
  '../package.json', 'tsconfig.json', 'openapi-ts.config.mjs',
  'journey.ts', 'openapi_fetch.ts', 'hey_api.ts',
];

let folder, server;

/// Runs a program of npm in the folder of the test.
const run = (script, ...options) => {
  const done = spawnSync(process.execPath, [join(packages, script), ...options], {
    cwd: folder, encoding: 'utf8',
  });
  assert.equal(done.status, 0, done.stdout + done.stderr);
};

const generate = () => {
  run('openapi-typescript/bin/cli.js', description, '--output', 'openapi_typescript.ts');
  run('@hey-api/openapi-ts/bin/index.cjs', '--input', description);
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offpeak-clients-'));
  symlinkSync(packages, join(folder, 'node_modules'));
  for (const name of written) copyFileSync(join(here, name), join(folder, basename(name)));
  generate();
  run('typescript/bin/tsc', '--project', '.');
  server = new Server(program, source, folder, 'demo');
  await server.ready();
});

after(async () => {
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

// A day each, for what one client frees is not free for the other at once. The numbers are nobody's:
// no place has the region code 999999.
const journeys = [
  ['openapi-typescript', 'openapi_fetch', '2026-06-15', '999999199001010016', '999999199001010024'],
  ['hey-api', 'hey_api', '2026-06-16', '999999199001010032', '999999199001010040'],
];
for (const [generator, name, ...what] of journeys) {
  test(`a client by ${generator} books, moves and cancels`, async () => {
    const { play } = await import(join(folder, 'out', `${name}.js`));
    await play(server.url, ...what);
  });
}
