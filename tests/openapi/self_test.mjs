// Tests the validator itself: every example of api/openapi.yaml passes, and each way of being wrong
// is found. Run it with node; it ends with the number of checks, or with exit code 1.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Description } from './description.mjs';
import { checkExchange } from './exchange.mjs';
import { fromRoot, parseYaml } from './packages.mjs';

const document = parseYaml(readFileSync(fromRoot('api/openapi.yaml'), 'utf8'));
const description = new Description(document);

const texts = {
  'application/yaml': 'openapi: 3.1.0\n',
  'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'text/calendar': 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  'text/html': '<!doctype html><title>Offpeak</title>',
  'text/plain': '# TYPE offpeak_bookings_total counter\noffpeak_bookings_total 1\n',
};
const headerValues = {
  Age: '1',
  Allow: 'GET, POST',
  'Content-Encoding': 'gzip',
  ETag: '"5d41402abc4b2a76b9719d911017c592"',
  Vary: 'Accept-Encoding',
  'Content-Security-Policy': 'sandbox allow-scripts',
  Location: '/v1/simulations/0a1b2c3d4e5f6071',
  'Retry-After': '1',
  'WWW-Authenticate': 'Bearer',
};

const examplesOf = (media) =>
  media.examples ? Object.values(media.examples).map(({ value }) => value) : [media.example];

function pathOf(operation) {
  const filled = operation.parameters
    .filter((p) => p.in === 'path')
    .reduce((path, p) => path.replace(`{${p.name}}`, p.example), operation.route.split(' ')[1]);
  const query = operation.parameters.filter((p) => p.in === 'query');
  return query.length === 0
    ? filled
    : `${filled}?${new URLSearchParams(query.map((p) => [p.name, p.example]))}`;
}

function headersOf(response) {
  const names = Object.keys(response.headers ?? {});
  return Object.fromEntries(names.map((n) => [n, headerValues[n] ?? 'request-1']));
}

/** Each reply of each operation with each of its examples, as an exchange. */
function* exampleExchanges() {
  for (const operation of description.operations()) {
    const requests = operation.requestBody
      ? examplesOf(operation.requestBody.content['application/json'])
      : [undefined];
    for (const [status, reference] of Object.entries(operation.responses)) {
      const response = description.resolve(reference);
      const base = {
        method: operation.route.split(' ')[0],
        path: pathOf(operation),
        status: Number(status),
        response_headers: headersOf(response),
      };
      for (const request_body of requests) {
        if (!response.content) yield { ...base, request_body, content_type: '', body: '' };
        for (const [type, media] of Object.entries(response.content ?? {})) {
          for (const example of examplesOf(media)) {
            const body = typeof example === 'object' ? JSON.stringify(example) : example ?? texts[type] ?? 'text';
            yield { ...base, request_body, content_type: `${type}; charset=utf-8`, body };
          }
        }
      }
    }
  }
}

const good = [...exampleExchanges()];

function find(method, path, status) {
  const found = good.find((e) => e.method === method && e.path === path && e.status === status);
  assert.ok(found, `no example for ${method} ${path} ${status}`);
  return structuredClone(found);
}

const id = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const halls = () => find('GET', '/v1/halls', 200);
const hold = () => find('POST', '/v1/holds', 201);
const appointment = () => find('POST', '/v1/appointments', 201);
const stream = () =>
  good.find((e) => e.path.startsWith('/v1/halls/330100/board/stream') && e.status === 200);
const slots = () => good.find((e) => e.path.startsWith('/v1/slots?') && e.status === 200);
const entry = () => find('GET', '/v1/waitlist/c0ffee00112233445566778899aabbcc', 200);

function withBody(exchange, change) {
  const body = JSON.parse(exchange.body);
  change(body);
  return { ...exchange, body: JSON.stringify(body) };
}
function withText(exchange, from, to) {
  return { ...exchange, body: exchange.body.replace(from, to) };
}
function withRequest(exchange, change) {
  const request_body = structuredClone(exchange.request_body);
  change(request_body);
  return { ...exchange, request_body };
}
const withoutHeader = (exchange, name) => {
  const { [name]: _, ...response_headers } = exchange.response_headers;
  return { ...exchange, response_headers };
};

