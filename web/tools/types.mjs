// Makes generated/schema.d.ts, the types of the HTTP interface, of api/openapi.yaml.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

import openapiTypescript, { astToString } from 'openapi-typescript';

import { web } from './pages.mjs';

const description = fileURLToPath(new URL('../../api/openapi.yaml', import.meta.url));

/// A property with a default may be left out of a request; required ones are named in the description.
export async function makeTypes() {
  const types = await openapiTypescript(pathToFileURL(description), { defaultNonNullable: false });
  const text = `// Made by tools/types.mjs of api/openapi.yaml.\n${astToString(types)}`;
  const file = `${web}/generated/schema.d.ts`;
  mkdirSync(`${web}/generated`, { recursive: true });
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // There is none yet.
  }
  writeFileSync(file, text);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await makeTypes();
