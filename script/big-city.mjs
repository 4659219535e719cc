#!/usr/bin/env node
// Makes a city in which many bookings succeed, for benchmarks and tests:
//
//   node script/big-city.mjs --out FILE [--counters 200] [--horizon 30] [--from config/hangzhou.yaml]
//
// The same halls, lanes and services, but every hall has that many counters, those added all for
// documents; a slot's whole capacity is for booking, from the moment at which the horizon reaches
// it; requests are as good as unlimited. The calendar is copied beside FILE.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const requireFromWeb = createRequire(new URL('../web/package.json', import.meta.url));

function fail(message) {
  console.error(`big-city: ${message}`);
  process.exit(2);
}

function loadYaml() {
  try {
    return requireFromWeb('yaml');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return fail('npm package yaml is missing: run script/bootstrap test');
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      counters: { type: 'string', default: '200' },
      horizon: { type: 'string', default: '30' },
      from: { type: 'string', default: 'config/hangzhou.yaml' },
    },
  });
  const number = (name, max) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    return fail(`--${name} must be a number from 1 to ${max}`);
  };
  // Bounds as in config/city.hpp: counters_max and horizon_days_max.
  return {
    out: values.out ?? fail('--out FILE is missing'),
    from: values.from,
    counters: number('counters', 200),
    horizon: number('horizon', 60),
  };
}

/** The numbers of "7" or "1-12". */
function numbersOf(text) {
  const [first, last = first] = String(text).split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Sorted numbers as "1-12", "16-100", …. */
function rangesOf(numbers) {
  const ranges = [];
  for (const number of numbers) {
    const current = ranges.at(-1);
    if (current?.last === number - 1) current.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`));
}

/** The counters that share their time or serve other lanes stay; the rest is for documents. */
function growCounters(hall, wanted) {
  const isPlain = ({ lanes }) => lanes.documents === 100;
  const kept = hall.counters.filter((entry) => !isPlain(entry));
  const taken = new Set(kept.flatMap(({ counters }) => numbersOf(counters)));
  if (taken.size > wanted) fail(`hall ${hall.code} needs ${taken.size} counters for other lanes`);
  const added = [];
  for (let number = 1; added.length < wanted - taken.size; number += 1) {
    if (!taken.has(number)) added.push(number);
  }
  const plain = rangesOf(added).map((counters) => ({ counters, lanes: { documents: 100 } }));
  return [...plain, ...kept];
}

const limits = {
  address_rate_per_second: 10_000_000,
  address_burst: 100_000_000,
  read_units_per_second: 10_000_000,
  read_units_burst: 100_000_000,
  citizen_rate_per_second: 10_000_000,
  citizen_burst: 100_000_000,
  streams_per_address: 5_000,
};

function grow(city, { counters, horizon }) {
  city.limits = limits;
  Object.assign(city.rules, {
    horizon_days: horizon,
    release: [{ days_before: 'horizon', at: '00:00', share_percent: 100 }],
    walk_in_reserve_percent: 0,
  });
  delete city.rules.horizon_seasons;
  for (const hall of city.halls) {
    hall.counters = growCounters(hall, counters);
    if (hall.rules) hall.rules = { walk_in_reserve_percent: 0 };
  }
}

const options = readOptions();
const { parse, stringify } = loadYaml();
const city = parse(readFileSync(options.from, 'utf8'));
grow(city, options);

const folder = dirname(resolve(options.out));
mkdirSync(dirname(join(folder, city.calendar)), { recursive: true });
for (const beside of [city.calendar, city.online].filter(Boolean)) {
  copyFileSync(join(dirname(options.from), beside), join(folder, beside));
}
writeFileSync(
  options.out,
  `# Made by script/big-city.mjs --counters ${options.counters} --horizon ${options.horizon}\n` +
    stringify(city, { lineWidth: 0 }),
);
