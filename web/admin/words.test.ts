import { expect, test } from 'vitest';

import { sections } from './sections';

interface Words {
  zh: object;
  en: object;
}

function sentencesOf(words: object, before = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    (typeof value === 'string' ? [[before + key, value] as [string, string]] : sentencesOf(value as object, `${before}${key}.`)));
}

const placesOf = (words: object) =>
  Object.fromEntries(sentencesOf(words).map(([key, text]) => [key, [...new Set(text.match(/\{\w+\}/g))].sort().join(' ')]));

const files = import.meta.glob<Words>('./sections/*.words.ts', { eager: true });

test('every section has its words in both languages, with the same places in them', () => {
  expect(Object.keys(files).length).toBe(13);
  for (const [file, { zh, en }] of Object.entries(files)) expect(placesOf(en), file).toEqual(placesOf(zh));
});

test('sections have paths and titles of their own', () => {
  expect(new Set(sections.map(({ path }) => path)).size).toBe(sections.length);
  for (const { title } of sections) expect(title.zh && title.en).toBeTruthy();
});
