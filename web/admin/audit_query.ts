// What is asked of the audit. It stands behind the # of the address, so that a reload asks the same; a digest of a
// name of staff is the most that it says of anybody.
import type { LocationQuery } from 'vue-router';

import type { Schemas } from '../shared/api';
import { zh } from './sections/audit.words';

type Action = Schemas['AuditActionName'];

export const audit_actions = Object.keys(zh.action) as Action[];

export interface AuditQuery {
  from: string;
  to: string;
  hall: string;
  actor: string;
  action: Action | '';
}

export const no_query: AuditQuery = { from: '', to: '', hall: '', actor: '', action: '' };

const textOf = (query: LocationQuery, key: string) => (typeof query[key] === 'string' ? query[key] : '');

export const queryOf = (query: LocationQuery): AuditQuery => ({
  from: textOf(query, 'from'), to: textOf(query, 'to'), hall: textOf(query, 'hall'), actor: textOf(query, 'actor'),
  action: audit_actions.find((action) => action === query.action) ?? '',
});

export type FilledQuery = Partial<Omit<AuditQuery, 'action'> & { action: Action }>;

/** Without what was left empty. */
export const filled = (query: AuditQuery): FilledQuery =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));

/** By field, the word for what is wrong. */
export function mistakesIn({ from, to, actor }: AuditQuery): { to?: 'wrong_span'; actor?: 'wrong_actor' } {
  return {
    ...(from && to && to < from ? { to: 'wrong_span' } : {}),
    ...(actor && !/^[0-9a-f]{16}$/.test(actor) ? { actor: 'wrong_actor' } : {}),
  };
}

/** Pasted ones have spaces, and capital letters. */
export const tidy = (query: AuditQuery): AuditQuery => ({ ...query, actor: query.actor.replace(/\s/g, '').toLowerCase() });

const of_citizens = new Set(['join_keys', 'separate_key', 'lift_suspension', 'forget_citizen']);

/** Beginnings: whole names of appointments are keys to them. Keys of citizens are not shown at all. */
export const shownSubject = (action: string, subject: string | undefined): string =>
  (!subject || of_citizens.has(action) ? '' : subject.slice(0, 8));
