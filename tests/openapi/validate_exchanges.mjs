// Checks recorded requests and replies, and the server's routes, against api/openapi.yaml:
//
//   node validate_exchanges.mjs EXCHANGES.jsonl ROUTES.txt
//
// EXCHANGES has one exchange a line (exchange.mjs says what one is), ROUTES one `GET /path/{name}` a
// line as the router knows them. Both sets of routes must be equal, and each operation must have
// succeeded at least once. Exit codes: 0 all is as described, 1 it is not, 2 wrong use.
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { Description } from './description.mjs';
import { checkExchange } from './exchange.mjs';
import { fromRoot, parseYaml } from './packages.mjs';

const failures_shown_max = 100;

function compareRoutes(described, served) {
  return [
    ...described.filter((r) => !served.has(r)).map((r) => `${r}: described, not served`),
    ...[...served].filter((r) => !described.includes(r)).map((r) => `${r}: served, not described`),
  ];
}

async function checkFile(description, path) {
  const failures = [];
  const seen = new Map();
  let line = 0;
  let exchanges = 0;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    line += 1;
    if (text.trim() === '') continue;
    exchanges += 1;
    const exchange = parseLine(text);
    const { route, failures: found } = exchange
      ? checkExchange(description, exchange)
      : { failures: ['the record is no JSON object'] };
    const named = `${path}:${line}: ${exchange?.method} ${exchange?.path} → ${exchange?.status}`;
    failures.push(...found.map((f) => `${named}: ${f}`));
    if (route) seen.set(route, (seen.get(route) ?? new Set()).add(exchange.status));
  }
  return { exchanges, failures, seen };
}

function parseLine(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

const succeeded = (statuses) => [...(statuses ?? [])].some((s) => s >= 200 && s < 300);

async function main([exchangesPath, routesPath, ...rest]) {
  if (!exchangesPath || !routesPath || rest.length > 0) {
    console.error('usage: node validate_exchanges.mjs EXCHANGES.jsonl ROUTES.txt');
    return 2;
  }
  const description = new Description(parseYaml(readFileSync(fromRoot('api/openapi.yaml'), 'utf8')));
  const described = description.routes();
  const lines = readFileSync(routesPath, 'utf8').split('\n').map((l) => l.trim());
  const served = new Set(lines.filter((l) => l !== ''));

  const { exchanges, failures, seen } = await checkFile(description, exchangesPath);
  failures.push(...compareRoutes(described, served));
  failures.push(
    ...described
      .filter((route) => !succeeded(seen.get(route)))
      .map((route) => `${route}: no exchange succeeded`),
  );

  for (const failure of failures.slice(0, failures_shown_max)) console.error(failure);
  if (failures.length > failures_shown_max) {
    console.error(`and ${failures.length - failures_shown_max} more`);
  }
  const pairs = [...seen.values()].reduce((sum, statuses) => sum + statuses.size, 0);
  console.log(
    `${exchanges} exchanges, ${seen.size} of ${described.length} operations, ` +
      `${pairs} operation-status pairs, ${failures.length} failures`,
  );
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  return 2;
});
