// api/openapi.yaml, made ready to be asked about requests and replies.
import { makeValidator } from './packages.mjs';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const literalLength = (template) => template.replace(/\{[^}]*\}/g, '').length;

/** A template as a regular expression: a parameter is one segment, or the part of one. */
function compileTemplate(template) {
  const parts = template.split(/(\{[^}]+\})/);
  return new RegExp(
    `^${parts.map((p) => (p.startsWith('{') ? '([^/]+)' : escapeRegExp(p))).join('')}$`,
  );
}

/** `#/components/schemas/X` becomes `#/$defs/X`, so that the schemas stand alone. */
function rebase(node) {
  if (Array.isArray(node)) return node.map(rebase);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, value.replace('#/components/schemas/', 'components#/$defs/')]
        : [key, rebase(value)],
    ),
  );
}

export class Description {
  #document;
  #ajv = makeValidator();
  #validators = new Map();
  #templates;

  constructor(document) {
    this.#document = document;
    this.#ajv.addSchema({ $id: 'components', $defs: rebase(document.components.schemas) });
    // More literal characters first, so that `{id}.ics` is tried before `{id}`.
    this.#templates = Object.keys(document.paths)
      .sort((a, b) => literalLength(b) - literalLength(a))
      .map((template) => ({ template, pattern: compileTemplate(template) }));
  }

  /** Every operation as `GET /path/{parameter}`, sorted. */
  routes() {
    return [...this.operations()].map(({ route }) => route).sort();
  }

  webhookTypes() {
    return Object.keys(this.#document.webhooks);
  }

  /** The request that tells this kind of webhook; undefined if none does. */
  webhook(type) {
    const operation = this.#document.webhooks[type]?.post;
    if (!operation) return undefined;
    const parameters = operation.parameters.map((parameter) => this.resolve(parameter));
    return { ...operation, parameters };
  }

  *operations() {
    for (const [template, item] of Object.entries(this.#document.paths)) {
      for (const method of methods) {
        if (item[method]) yield this.#operation(template, method);
      }
    }
  }

  /**
   * The operation that `method` on `path` (without its query) names; without a route if none. HEAD is
   * answered like GET, but it is no success of that route: its body was not seen.
   */
  match(method, path) {
    const found = this.#templates.find(({ pattern }) => pattern.test(path));
    if (!found) return this.#outside('unknown_path');
    const item = this.#document.paths[found.template];
    const key = method.toLowerCase();
    if (key === 'head' && !item.head && item.get) {
      return { ...this.#operation(found.template, 'get'), route: undefined };
    }
    if (!item[key]) return this.#outside('wrong_method');
    return this.#operation(found.template, key);
  }

  /** Follows references between parts of the description. */
  resolve(node) {
    let at = node;
    while (at?.$ref) {
      const steps = at.$ref.replace(/^#\//, '').split('/');
      at = steps.reduce((part, step) => part?.[step.replaceAll('~1', '/').replaceAll('~0', '~')],
        this.#document);
    }
    if (at === undefined) throw new Error(`nothing at ${node.$ref}`);
    return at;
  }

  /** What is wrong with a value by a schema of the description; empty when nothing is. */
  problems(schema, value) {
    let validate = this.#validators.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(rebase(schema));
      this.#validators.set(schema, validate);
    }
    if (validate(value)) return [];
    return validate.errors.map((e) => `${e.instancePath || '/'} ${e.message}${extra(e.params)}`);
  }

  #outside(kind) {
    return {
      responses: this.#document['x-outside-operations'][kind],
      parameters: [],
      pathParameters: () => ({}),
    };
  }

  #operation(template, method) {
    const item = this.#document.paths[template];
    const operation = item[method];
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
    return {
      route: `${method.toUpperCase()} ${template}`,
      responses: operation.responses,
      requestBody: operation.requestBody,
      parameters: parameters.map((parameter) => this.resolve(parameter)),
      pathParameters(path) {
        const names = [...template.matchAll(/\{([^}]+)\}/g)].map((m) => m[1]);
        const values = compileTemplate(template).exec(path).slice(1);
        return Object.fromEntries(names.map((n, i) => [n, decodeURIComponent(values[i])]));
      },
    };
  }
}

function extra(params) {
  const named = params.additionalProperty ?? params.unevaluatedProperty ?? params.allowedValue;
  const shown = named ?? params.allowedValues;
  return shown === undefined ? '' : ` (${JSON.stringify(shown)})`;
}
