// The npm packages of web/, for scripts that lie outside it.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../../web/package.json', import.meta.url));

function load(name) {
  try {
    return require(name);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error(`npm package ${name} is missing: run script/bootstrap test`);
    process.exit(2);
  }
}

export const { parseDocument } = load('yaml');
const { Ajv2020 } = load('ajv/dist/2020');
const addFormats = load('ajv-formats').default;

/** The absolute path of a file named from the checkout's top folder. */
export const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A strict JSON Schema 2020-12 validator; unknown keywords and formats are errors. */
export function makeValidator(options = {}) {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    // Subschemas of allOf and if may name properties that the schema around them declares.
    strictRequired: false,
    strictTypes: false,
    ...options,
  });
  addFormats(ajv);
  return ajv;
}

/** Reads YAML; a syntax error, a warning or a duplicate key is an exception that names the line. */
export function parseYaml(text) {
  const document = parseDocument(text, { uniqueKeys: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw problem;
  return document.toJS();
}
