import { expect, test } from 'vitest';

import { faultOf, folded } from './id_number';

test('what people type or paste is folded', () => {
  expect(folded('９９９９９９ １９９００１０１　００１６')).toBe('999999199001010016');
  expect(folded('999999-19900101-001x')).toBe('99999919900101001X');
  expect(folded('\u200b999999\u00a0199001010016\u202c')).toBe('999999199001010016');
});

test.each([
  ['', 'empty'],
  ['99999919900101001', 'length'],
  ['9999991990010100166', 'length'],
  ['A99999199001010016', 'letters'],
  ['99999X199001010016', 'letters'],
  ['999999199013010016', 'date'],
  ['999999199002300016', 'date'],
  ['999999199001010015', 'check'],
  ['999999199001010016', undefined],
] as const)('a resident number %s: %s', (number, fault) => expect(faultOf(number, 'resident')).toBe(fault));

test('other documents are held against their form alone', () => {
  expect(faultOf('C12345678', 'hk_macao_permit')).toBeUndefined();
  expect(faultOf('X12345678', 'hk_macao_permit')).toBe('form');
  expect(faultOf('E12345678', 'passport')).toBeUndefined();
  expect(faultOf('护照', 'passport')).toBe('form');
});
