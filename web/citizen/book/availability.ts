// What can be booked: asked for a party, by the service of each.
import { api } from '../identity_token';
import type { Schemas } from '../../shared/api';
import { halls, servingAll, type Hall } from './catalogue';
import type { Choice } from './choice';
import { dayAfter, days_shown, daysOf, type Day, type Slot } from './days';
import { position } from './position';

const days_asked_max = 7; // of all halls at once
const suggested_max = 3;
const suggestions_ms_max = 2000;
const seed_kept_as = 'offpeak.seed';

export type Suggestions = Schemas['Guidance'];

export interface Times {
  hall: Hall;
  days: Day[];
  /** In the whole city, the nearest first. */
  earliest: Schemas['FirstSlot'] | undefined;
  suggestions: Suggestions | undefined;
  /** By code. */
  halls: Map<string, Hall>;
}

const partyOf = ({ services, minors }: Choice) => ({ services: services.join(','), minors });

/** A reload shows the same list. */
function seed(): string {
  let kept = sessionStorage.getItem(seed_kept_as);
  if (!kept) {
    kept = Math.random().toString(36).slice(2);
    sessionStorage.setItem(seed_kept_as, kept);
  }
  return kept;
}

export async function firstOf(choice: Choice): Promise<Schemas['FirstSlots']> {
  const query = { ...partyOf(choice), near: position.value };
  const { data, error } = await api.GET('/v1/slots/first', { params: { query } });
  if (!data) throw error;
  return data;
}

export async function slotsOf(choice: Choice, hall: string, from: string, days = days_shown): Promise<Slot[]> {
  const query = { ...partyOf(choice), hall, from, to: dayAfter(from, days - 1) };
  const { data, error } = await api.GET('/v1/slots', { params: { query } });
  if (!data) throw error;
  return data.slots;
}

async function suggestionsOf(choice: Choice, hall: string, from: string): Promise<Suggestions | undefined> {
  const query = { ...partyOf(choice), hall, near: position.value, from, to: dayAfter(from, days_asked_max - 1), limit: suggested_max, seed: seed() };
  const { data } = await api.GET('/v1/guidance', { params: { query } }).catch(() => ({ data: undefined }));
  return data;
}

/** Undefined where the city makes none, or none in time: the page then has the times alone, and does not wait. */
const suggestionsInTime = (...of: Parameters<typeof suggestionsOf>) => Promise.race([
  suggestionsOf(...of), new Promise<undefined>((resolve) => setTimeout(resolve, suggestions_ms_max))]);

/** Undefined when no hall has room within the horizon. */
export async function timesOf(choice: Choice): Promise<Times | undefined> {
  const [first, known] = await Promise.all([firstOf(choice), halls()]);
  const serving = servingAll(known, choice.services);
  if (!first.date) return undefined;
  const hall = serving.find(({ code }) => code === (choice.hall ?? first.slots[0]?.hall)) ?? serving[0];
  if (!hall) return undefined;
  const [slots, suggestions] = await Promise.all([
    slotsOf(choice, hall.code, first.date), suggestionsInTime(choice, hall.code, first.date)]);
  const own = first.slots.find((slot) => slot.hall === choice.hall);
  return {
    hall, suggestions, days: daysOf(slots, first.date), earliest: own ?? first.slots[0],
    halls: new Map(known.map((one) => [one.code, one])),
  };
}

export interface HallDays {
  hall: Hall;
  days: Day[];
}

/** Of every hall that serves the party; empty without any room. */
export async function daysOfHalls(choice: Choice): Promise<HallDays[]> {
  const [first, known] = await Promise.all([firstOf(choice), halls()]);
  const from = first.date;
  if (!from) return [];
  const parts = await Promise.all([0, days_asked_max].map(async (after) => {
    const query = { ...partyOf(choice), from: dayAfter(from, after), to: dayAfter(from, after + days_asked_max - 1) };
    const { data, error } = await api.GET('/v1/slots', { params: { query } });
    if (!data) throw error;
    return data.slots;
  }));
  const by_hall = new Map<string, Slot[]>();
  for (const slot of parts.flat()) {
    const of_hall = by_hall.get(slot.hall);
    if (of_hall) of_hall.push(slot);
    else by_hall.set(slot.hall, [slot]);
  }
  return servingAll(known, choice.services).map((hall) => ({ hall, days: daysOf(by_hall.get(hall.code) ?? [], from) }));
}
