// A person's document, as it is typed. The server checks its form.
import type { Schemas } from '../shared/api';
import { isProblem } from '../shared/problem';

export type IdType = Schemas['IdType'];
export const id_types: IdType[] = ['resident', 'passport', 'hk_macao_permit', 'taiwan_permit', 'foreign_permit'];

export interface Identity {
  id_type: IdType;
  id_number: string;
}

export const emptyIdentity = (): Identity => ({ id_type: 'resident', id_number: '' });

export const isNumberRefused = (error: unknown) => isProblem(error) && error.field === 'id_number';

/** Of their forms (`useCheckedForm`). */
export const identityRules = (sentenceOf: (word: string) => string) => ({
  empty: emptyIdentity,
  mistakesIn: ({ id_number }: Identity): Partial<Record<string, string>> => (id_number.trim() ? {} : { 'id-number': 'no_number' }),
  fieldBehind: (field: string | undefined) => (field === 'id_number' ? 'id-number' : undefined),
  refusedWord: () => 'wrong_number',
  sentenceOf,
});
