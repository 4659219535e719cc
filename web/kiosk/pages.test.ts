import { expect, test } from 'vitest';

import { pagesOf } from './pages';

test.each([
  { all: 0, sizes: [0] },
  { all: 8, sizes: [8] },
  { all: 9, sizes: [7, 2] },
  { all: 11, sizes: [7, 4] },
  { all: 15, sizes: [7, 7, 1] },
])('$all services on pages of 8 places: $sizes', ({ all, sizes }) => {
  const services = Array.from({ length: all }, (_, n) => n);
  const pages = pagesOf(services, 8);
  expect(pages.flat()).toEqual(services);
  expect(pages.map(({ length }) => length)).toEqual(sizes);
});
