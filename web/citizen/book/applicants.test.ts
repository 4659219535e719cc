import { expect, test } from 'vitest';

import { wrongOf, type Entry } from './applicants';

const entry = (typed: string): Entry => ({ type: 'resident', typed });

test('every number is held against its form, and a person is named once for a service', () => {
  const number = '999999199001010016';
  expect(wrongOf([entry('９９９９９９１９９００１０１００１６')], ['a'])).toEqual([]);
  expect(wrongOf([entry('12'), entry('')], ['a', 'a'])).toEqual([{ at: 0, fault: 'length', n: 2 }, { at: 1, fault: 'empty', n: 0 }]);
  expect(wrongOf([entry(number), entry(` ${number} `)], ['a', 'a'])).toEqual([{ at: 1, fault: 'twice', n: 1 }]);
  expect(wrongOf([entry(number), entry(number)], ['a', 'b'])).toEqual([]);
});
