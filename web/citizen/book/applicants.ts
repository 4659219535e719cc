// The numbers of a party while they are being typed, and what is wrong with them.
import { faultOf, folded, type Fault, type IdType } from '../id_number';

export interface Entry {
  type: IdType;
  typed: string;
}

export interface Wrong {
  /** Whose. */
  at: number;
  fault: Fault | 'twice';
  /** Put into the sentence: how many characters there are, or whose number it is. */
  n: number;
}

export const emptyEntry = (): Entry => ({ type: 'resident', typed: '' });

/** In order. One person may come for two services, but not twice for one. */
export function wrongOf(entries: Entry[], services: string[]): Wrong[] {
  const numbers = entries.map(({ typed }) => folded(typed));
  return entries.flatMap(({ type }, at): Wrong[] => {
    const number = numbers[at] ?? '';
    const fault = faultOf(number, type);
    if (fault) return [{ at, fault, n: number.length }];
    const earlier = numbers.findIndex((other, index) => index < at && other === number && services[index] === services[at]);
    return earlier < 0 ? [] : [{ at, fault: 'twice', n: earlier + 1 }];
  });
}

export const identityOf = ({ type, typed }: Entry) => ({ id_type: type, id_number: folded(typed) });
