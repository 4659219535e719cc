// What `cmake --install` and the Debian package hold, and that it works from where it was put.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const build = process.env.OFFPEAK_BUILD ?? join(root, 'build/release');
const folder = mkdtempSync(join(tmpdir(), 'offpeak-packaging-'));
const prefix = join(folder, 'elsewhere');
const program = join(prefix, 'bin/offpeak');
let unpacked;
let packages;

const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
const files = (at) => readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? files(join(at, entry.name)) : [join(at, entry.name)]);
const optionsIn = (text) => new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []);
const commands = () => /local words='([^']*)'/.exec(completion())[1].split(' ').filter((word) => !word.startsWith('--'));
const completion = () => readFileSync(join(prefix, 'share/bash-completion/completions/offpeak'), 'utf8');

function pack(name) {
  const at = join(folder, name);
  mkdirSync(at);
  execFileSync('cpack', ['--config', join(build, 'CPackConfig.cmake'), '-B', at],
    { cwd: at, env: { ...process.env, SOURCE_DATE_EPOCH: '1780000000' }, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(at, readdirSync(at).find((file) => file.endsWith('.deb')));
}

before(() => {
  run('cmake', '--install', build, '--prefix', prefix);
  packages = [pack('one'), pack('two')];
  unpacked = join(folder, 'unpacked');
  run('dpkg-deb', '-R', packages[0], unpacked);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the program serves its pages from wherever it was put, without a word of where they are', async () => {
  const server = spawn(program, ['serve', '--config', join(prefix, 'etc/offpeak/hangzhou.yaml'),
    '--store', `sqlite:${folder}/offpeak.db`, '--keys', join(folder, 'keys'), '--audit', join(folder, 'audit'), '--simulations', '',
    '--auth', 'demo', '--listen', '127.0.0.1:0'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  try {
    let url;
    for await (const line of createInterface({ input: server.stdout })) {
      url ??= / at (http:\S+)$/.exec(line)?.[1];
      if (line.startsWith('  admin ')) break;
    }
    for (const path of ['/', '/admin', '/docs', '/docs/swagger-ui.css', '/openapi.yaml']) {
      assert.equal((await fetch(url + path)).status, 200, path);
    }
  } finally {
    server.kill();
  }
  assert.deepEqual(await ended, [0, null]);
});

test('a report is made of what was installed', () => {
  const page = join(folder, 'report.html');
  run(program, 'simulate', '--config', join(prefix, 'etc/offpeak/hangzhou.yaml'), '--date', '2026-06-13',
    '--replications', '1', '--html', page);
  assert.ok(statSync(page).size > 100_000);
});

test('nothing that is installed names a folder of the machine that built it', () => {
  for (const file of files(unpacked)) assert.ok(!readFileSync(file).includes(root), file);
});

test('the version names the formats of the stores', () => {
  for (const asked of ['version', '--version']) {
    assert.match(run(program, asked), /^offpeak \d+\.\d+\.\d+\n(commit \w+\n)?compiler .*\njournal format \d+\nsnapshot format \d+\n$/);
  }
});

test('the package has the same bytes each time', () => {
  assert.ok(readFileSync(packages[0]).equals(readFileSync(packages[1])));
});

test('the package holds what was installed, as root owns it, with its settings in /etc', () => {
  const packed = files(unpacked).map((file) => relative(unpacked, file)).filter((file) => !file.startsWith('DEBIAN/'));
  const installed = files(prefix).map((file) => relative(prefix, file)).map((file) => (file.startsWith('etc/') ? file : `usr/${file}`));
  assert.deepEqual(packed.sort(), installed.sort());
  for (const needed of ['usr/bin/offpeak', 'usr/share/man/man1/offpeak.1.gz', 'usr/lib/sysusers.d/offpeak.conf',
    'usr/lib/tmpfiles.d/offpeak.conf', 'usr/share/doc/offpeak/copyright', 'usr/share/offpeak/build/web/citizen/index.html']) {
    assert.ok(packed.includes(needed), needed);
  }
  for (const line of run('dpkg-deb', '-c', packages[0]).trim().split('\n')) {
    assert.match(line, /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x) root\/root /);
  }
  const settings = packed.filter((file) => file.startsWith('etc/')).map((file) => `/${file}`);
  const marked = readFileSync(join(unpacked, 'DEBIAN/conffiles'), 'utf8').trim().split('\n');
  assert.deepEqual(marked.sort(), settings.sort());
  for (const script of ['postinst', 'prerm', 'postrm']) run('sh', '-n', join(unpacked, 'DEBIAN', script));
});

test('the example city is sound where it was put', () => {
  run(program, 'check-config', join(unpacked, 'etc/offpeak/hangzhou.yaml'));
});

for (const unit of ['offpeak@', 'offpeak-standby@']) {
  test(`${unit}.service is confined, and starts the program with options that it has`, () => {
    const file = join(unpacked, `usr/lib/systemd/system/${unit}.service`);
    const text = readFileSync(file, 'utf8');
    const said = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=25', file], { encoding: 'utf8' });
    assert.equal(said.status, 0, said.stdout + said.stderr);
    const taken = optionsIn(run(program, 'serve', '--help'));
    const given = optionsIn(/^ExecStart=(?:.*\\\n)*.*$/m.exec(text)[0]);
    assert.equal(given.has('--standby'), unit !== 'offpeak@');
    for (const option of given) assert.ok(taken.has(option), option);
    for (const line of ['RestartPreventExitStatus=2 4', 'StartLimitIntervalSec=0', 'UMask=0077', 'ProtectSystem=strict',
      'LimitNOFILE=32768', 'User=offpeak', 'WantedBy=multi-user.target']) {
      assert.ok(text.split('\n').includes(line), line);
    }
    assert.ok(!given.has('--store'), 'an address with a password would be in the list of processes');
  });
}

test('the manual page and the completion have exactly the options that the program takes', () => {
  const manual = gunzipSync(readFileSync(join(prefix, 'share/man/man1/offpeak.1.gz'))).toString().replaceAll('\\-', '-');
  const sections = manual.split(/^\.S[SH] /m);
  run('bash', '-n', join(prefix, 'share/bash-completion/completions/offpeak'));
  assert.ok(commands().length >= 9);
  for (const command of commands()) {
    const headings = run(program, command, '--help').split('\n').map((line) => /^ {2}(?:-\w,)?(--[a-z-]+)/.exec(line)?.[1]).filter(Boolean);
    const section = sections.find((each) => each.startsWith(`offpeak ${command}\n`));
    const listed = [...section.matchAll(/^\.TP\n\\fB(?:-\w,)?(--[a-z-]+)/gm)].map((found) => found[1]);
    const completed = new RegExp(`^    ${command}\\) words='([^']*)'`, 'm').exec(completion())[1].split(' ');
    assert.deepEqual(listed.sort(), headings.sort(), command);
    assert.deepEqual(completed.sort(), headings.sort(), command);
  }
});

test('bash completes commands and options', () => {
  const complete = (words) => run('bash', '-c', `. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _offpeak; echo "\${COMPREPLY[@]}"`,
    'bash', join(prefix, 'share/bash-completion/completions/offpeak'), ...words).trim();
  assert.equal(complete(['offpeak', 'insp']), 'inspect');
  assert.equal(complete(['offpeak', 'serve', '--staff']), '--staff-listen');
});
