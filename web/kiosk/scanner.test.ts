import { expect, test } from 'vitest';

import { checkInOf, codeOf, grouped, idNumberOf } from './codes';
import { charOf, pause_ms_max, Scanner } from './scanner';

function typed(text: string, each_ms: number, scanner = new Scanner()) {
  let at = 1000;
  for (const key of text) scanner.take(key, (at += each_ms));
  return scanner.take('Enter', at + each_ms);
}

test('what comes quickly and ends with Enter was scanned', () => {
  expect(typed('7K2M9K', 10)).toBe('7K2M9K');
});

test('what is typed slowly was not, and Enter alone is the press of a button', () => {
  expect(typed('7K2M9K', pause_ms_max + 1)).toBeUndefined();
  expect(typed('', 10)).toBeUndefined();
  expect(typed('7K', 10)).toBeUndefined();
});

test('what was typed by hand before does not spoil a scan', () => {
  const scanner = new Scanner();
  scanner.take('9', 0);
  expect(typed('7K2M9K', 10, scanner)).toBe('7K2M9K');
});

test('an input method does not swallow a scan', () => {
  expect(charOf({ key: 'Process', code: 'KeyK' })).toBe('K');
  expect(charOf({ key: 'Process', code: 'Digit7' })).toBe('7');
  expect(charOf({ key: 'Process', code: 'NumpadEnter' })).toBe('Enter');
  expect(charOf({ key: '7', code: 'Digit7' })).toBe('7');
});

test('codes are read as they are meant', () => {
  expect(codeOf('7k2-m9 k')).toBe('7K2M9K');
  expect(codeOf('ILO')).toBe('110');
  expect(codeOf('７Ｋ２Ｍ９Ｋ')).toBe('7K2M9K');
  expect(checkInOf('7k2m9k')).toEqual({ code: '7K2M9K' });
});

test('the number of a card is taken from a reader too, and nothing else', () => {
  expect(checkInOf('99999919900101001x')).toEqual({ id_type: 'resident', id_number: '99999919900101001X' });
  expect(checkInOf('https://example.org/')).toBeUndefined();
  expect(idNumberOf('9999X99')).toBe('999999');
  expect(grouped('999999199001010016')).toBe('999999 19900101 0016');
});