// [what is wrong, the exchange, a part of what the validator has to say]
const wrong = [
  ['an undescribed status', { ...halls(), status: 418 }, 'status 418 is not described'],
  ['a success outside of all operations', { ...halls(), path: '/v1/hall' }, 'status 200 is not'],
  ['a success of an unknown method', { ...halls(), method: 'PUT' }, 'status 200 is not described'],
  ['another content type', { ...halls(), content_type: 'text/html' }, 'content type text/html'],
  ['no content type', { ...halls(), content_type: undefined }, 'content type (none)'],
  ['a body that is no JSON', { ...halls(), body: '{"halls":[' }, 'no JSON'],
  ['no body', { ...halls(), body: undefined }, 'must be object'],
  ['a body where none should be', { ...find('DELETE', `/v1/holds/${id}`, 204), body: '{}' },
    'there should be none'],
  ['a body after HEAD', { ...halls(), method: 'HEAD' }, 'there should be none'],
  ['another content type after HEAD',
    { ...halls(), method: 'HEAD', body: '', content_type: 'text/html' }, 'content type text/html'],
  ['an event of another name', withText(stream(), 'event: board', 'event: bored'), 'bored'],
  ['an event whose data is no board', withText(stream(), '"lanes"', '"lines"'), 'board: / must have'],
  ['an event whose data is no JSON', withText(stream(), 'data: {', 'data: '), 'no application/json'],
  ['a stream without events', { ...stream(), body: ': nothing yet\n\n' }, 'no event'],
  ['an event that is cut off', { ...stream(), body: stream().body.trimEnd() }, 'no event'],
  ['no request id', withoutHeader(halls(), 'X-Request-Id'), 'X-Request-Id is missing'],
  ['another request id than was sent',
    { ...halls(), request_headers: { 'x-request-id': 'mine' } }, 'came back as'],
  ['no entity tag', withoutHeader(halls(), 'ETag'), 'ETag is missing'],
  ['an entity tag that is not quoted',
    { ...halls(), response_headers: { ...halls().response_headers, ETag: 'abc' } }, 'header ETag'],
  ['no Vary where the form is negotiated', withoutHeader(halls(), 'Vary'), 'Vary is missing'],
  ['no Retry-After when limited',
    withoutHeader(find('POST', '/v1/holds', 429), 'Retry-After'), 'Retry-After is missing'],
  ['a Retry-After in words',
    { ...find('GET', '/v1/halls', 503),
      response_headers: { 'X-Request-Id': 'a', 'Retry-After': 'soon' } }, 'must be integer'],
  ['no challenge with 401',
    withoutHeader(find('POST', '/v1/holds', 401), 'WWW-Authenticate'), 'WWW-Authenticate is missing'],
  ['an extra field', withBody(hold(), (b) => { b.citizen = id; }), '"citizen"'],
  ['an identity number in a reply',
    withBody(hold(), (b) => { b.applicants[0].id_number = '999999199001010016'; }), '"id_number"'],
  ['an extra field of a hall', withBody(halls(), (b) => { b.halls[0].queue = 3; }), '"queue"'],
  ['a missing field', withBody(halls(), (b) => { delete b.halls[0].open_now; }), "'open_now'"],
  ['a hall code as a number', withBody(halls(), (b) => { b.halls[0].code = 330100; }), '/code'],
  ['a latitude as text', withBody(halls(), (b) => { b.halls[0].location.lat = '30'; }), '/lat'],
  ['an hour past midnight', withBody(halls(), (b) => { b.halls[0].hours[0].to = '25:00'; }), '/to'],
  ['a time in UTC', withBody(hold(), (b) => { b.start = '2026-06-13T00:30:00Z'; }), '/start'],
  ['a day that is none', withBody(hold(), (b) => { b.end = '2026-02-30T09:00:00+08:00'; }), '/end'],
  ['a malformed id', withBody(hold(), (b) => { b.id = b.id.toUpperCase(); }), '/id'],
  ['a hold with a code', withBody(hold(), (b) => { b.code = '7K2M9K'; }), '"code"'],
  ['a hold without an end', withBody(hold(), (b) => { delete b.expires_at; }), "'expires_at'"],
  ['a booking that is held', withBody(appointment(), (b) => { b.status = 'held'; }), '/status'],
  ['an appointment without a code', withBody(appointment(), (b) => { delete b.code; }), "'code'"],
  ['a code with a U', withBody(appointment(), (b) => { b.code = 'UUUUUU'; }), '/code'],
  ['an unknown status',
    withBody(find('GET', `/v1/appointments/${id}`, 200), (b) => { b.status = 'lost'; }), '/status'],
  ['no successor of a rescheduled one',
    withBody(find('POST', `/v1/appointments/${id}/cancel`, 200), (b) => { b.rescheduled_to = id; }),
    '/rescheduled_to'],
  ['a new appointment that names no old one',
    withBody(find('POST', `/v1/appointments/${id}/reschedule`, 201),
      (b) => { delete b.reschedules; }), "'reschedules'"],
  ['an offer that is missing', withBody(entry(), (b) => { delete b.offer; }), "'offer'"],
  ['a position after the offer', withBody(entry(), (b) => { b.position = 1; }), '/position'],
  ['a negative remainder', withBody(slots(), (b) => { b.slots[0].remaining = -1; }), '/remaining'],
  ['a slot id with a colon',
    withBody(slots(), (b) => { b.slots[0].id = '330100.documents.2026-06-13.08:30'; }), '/id'],
  ['a problem with another code',
    withBody(find('POST', '/v1/holds', 409), (b) => { b.code = 'too_early'; }), '/code'],
  ['a problem with another status',
    withBody(find('POST', '/v1/holds', 409), (b) => { b.status = 400; }), '/status'],
  ['a bad request that names no field',
    withBody(find('POST', '/v1/holds', 400), (b) => { delete b.field; }), "'field'"],
  ['a problem as plain JSON',
    { ...find('POST', '/v1/holds', 409), content_type: 'application/json' }, 'content type'],
  ['ready in a 503', withBody(find('GET', '/readyz', 503), (b) => { b.status = 'ready'; }), '/status'],
  ['a calendar that is none',
    { ...find('GET', `/v1/appointments/${id}.ics`, 200), body: 'hello' }, 'must match pattern'],
  ['an accepted party of five',
    withRequest(hold(), (r) => { r.applicants = Array(5).fill(r.applicants[0]); }), 'request: '],
  ['an accepted party of none', withRequest(hold(), (r) => { r.applicants = []; }), 'request: '],
  ['an accepted unknown field', withRequest(hold(), (r) => { r.name = 'x'; }), 'request: '],
  ['an accepted resident number of eight digits',
    withRequest(hold(), (r) => { r.applicants[0].id_number = '12345678'; }), 'request: '],
  ['an accepted applicant by number and key',
    withRequest(hold(), (r) => { r.applicants[0].citizen = id; }), 'request: '],
  ['an accepted booking by hold and slot',
    withRequest(appointment(), (r) => { r.slot = '330100.documents.2026-06-13.0830'; }),
    'request: '],
  ['an accepted request without a body', { ...hold(), request_body: undefined }, 'request: '],
  ['an accepted form', { ...hold(), request_headers: { 'Content-Type': 'text/plain' } }, 'request: '],
  ['an accepted key of 65 characters',
    { ...hold(), request_headers: { 'Idempotency-Key': 'k'.repeat(65) } }, 'Idempotency-Key'],
  ['an accepted query without a day',
    { ...slots(), path: '/v1/slots?service=passport_renewal&to=2026-06-13' }, 'from is missing'],
  ['an accepted party of nine in a query',
    { ...slots(), path: slots().path.replace('party=1', 'party=9') }, 'party'],
  ['an accepted day that is none',
    { ...slots(), path: slots().path.replace('from=2026-06-13', 'from=2026-13-01') }, 'from'],
  ['a wrong reply to an unknown path',
    { ...find('POST', '/v1/holds', 409), path: '/v1/nothing', status: 404 }, '/code'],
  ['a 405 without Allow',
    { ...halls(), method: 'PATCH', status: 405, content_type: 'application/problem+json',
      body: JSON.stringify(document.components.responses.MethodNotAllowed
        .content['application/problem+json'].example) }, 'Allow is missing'],
  ['a record without a status', { method: 'GET', path: '/healthz' }, 'lacks'],
];

