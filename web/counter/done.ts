// What was done for a visitor, as it is filled in.
import type { Schemas } from '../shared/api';

export const services_max = 4;
export const documents_max = 99;

/** What somebody leaves without: nothing is applied for and nothing handed out. */
const without_document = new Set(['advice']);

export interface Done {
  /** One for each person or thing done. Empty: as on the ticket. */
  services: string[];
  documents: number;
}

export function doneAsAsked(services: string[]): Done {
  return { services: [...services], documents: services.filter((service) => !without_document.has(service)).length };
}

const areSame = (a: string[], b: string[]) => a.length === b.length && [...a].sort().every((each, i) => each === [...b].sort()[i]);

/** The request's body; services only where they are not those of the ticket. */
export function bodyOf({ services, documents }: Done, asked: string[]): Schemas['FinishRequest'] {
  const count = Math.min(Math.max(Math.trunc(documents) || 0, 0), documents_max);
  return services.length === 0 || areSame(services, asked) ? { documents: count } : { services, documents: count };
}
