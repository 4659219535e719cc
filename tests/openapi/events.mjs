// Text that holds something else: `contentMediaType` says what, and `contentSchema` of which form.

/** The events of a stream (HTML, section 9.2.6), up to where it was cut off. */
function readEvents(text) {
  const events = [];
  let fields = {};
  for (const line of text.split(/\r\n|\r|\n/).slice(0, -1)) {
    if (line === '') { // the event is complete
      if (fields.data !== undefined) events.push(fields);
      fields = {};
      continue;
    }
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (name === 'data' && fields.data !== undefined) fields.data += `\n${value}`;
    else if (['id', 'event', 'data'].includes(name)) fields[name] = value;
  }
  return events;
}

const readers = { 'application/json': JSON.parse, 'text/event-stream': readEvents };

function read(type, text) {
  try {
    return { value: readers[type](text) };
  } catch (error) {
    return { problem: `no ${type}: ${error.message}` };
  }
}

/** The one of several forms that an event has; undefined if none. */
const formOf = (description, items, event) =>
  items.oneOf.find((form) => description.problems(form, event).length === 0);

function eventProblems(description, items, event) {
  const form = formOf(description, items, event);
  if (!form) return [`the event ${JSON.stringify(event)} is not described`];
  const { data } = description.resolve(form).properties;
  return contentProblems(description, data, event.data).map((p) => `${event.event}: ${p}`);
}

/** What is wrong with what a text holds, by the text's schema; empty when nothing is or none is said. */
export function contentProblems(description, reference, text) {
  const { contentMediaType: type, contentSchema: schema } = description.resolve(reference);
  if (!schema) return [];
  const { value, problem } = read(type, text);
  if (problem) return [problem];
  if (type !== 'text/event-stream') return description.problems(schema, value);
  if (value.length === 0) return ['it has no event'];
  return value.flatMap((event) => eventProblems(description, schema.items, event));
}
