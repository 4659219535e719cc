import { expect, test } from 'vitest';

import { dateFirst } from './answers';
import { pilot_cities, provinces, registeredIn } from './places';

test('that a document expires soon is followed by the day on which it does', () => {
  expect(dateFirst({ reasons: [], ask: 'reason' }, { reason: 'expiring' }).ask).toBe('document_expires_on');
  expect(dateFirst({ reasons: [], ask: 'reason' }, {}).ask).toBe('reason');
  expect(dateFirst({ reasons: [], ask: 'registered_in' }, { reason: 'expiring' }).ask).toBe('registered_in');
});

test('a province is enough where there is nothing to choose', () => {
  expect(registeredIn('zhejiang', 'ningbo')).toEqual({ province: 'zhejiang', city: 'ningbo' });
  expect(registeredIn('beijing', '')).toEqual({ province: 'beijing', city: 'beijing' });
  expect(registeredIn('tibet', '')).toEqual({ province: 'tibet', city: 'other' });
});

test('31 provinces; 20 pilot cities with the four that are provinces themselves', () => {
  expect(provinces).toHaveLength(31);
  expect(pilot_cities).toHaveLength(16);
});
