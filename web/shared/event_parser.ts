// Server-sent events out of their text, piece by piece (HTML, section 9.2.6). Bounded: a stream without an end of
// event is a fault.
export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

export const event_chars_max = 1 << 20;

export class EventParser {
  #text = '';
  #id = '';

  /** The events that end in this piece. Comments are none. Throws when one event is too long. */
  take(piece: string): ServerEvent[] {
    this.#text += piece.replace(/\r\n?/g, '\n');
    const blocks = this.#text.split('\n\n');
    this.#text = blocks.pop() ?? '';
    if (this.#text.length > event_chars_max) throw new Error('an event is too long');
    return blocks.flatMap((block) => this.#event_of(block));
  }

  #event_of(block: string): ServerEvent[] {
    let event = 'message';
    const data: string[] = [];
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'id') this.#id = value;
      if (field === 'event') event = value;
      if (field === 'data') data.push(value);
    }
    return data.length === 0 ? [] : [{ id: this.#id, event, data: data.join('\n') }];
  }
}
