import { expect, test } from 'vitest';

import { groupsOf } from './groups';

test.each([
  { lanes: 0, max: 3, sizes: [] },
  { lanes: 1, max: 3, sizes: [1] },
  { lanes: 3, max: 3, sizes: [3] },
  { lanes: 4, max: 3, sizes: [2, 2] },
  { lanes: 5, max: 3, sizes: [3, 2] },
  { lanes: 7, max: 3, sizes: [3, 2, 2] },
  { lanes: 9, max: 3, sizes: [3, 3, 3] },
  { lanes: 5, max: 2, sizes: [2, 2, 1] },
])('$lanes lanes, at most $max at a time: groups of $sizes', ({ lanes, max, sizes }) => {
  const all = Array.from({ length: lanes }, (_, n) => n);
  const groups = groupsOf(all, max);
  expect(groups.flat()).toEqual(all);
  expect(groups.map(({ length }) => length)).toEqual(sizes);
});
