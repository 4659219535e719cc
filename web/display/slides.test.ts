import { expect, test } from 'vitest';

import { piecesOf, slidesOf } from './slides';

test('a notice that fits is one piece; a longer one is divided after punctuation, between words, or anywhere', () => {
  expect(piecesOf('三号电梯检修。', 60)).toEqual(['三号电梯检修。']);
  expect(piecesOf('三号电梯检修，请走西门楼梯。', 8)).toEqual(['三号电梯检修，', '请走西门楼梯。']);
  expect(piecesOf('Please take the stairs', 8)).toEqual(['Please take', 'the stairs']);
  expect(piecesOf('字'.repeat(20), 8)).toEqual(['字'.repeat(8), '字'.repeat(8), '字'.repeat(4)]);
  expect(piecesOf('', 8)).toEqual([]);
});

test('the longest notice loses nothing', () => {
  const zh = '请走西门楼梯，'.repeat(13);
  expect(piecesOf(zh, 60).join('')).toBe(zh);
  const en = 'please take the stairs '.repeat(12).trim();
  expect(piecesOf(en, 60).join(' ')).toBe(en);
});

test('Chinese, English, then the next one', () => {
  const slides = slidesOf([{ zh: '一', en: 'one' }, { zh: '二', en: 'two' }], 60);
  expect(slides.map(({ text }) => text)).toEqual(['一', 'one', '二', 'two']);
});
