// An identity number as people type it, and what can be said of it before it is sent.
import type { Schemas } from '../shared/api';

export type IdType = Schemas['IdType'];
export const id_types: IdType[] = ['resident', 'passport', 'hk_macao_permit', 'taiwan_permit', 'foreign_permit'];

/** A key of `book.identity.wrong` and of `visit.identity.faults`. */
export type Fault = 'empty' | 'length' | 'letters' | 'date' | 'check' | 'form';

const resident_digits = 18;
// ISO 7064 MOD 11-2
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const check_characters = '10X98765432';

/** Full-width characters become plain ones; spaces, hyphens and what cannot be seen go; x becomes X. */
export const folded = (typed: string) => typed.normalize('NFKC').replace(/[\s\p{Cf}\p{Pd}·]/gu, '').toUpperCase();

function isDate(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function residentFault(number: string): Fault | undefined {
  if (/[^0-9X]/.test(number) || /X./.test(number)) return 'letters';
  if (number.length !== resident_digits) return 'length';
  if (!isDate(number.slice(6, 14))) return 'date';
  const sum = weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return check_characters[sum % 11] === number[17] ? undefined : 'check';
}

const patterns: Record<Exclude<IdType, 'resident'>, RegExp> = {
  passport: /^[0-9A-Z]{5,20}$/,
  hk_macao_permit: /^[CWHM]\d{8}$/,
  taiwan_permit: /^(?:[LT]\d{8}|\d{8,10})$/,
  foreign_permit: /^(?:[A-Z]{3}\d{12}|9[0-9]{16}[0-9X])$/,
};

/** Of a folded number; undefined: nothing is wrong with it. The server has the last word. */
export function faultOf(number: string, type: IdType): Fault | undefined {
  if (!number) return 'empty';
  if (type === 'resident') return residentFault(number);
  return patterns[type].test(number) ? undefined : 'form';
}
