// What was booked a moment ago. The visit's page takes it when it opens, so that it says "booked" once: not after a
// reload, and not at a later visit.
export interface JustBooked {
  id: string;
  /** Everybody is 16 or older. */
  are_adults: boolean;
}

let just_booked: JustBooked | undefined;

export function sayJustBooked(booked: JustBooked) {
  just_booked = booked;
}

export function takeJustBooked(): JustBooked | undefined {
  const taken = just_booked;
  just_booked = undefined;
  return taken;
}
