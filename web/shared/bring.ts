// What to bring for a service, by the city's table of advice; empty where that has no row for it.
import type { makeApi, Schemas } from './api';
import type { Name } from './language';

type Api = ReturnType<typeof makeApi>;

type Question = Schemas['AdviceRequest'];
type Reason = NonNullable<Question['reason']>;

const adult_years = 16;
/** Whoever reads this comes to a hall: with this answer it is a hall's list, whatever else is true. */
const in_hall = { state_personnel: true };

interface Purpose {
  document: string;
  /** For which one usually comes for the service. */
  usual: Reason[];
  /** For which some do. */
  also?: Reason[];
}

const purposes: Record<string, Purpose> = {
  first_passport: { document: 'passport', usual: ['first'] },
  passport_renewal: { document: 'passport', usual: ['other'] },
  passport_replacement: { document: 'passport', usual: ['damaged', 'lost'] },
  hk_macao_permit: { document: 'hk_macao_permit', usual: ['other'], also: ['damaged', 'lost'] },
  taiwan_permit: { document: 'taiwan_permit', usual: ['other'], also: ['damaged', 'lost'] },
  hk_macao_endorsement: { document: 'hk_macao_endorsement', usual: ['other'] },
  business_registration: { document: 'business_registration', usual: ['other'] },
};

async function answerTo(api: Api, body: Question): Promise<Name[]> {
  const { data } = await api.POST('/v1/advice', { body }).catch(() => ({ data: undefined }));
  return data?.hall?.bring ?? [];
}

export interface About {
  /** All are known to be 16 or older: what only minors need is left out. */
  are_adults?: boolean;
  /** For whoever still has time to look for it: what the rarer reasons need, too. */
  for_every_reason?: boolean;
}

/** Each thing once. */
export async function bringFor(api: Api, services: string[], { are_adults, for_every_reason }: About = {}): Promise<Name[]> {
  const age = are_adults ? { age: adult_years } : {};
  const asked = [...new Set(services)].flatMap((service): Question[] => {
    const { document, usual = [], also = [] }: Partial<Purpose> = purposes[service] ?? {};
    return [...usual, ...(for_every_reason ? also : [])].map((reason) => ({ document, reason, ...in_hall, ...age }));
  });
  const lists = await Promise.all(asked.map((question) => answerTo(api, question)));
  return [...new Map(lists.flat().map((thing) => [thing.zh, thing])).values()];
}
