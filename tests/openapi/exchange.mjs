// Whether one request and its reply are as the description says.
//
// An exchange is {method, path, status, content_type, body, request_body?, request_headers?,
// response_headers?}: `path` with its query, bodies as text or as JSON values.
import { contentProblems } from './events.mjs';

const lowerKeys = (headers) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([k, v]) => [k.toLowerCase(), String(v)]));
const mediaType = (contentType) => (contentType ?? '').split(';')[0].trim().toLowerCase();
const isJson = (type) => type === 'application/json' || type.endsWith('+json');
const isEmpty = (body) => body === undefined || body === null || body === '';

/** A parameter or header as the type its schema asks for; itself when it is none. */
const coerce = (schema, text) =>
  schema.type === 'integer' && /^-?[0-9]+$/.test(text) ? Number(text) : text;

function parseJson(body) {
  if (typeof body !== 'string') return { value: body };
  try {
    return { value: JSON.parse(body) };
  } catch (error) {
    return { problem: error.message };
  }
}

function checkContent(description, what, content, type, body) {
  const media = content?.[type];
  if (!media) return [`${what}: content type ${type || '(none)'} is not described`];
  if (!media.schema) return [];
  const { value, problem } = isJson(type) ? parseJson(body) : { value: body };
  if (problem) return [`${what}: no JSON: ${problem}`];
  const problems = description.problems(media.schema, value);
  if (problems.length === 0) problems.push(...contentProblems(description, media.schema, value));
  return problems.map((p) => `${what}: ${p}`);
}

function checkHeaders(description, response, headers) {
  const failures = [];
  for (const [name, reference] of Object.entries(response.headers ?? {})) {
    const header = description.resolve(reference);
    const value = headers[name.toLowerCase()];
    if (value === undefined) {
      if (header.required) failures.push(`header ${name} is missing`);
      continue;
    }
    const schema = description.resolve(header.schema);
    failures.push(
      ...description.problems(schema, coerce(schema, value)).map((p) => `header ${name}: ${p}`),
    );
  }
  return failures;
}

function checkReply(description, response, exchange) {
  const headers = lowerKeys(exchange.response_headers);
  const failures = checkHeaders(description, response, headers);
  const type = mediaType(exchange.content_type);
  const isHead = exchange.method === 'HEAD';
  if (isHead && response.content && !response.content[type]) {
    failures.push(`body: content type ${type || '(none)'} is not described`);
  }
  if (response.content && !isHead) {
    failures.push(...checkContent(description, 'body', response.content, type, exchange.body));
  } else if (!isEmpty(exchange.body)) {
    failures.push('body: there should be none');
  }
  return failures;
}

/** A request's name comes back when it was well-formed and could be no identity number. */
function checkEcho(exchange) {
  const sent = lowerKeys(exchange.request_headers)['x-request-id'];
  const back = lowerKeys(exchange.response_headers)['x-request-id'];
  const wellFormed = /^[!-~]{1,64}$/.test(sent ?? '') && !/^[0-9]{15,}[^0-9]?$/.test(sent);
  return wellFormed && sent !== back ? [`X-Request-Id ${sent} came back as ${back}`] : [];
}

/** Of a request that succeeded: parameters and body are such as the description allows. */
function checkRequest(description, operation, exchange) {
  const url = new URL(exchange.path, 'http://localhost');
  const given = {
    path: operation.pathParameters(exchange.path.split('?')[0]),
    query: Object.fromEntries(url.searchParams),
    header: lowerKeys(exchange.request_headers),
  };
  const failures = [];
  for (const { name, in: place, required, schema: reference } of operation.parameters) {
    // A malformed X-Request-Id is replaced, not refused.
    if (name === 'X-Request-Id') continue;
    const value = given[place][place === 'header' ? name.toLowerCase() : name];
    if (value === undefined) {
      if (required) failures.push(`${place} parameter ${name} is missing`);
      continue;
    }
    const schema = description.resolve(reference);
    failures.push(
      ...description
        .problems(schema, coerce(schema, value))
        .map((p) => `${place} parameter ${name}: ${p}`),
    );
  }
  const leftOut = isEmpty(exchange.request_body) && !operation.requestBody?.required;
  if (operation.requestBody && !leftOut) {
    const type = mediaType(given.header['content-type']) || 'application/json';
    const { content } = operation.requestBody;
    failures.push(...checkContent(description, 'request', content, type, exchange.request_body));
  }
  return failures;
}

/** Returns {route, failures}; `route` is undefined for a request outside of all operations. */
export function checkExchange(description, exchange) {
  const { method, path, status } = exchange;
  if (typeof method !== 'string' || typeof path !== 'string' || !Number.isInteger(status)) {
    return { failures: ['the record lacks a method, a path or a status'] };
  }
  const operation = description.match(method, path.split('?')[0]);
  const described = operation.responses[String(status)];
  if (!described) {
    const where = operation.route ? 'for this operation' : 'outside of all operations';
    return { route: operation.route, failures: [`status ${status} is not described ${where}`] };
  }
  const failures = checkReply(description, description.resolve(described), exchange);
  failures.push(...checkEcho(exchange));
  if (status < 300) failures.push(...checkRequest(description, operation, exchange));
  return { route: operation.route, failures };
}
