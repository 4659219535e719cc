// What a person does here with a client; each client plays it in its own words.

/**
 * Finds a hall's slot that has room for one, holds and books it, and takes the calendar file; watches
 * for an earlier one, and no more. Somebody else is refused that slot, waits for it and gives up. Then
 * the appointment is moved and cancelled, and the hall's board looked at. Throws where something is not
 * as it should be.
 */
export type Journey = (
  url: string, day: string, id_number: string, other_number: string,
) => Promise<void>;

export const service = 'collection';  // of which small halls take one at a time
