// The tables of docs/operations.md list what the code has: exit codes, events of the log, actions of the audit.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8');

const sources = (folder) => readdirSync(join(root, folder), { recursive: true })
  .filter((file) => file.endsWith('.cpp')).map((file) => readFileSync(join(root, folder, file), 'utf8'));

/** The first column of the only table under this heading. */
function column(heading) {
  const section = operations.split(/^##+ /m).find((each) => each.startsWith(`${heading}\n`));
  assert.ok(section, heading);
  const rows = section.split('\n').filter((line) => line.startsWith('| ')).slice(1);
  return rows.map((row) => row.split('|')[1].trim().replaceAll('`', '')).sort();
}

function enumerators(file, name) {
  const body = new RegExp(`enum (?:class )?${name}[^{]*\\{([^}]*)\\}`).exec(readFileSync(join(root, file), 'utf8'))[1];
  return [...body.replaceAll(/\/\/.*/g, '').matchAll(/(\w+) = (\d+)/g)].map(([, word, number]) => ({ word, number }));
}

test('exit codes', () => {
  assert.deepEqual(column('Start, stop, exit codes'), enumerators('main/commands.hpp', 'ExitCode').map((each) => each.number).sort());
});

test('actions of the audit', () => {
  assert.deepEqual(column('Actions of the audit'), enumerators('scheduler/messages/audit.hpp', 'AuditAction').map((each) => each.word).sort());
});

test('events of the log', () => {
  const said = ['main', 'api', 'jobs'].flatMap(sources).flatMap((text) => [...text.matchAll(/event=([a-z_]+)/g)].map((found) => found[1]));
  assert.deepEqual(column('Events of the log'), [...new Set(said)].sort());
});
