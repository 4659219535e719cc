import { expect, test } from 'vitest';

interface Words {
  zh: object;
  en: object;
}

/** Every sentence by its key, with what is put into it. */
function placesOf(words: object, before = ''): Record<string, string> {
  return Object.fromEntries(Object.entries(words).flatMap(([key, value]) => (typeof value === 'string'
    ? [[before + key, [...new Set(value.match(/\{\w+\}/g))].sort().join(' ')]]
    : Object.entries(placesOf(value as object, `${before}${key}.`)))));
}

const pages = import.meta.glob<Words>('../*/messages.ts', { eager: true });
const parts = import.meta.glob<Words>('../*/*/messages.ts', { eager: true });

test('every page has its words in both languages, with the same places in them', () => {
  expect(Object.keys(pages).length).toBeGreaterThanOrEqual(7);
  for (const [file, { zh, en }] of Object.entries({ ...pages, ...parts })) expect(placesOf(en), file).toEqual(placesOf(zh));
});

test('every page has a title', () => {
  for (const [file, { zh }] of Object.entries(pages)) {
    if (!file.includes('shared') && !file.startsWith('./')) expect(zh, file).toHaveProperty('title');
  }
});