let checks = 0;
function check(name, test) {
  try {
    test();
    checks += 1;
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
}

for (const exchange of good) {
  const name = `${exchange.method} ${exchange.path} ${exchange.status}`;
  check(name, () => assert.deepEqual(checkExchange(description, exchange).failures, []));
}
for (const [name, exchange, expected] of wrong) {
  check(`${name} is found`, () => {
    const { failures } = checkExchange(description, exchange);
    assert.ok(failures.some((f) => f.includes(expected)), `found ${JSON.stringify(failures)}`);
  });
}
check('a literal ending goes before a parameter', () => {
  assert.equal(description.match('GET', `/v1/appointments/${id}.ics`).route,
    'GET /v1/appointments/{id}.ics');
  assert.equal(description.match('GET', `/v1/appointments/${id}`).route,
    'GET /v1/appointments/{id}');
});
check('a request id that could be an identity number need not come back', () => {
  const exchange = { ...halls(), request_headers: { 'X-Request-Id': '99999919900101001X' } };
  assert.deepEqual(checkExchange(description, exchange).failures, []);
});
check('HEAD is answered like GET, without the body', () => {
  const exchange = { ...halls(), method: 'HEAD', body: '' };
  assert.deepEqual(checkExchange(description, exchange), { route: undefined, failures: [] });
});
check('an unknown path and a wrong method have their own replies', () => {
  const { NotFound, MethodNotAllowed } = document.components.responses;
  for (const [method, path, status, response] of [
    ['GET', '/nothing', 404, NotFound],
    ['PUT', '/v1/halls', 405, MethodNotAllowed],
  ]) {
    const body = response.content['application/problem+json'].example;
    const exchange = { method, path, status, content_type: 'application/problem+json', body,
      response_headers: headersOf(response) };
    assert.deepEqual(checkExchange(description, exchange), { route: undefined, failures: [] });
  }
});

// ---- the description beside the core -------------------------------------------------------------

/** The enumerators of a C++ `enum class`, in order. */
function enumerators(file, name) {
  const source = readFileSync(fromRoot(file), 'utf8');
  const body = source.match(new RegExp(`enum class ${name} [^{]*\\{([^}]*)\\}`))[1];
  return [...body.replace(/\/\/.*/g, '').matchAll(/([a-z_]+)\s*(=\s*\d+)?\s*(,|$)/g)].map((m) => m[1]);
}
const { schemas } = document.components;
const problemCodes = Object.values(schemas)
  .filter((schema) => schema.allOf?.[0].$ref === '#/components/schemas/Problem')
  .map((schema) => schema.allOf[1].properties.code)
  .flatMap((code) => code.enum ?? [code.const]);

check('every rejection of the core is a problem code', () => {
  const rejections = enumerators('scheduler/messages/rejection.hpp', 'Rejection').filter((r) => r !== 'none');
  assert.ok(rejections.length >= 20);
  assert.deepEqual(rejections.filter((r) => !problemCodes.includes(r)), []);
});
check('an appointment has the core’s states', () => {
  const described = schemas.BookingBase.properties.status.enum;
  assert.deepEqual(enumerators('scheduler/messages/receipt.hpp', 'AppointmentStatus'), described);
});
check('a waitlist entry has the core’s states', () => {
  const described = schemas.WaitlistEntry.properties.status.enum;
  assert.deepEqual(enumerators('scheduler/messages/receipt.hpp', 'WaitlistStatus'), described);
});
check('a ticket has the core’s states, grounds of priority and audited actions', () => {
  const cases = [
    ['scheduler/messages/receipt.hpp', 'TicketStatus', schemas.TicketStatus.enum],
    ['scheduler/messages/command.hpp', 'PriorityGround', ['none', ...schemas.PriorityGround.enum]],
    ['scheduler/messages/audit.hpp', 'AuditAction', schemas.AuditActionName.enum],
    ['scheduler/messages/words.hpp', 'PauseReason', ['none', ...schemas.PauseReason.enum]],
  ];
  for (const [file, name, described] of cases) {
    assert.deepEqual(enumerators(file, name), described);
  }
});

// ---- the command itself ----------------------------------------------------------------------------

const folder = mkdtempSync(join(tmpdir(), 'offpeak-openapi-'));
function run(exchanges, routes) {
  const [records, list] = [join(folder, 'exchanges.jsonl'), join(folder, 'routes.txt')];
  writeFileSync(records, exchanges.map((e) => (typeof e === 'string' ? e : JSON.stringify(e)))
    .join('\n'));
  writeFileSync(list, `${routes.join('\n')}\n`);
  const script = fromRoot('tests/openapi/validate_exchanges.mjs');
  return spawnSync(process.execPath, [script, records, list], { encoding: 'utf8' });
}

const routes = description.routes();
// [what happens, exchanges, routes, exit code, a part of the output]
const runs = [
  ['all is as described', good, routes, 0, ', 0 failures'],
  ['a route is not served', good, routes.slice(1), 1, 'described, not served'],
  ['a route is not described', good, [...routes, 'GET /v2'], 1, 'GET /v2: served, not described'],
  ['a parameter has another name', good, routes.map((r) => r.replace('{hall}', '{code}')), 1,
    'GET /v1/halls/{code}: served, not described'],
  ['an operation was never seen', good.filter((e) => e.path !== '/healthz'), routes, 1,
    'GET /healthz: no exchange succeeded'],
  ['an operation never succeeded',
    good.filter((e) => e.path !== '/v1/me/appointments' || e.status !== 200), routes, 1,
    'GET /v1/me/appointments: no exchange succeeded'],
  ['one exchange is wrong', [...good, wrong[0][1]], routes, 1, `exchanges.jsonl:${good.length + 1}`],
  ['a line is no JSON', [...good, 'oops'], routes, 1, 'the record is no JSON object'],
  ['nothing was recorded', [], routes, 1, '0 exchanges'],
];
for (const [name, exchanges, list, status, expected] of runs) {
  check(`the command when ${name}`, () => {
    const done = run(exchanges, list);
    assert.equal(done.status, status, done.stderr);
    assert.ok((done.stdout + done.stderr).includes(expected), done.stdout + done.stderr);
  });
}
check('the command without arguments says how it is used', () => {
  const done = spawnSync(process.execPath, [fromRoot('tests/openapi/validate_exchanges.mjs')]);
  assert.equal(done.status, 2);
});

// ---- webhooks --------------------------------------------------------------------------------------

const told = description.webhookTypes().map((type) => ({
  headers: {
    'webhook-id': `msg_${id}`,
    'webhook-timestamp': '1781308800',
    'webhook-signature': `v1,${'A'.repeat(43)}=`,
  },
  body: JSON.stringify(description.webhook(type).requestBody.content['application/json'].example),
}));
const tell = (change) => [...told, { ...told[0], ...change }];
// [what happens, webhooks, exit code, a part of the output]
const receptions = [
  ['all is as described', told, 0, ', 0 failures'],
  ['a kind never came', told.slice(1), 1, 'none has come'],
  ['a kind is not described', tell({ body: '{"type":"hall.burnt"}' }), 1, 'hall.burnt is not'],
  ['a person is named', tell({ body: told[0].body.replace('"hall"', '"name":"X","hall"') }), 1,
    '"name"'],
  ['a signature is missing', tell({ headers: {} }), 1, 'webhook-signature'],
  ['a line is no JSON', ['oops'], 2, 'JSON'],
];
for (const [name, webhooks, status, expected] of receptions) {
  check(`the command for webhooks when ${name}`, () => {
    const records = join(folder, 'webhooks.jsonl');
    const lines = webhooks.map((w) => (typeof w === 'string' ? w : JSON.stringify(w)));
    writeFileSync(records, lines.join('\n'));
    const script = fromRoot('tests/openapi/validate_webhooks.mjs');
    const done = spawnSync(process.execPath, [script, records], { encoding: 'utf8' });
    assert.equal(done.status, status, done.stderr);
    assert.ok((done.stdout + done.stderr).includes(expected), done.stdout + done.stderr);
  });
}
rmSync(folder, { recursive: true });

console.log(`${good.length} examples, ${wrong.length} wrong exchanges, ${checks} checks passed`);
