// What to bring for a service, by the city's table of advice; empty where that has no row for it.
import type { makeApi, Schemas } from './api';
import type { Name } from './language';

type Api = ReturnType<typeof makeApi>;

type Question = Schemas['AdviceRequest'];
type Reason = NonNullable<Question['reason']>;

const adult_years = 16;
/** Whoever reads this comes to a hall: with this answer it is a hall's list, whatever else is true. */
const in_hall = { state_personnel: true };

const because = (document: string, reasons: Reason[]): Question[] => reasons.map((reason) => ({ document, reason, ...in_hall }));

/** For which reasons one comes for a service: of more than one, what each of them needs. */
const questions: Record<string, Question[]> = {
  first_passport: because('passport', ['first']),
  passport_renewal: because('passport', ['other']),
  passport_replacement: because('passport', ['damaged', 'lost']),
  hk_macao_permit: because('hk_macao_permit', ['other', 'damaged', 'lost']),
  taiwan_permit: because('taiwan_permit', ['other', 'damaged', 'lost']),
  hk_macao_endorsement: [{ document: 'hk_macao_endorsement' }],
  business_registration: [{ document: 'business_registration' }],
};

async function answerTo(api: Api, body: Question): Promise<Name[]> {
  const { data } = await api.POST('/v1/advice', { body }).catch(() => ({ data: undefined }));
  return data?.hall?.bring ?? [];
}

/** Each thing once; what only minors need is left out where all are known to be 16 or older. */
export async function bringFor(api: Api, services: string[], are_adults = false): Promise<Name[]> {
  const age = are_adults ? { age: adult_years } : {};
  const asked = [...new Set(services)].flatMap((service) => questions[service] ?? []);
  const lists = await Promise.all(asked.map((question) => answerTo(api, { ...question, ...age })));
  return [...new Map(lists.flat().map((thing) => [thing.zh, thing])).values()];
}
