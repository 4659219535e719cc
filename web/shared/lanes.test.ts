import { expect, it } from 'vitest';

import { longestWait, waitOf } from './lanes';

const lane = { waiting: 1, level_reason: 'wait', wait_p50_minutes: 4.7, wait_p90_minutes: 9.1 } as const;
const unknown = { ...lane, wait_p50_minutes: null, wait_p90_minutes: null };

it('a hall waits as long as its longest lane', () => {
  expect(longestWait([lane, unknown, { ...lane, wait_p90_minutes: 3 }])).toEqual({ p50: 4, p90: 10 });
  expect(longestWait([unknown])).toBeUndefined();
});

it('before the doors open nobody waits in a queue; at noon those who have a number do', () => {
  const closed = { ...lane, level_reason: 'closed', wait_p50_minutes: 362.8, wait_p90_minutes: 363.4 } as const;
  expect(waitOf({ ...closed, waiting: 0 })).toBeUndefined();
  expect(waitOf(closed)).toEqual({ p50: 362, p90: 364 });
});
