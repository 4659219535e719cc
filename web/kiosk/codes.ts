// What people type and scanners read: the code of an appointment, or the number of an identity card.
import type { Schemas } from '../shared/api';

export const code_chars = 6;
export const id_chars = 18;

/** Full width becomes plain, small letters capitals; what is neither letter nor digit goes. */
const plain = (text: string) => text.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '');

/** No code has I, L, O: who types them means the digits. U is none of its letters. */
export const codeOf = (text: string) => plain(text).replace(/[IL]/g, '1').replace(/O/g, '0').replace(/U/g, '').slice(0, code_chars);

/** Digits, the last may be an X. */
export const idNumberOf = (text: string) => plain(text).replace(/[^0-9X]/g, '').replace(/X(?=.)/g, '').slice(0, id_chars);

/** In groups, as it is printed on the card. */
export const grouped = (id: string) => [id.slice(0, 6), id.slice(6, 14), id.slice(14)].filter(Boolean).join(' ');

type CheckIn = Schemas['CheckInRequest'];

/** Of a line that was read; undefined when it is neither. */
export function checkInOf(line: string): CheckIn | undefined {
  const text = plain(line);
  if (text.length === code_chars) return { code: text };
  return /^\d{17}[\dX]$/.test(text) ? { id_type: 'resident', id_number: text } : undefined;
}
