// What to bring for a service, by the city's table of advice; empty where that has no row for it.
import type { makeApi, Schemas } from './api';
import type { Name } from './language';

type Api = ReturnType<typeof makeApi>;

const questions: Record<string, Schemas['AdviceRequest']> = {
  first_passport: { document: 'passport', reason: 'first' },
  passport_renewal: { document: 'passport', reason: 'other' },
  passport_replacement: { document: 'passport', reason: 'other' },
  hk_macao_permit: { document: 'hk_macao_permit', reason: 'other' },
  taiwan_permit: { document: 'taiwan_permit', reason: 'other' },
  hk_macao_endorsement: { document: 'hk_macao_endorsement' },
  business_registration: { document: 'business_registration' },
};

async function thingsFor(api: Api, service: string): Promise<Name[]> {
  const body = questions[service];
  if (!body) return [];
  const { data } = await api.POST('/v1/advice', { body }).catch(() => ({ data: undefined }));
  return data?.hall?.bring ?? [];
}

/** Each thing once. */
export async function bringFor(api: Api, services: string[]): Promise<Name[]> {
  const lists = await Promise.all([...new Set(services)].map((service) => thingsFor(api, service)));
  return [...new Map(lists.flat().map((thing) => [thing.zh, thing])).values()];
}
