// What generators of clients need of api/openapi.yaml, which no linter asks for.
//
//   node --test tests/openapi/generators.test.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { fromRoot, parseYaml } from './packages.mjs';

const document = parseYaml(readFileSync(fromRoot('api/openapi.yaml'), 'utf8'));

/** Every mapping of the document with its place, but those of examples, which are no schemas. */
function* mappings(node, place = '') {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) yield [place, node];
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'example' && key !== 'examples') yield* mappings(value, `${place}/${key}`);
  }
}
const placesOf = (isWrong) =>
  [...mappings(document)].filter(([, node]) => isWrong(node)).map(([place]) => place);
const named = ({ $ref }) => document.components.schemas[$ref?.split('/').pop()];
const isOfType = (node, type) => [node.type].flat().includes(type);

test('a property has no default, which would make it one that must be sent', () => {
  const hasDefault = ({ properties }) =>
    Object.values(properties ?? {}).some((property) => 'default' in Object(named(property) ?? property));
  assert.deepEqual(placesOf(hasDefault), []);
});

test('whatever is required is a property of the same schema', () => {
  const lacksProperty = ({ required, properties = {} }) =>
    Array.isArray(required) && !required.every((name) => name in properties);
  assert.deepEqual(placesOf(lacksProperty), []);
});

test('a list says what is in it', () => {
  assert.deepEqual(placesOf((node) => isOfType(node, 'array') && !node.items), []);
});

test('an object says what may be in it', () => {
  const saysNothing = (node) =>
    isOfType(node, 'object') && !node.properties && !('additionalProperties' in node);
  assert.deepEqual(placesOf(saysNothing), []);
});

test('a stream of events says which there are, and what their data is', () => {
  const streams = [...mappings(document)].flatMap(([, node]) => node['text/event-stream'] ?? []);
  assert.equal(streams.length, 3);
  for (const { schema } of streams) {
    for (const event of named(schema).contentSchema.items.oneOf) {
      assert.ok(named(named(event).properties.data.contentSchema), event.$ref);
    }
  }
});

test('a schema is not called as a language or its library calls something else', () => {
  const taken = ['Actor', 'Date', 'Error', 'Event', 'Id', 'Key', 'Map', 'Minute', 'Minutes', 'Moment', 'Name',
    'Object', 'Period', 'Request', 'Response', 'Set', 'String', 'Time', 'Type', 'Wish'];
  assert.deepEqual(Object.keys(document.components.schemas).filter((name) => taken.includes(name)), []);
});
