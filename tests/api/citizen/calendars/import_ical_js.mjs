// Imports calendar files with ical.js, which reads them in Thunderbird too. The same rules and lines as
// in inbox.py.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(new URL('../../../../web/package.json', import.meta.url));
const { default: ICAL } = await import(pathToFileURL(require.resolve('ical.js')));

const known = new Map();
const events = new Map();

function isOlder(sequence, stamp, than) {
  if (!than || sequence !== than.sequence) return than !== undefined && sequence < than.sequence;
  return stamp.compare(than.stamp) < 0;
}

for (const name of process.argv.slice(2)) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(name, 'utf8')));
  const [component, ...others] = calendar.getAllSubcomponents('vevent');
  if (others.length > 0) throw new Error('more than one event');
  const event = new ICAL.Event(component);
  const stamp = component.getFirstPropertyValue('dtstamp');
  if (!isOlder(event.sequence, stamp, known.get(event.uid))) {
    known.set(event.uid, { sequence: event.sequence, stamp });
    if (calendar.getFirstPropertyValue('method') === 'CANCEL') {
      events.delete(event.uid);
    } else {
      events.set(event.uid, `${event.startDate.toICALString()} ${event.summary}`);
    }
  }
  console.log([...events.values()].join(' | '));
}
