// What to bring for a service, by the city's table of advice; empty where that has no row for it.
import type { Schemas } from '../shared/api';
import type { Name } from '../shared/language';
import { api } from './identity_token';

const questions: Record<string, Schemas['AdviceRequest']> = {
  first_passport: { document: 'passport', reason: 'first' },
  passport_renewal: { document: 'passport', reason: 'other' },
  passport_replacement: { document: 'passport', reason: 'other' },
  hk_macao_permit: { document: 'hk_macao_permit', reason: 'other' },
  taiwan_permit: { document: 'taiwan_permit', reason: 'other' },
  hk_macao_endorsement: { document: 'hk_macao_endorsement' },
  business_registration: { document: 'business_registration' },
};

async function thingsFor(service: string): Promise<Name[]> {
  const body = questions[service];
  if (!body) return [];
  const { data } = await api.POST('/v1/advice', { body }).catch(() => ({ data: undefined }));
  return data?.hall?.bring ?? [];
}

/** Each thing once. */
export async function bringFor(services: string[]): Promise<Name[]> {
  const lists = await Promise.all([...new Set(services)].map(thingsFor));
  return [...new Map(lists.flat().map((thing) => [thing.zh, thing])).values()];
}
