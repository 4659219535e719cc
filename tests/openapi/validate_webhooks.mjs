// Checks webhooks that the tests received against api/openapi.yaml:
//
//   node validate_webhooks.mjs WEBHOOKS.jsonl
//
// One webhook a line: {headers, body}, the body as text. Each described kind must have come at least
// once. Exit codes: 0 all is as described, 1 it is not, 2 wrong use.
import { readFileSync } from 'node:fs';

import { Description } from './description.mjs';
import { fromRoot, parseYaml } from './packages.mjs';

function problemsOf(description, { headers, body }) {
  const told = JSON.parse(body);
  const webhook = description.webhook(told.type);
  if (!webhook) return [`${told.type} is not described`];
  const schema = webhook.requestBody.content['application/json'].schema;
  return [
    ...description.problems(schema, told).map((problem) => `${told.type}: ${problem}`),
    ...webhook.parameters.flatMap(({ name, schema: form }) =>
      description.problems(form, headers[name]).map((p) => `${told.type}: ${name}: ${p}`),
    ),
  ];
}

function main([path, ...rest]) {
  if (!path || rest.length > 0) {
    console.error('usage: node validate_webhooks.mjs WEBHOOKS.jsonl');
    return 2;
  }
  const description = new Description(parseYaml(readFileSync(fromRoot('api/openapi.yaml'), 'utf8')));
  const received = readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const told = new Set(received.map(({ body }) => JSON.parse(body).type));
  const failures = [
    ...received.flatMap((one) => problemsOf(description, one)),
    ...description.webhookTypes().filter((type) => !told.has(type)).map((t) => `${t}: none has come`),
  ];
  for (const failure of new Set(failures)) console.error(failure);
  console.log(`${received.length} webhooks of ${told.size} kinds, ${failures.length} failures`);
  return failures.length === 0 ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
