import { expect, test } from 'vitest';

import type { makeApi, Schemas } from './api';
import { bringFor } from './bring';

/** Answers with what it was asked. */
function echo() {
  const asked: Schemas['AdviceRequest'][] = [];
  const POST = (_: string, { body }: { body: Schemas['AdviceRequest'] }) => {
    asked.push(body);
    return Promise.resolve({ data: { hall: { bring: [{ zh: '身份证', en: 'card' }, { zh: String(body.reason), en: '' }] } } });
  };
  return { asked, api: { POST } as unknown as ReturnType<typeof makeApi> };
}

const namesOf = async (...of: Parameters<typeof bringFor>) => (await bringFor(...of)).map(({ zh }) => zh);

test('by the reasons for which one comes, each thing once', async () => {
  const { api } = echo();
  expect(await namesOf(api, ['passport_replacement', 'passport_replacement'])).toEqual(['身份证', 'damaged', 'lost']);
  expect(await namesOf(api, ['taiwan_permit'])).toEqual(['身份证', 'other']);
  expect(await namesOf(api, ['taiwan_permit'], { for_every_reason: true })).toEqual(['身份证', 'other', 'damaged', 'lost']);
  expect(await namesOf(api, ['advice'])).toEqual([]);
});

test('an age is told of adults alone', async () => {
  const { api, asked } = echo();
  await bringFor(api, ['first_passport']);
  await bringFor(api, ['first_passport'], { are_adults: true });
  expect(asked.map(({ age }) => age)).toEqual([undefined, 16]);
});
