// Checks that the schemas for editors accept the configuration that is shipped, and refuse mistakes:
//
//   node validate_config_schema.mjs
//
// The loader checks far more (config/load.hpp); a schema knows only one file's form.
import { readFileSync } from 'node:fs';

import { fromRoot, makeValidator, parseYaml } from './packages.mjs';

const pairs = [
  ['config/hangzhou.yaml', 'config/schema/city.schema.json'],
  ['config/calendars/cn.yaml', 'config/schema/calendar.schema.json'],
  ['config/online.yaml', 'config/schema/online.schema.json'],
  ['config/demand/hangzhou.yaml', 'config/schema/demand.schema.json'],
];
const problems_shown_max = 20;

let failures = 0;
function fail(message) {
  failures += 1;
  console.error(message);
}

/** Copies of a document, each with one mistake, and what the mistake is. */
function* spoiled(document) {
  yield ['an unknown key', { ...document, no_such_key: 1 }];
  yield ['a list instead of a mapping', [document]];
  yield ['nothing', null];
  for (const key of Object.keys(document).filter((k) => typeof document[k] === 'object')) {
    yield [`text for ${key}`, { ...document, [key]: 'text' }];
  }
}

function check(path, schemaPath) {
  const document = parseYaml(readFileSync(fromRoot(path), 'utf8'));
  const schema = JSON.parse(readFileSync(fromRoot(schemaPath), 'utf8'));
  const validate = makeValidator().compile(schema);
  if (!validate(document)) {
    for (const { instancePath, message, params } of validate.errors.slice(0, problems_shown_max)) {
      fail(`${path}: ${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
    }
  }
  for (const [mistake, wrong] of spoiled(document)) {
    if (validate(wrong)) fail(`${schemaPath}: accepts ${mistake}`);
  }
}

for (const [path, schemaPath] of pairs) {
  try {
    check(path, schemaPath);
  } catch (error) {
    // A file that is missing or malformed, or a schema that is none.
    fail(`${path} by ${schemaPath}: ${error.message}`);
  }
}

console.log(`${pairs.length} configuration files, ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
