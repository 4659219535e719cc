// What has been answered, in order, in memory alone: it says much of a person. A page of the flow is a number of
// answers, so that the back key takes back the last one.
import type { Schemas } from '../../shared/api';
import { api } from '../identity_token';

export type Request = Schemas['AdviceRequest'];
export type Advice = Schemas['Advice'];
export type Ask = NonNullable<Advice['ask']>;
export type Answer = Partial<Request>;

let answers: Answer[] = [];

/** How many there are: a page further on than that begins anew. */
export const answered = () => answers.length;

/** Answers the question after the first `step`, and forgets what came after it. */
export function answer(step: number, given: Answer) {
  answers = [...answers.slice(0, step), given];
}

export async function adviseAfter(step: number): Promise<Advice> {
  const body: Request = Object.assign({}, ...answers.slice(0, step));
  const { data, error } = await api.POST('/v1/advice', { body });
  if (!data) throw error;
  return dateFirst(data, body);
}

/** Whether a document expires soon is known by its date alone: until then the server asks for the reason again. */
export const dateFirst = (advice: Advice, { reason }: Request): Advice =>
  (advice.ask === 'reason' && reason === 'expiring' ? { ...advice, ask: 'document_expires_on', question: undefined } : advice);

export const documents = [
  'passport', 'hk_macao_permit', 'taiwan_permit', 'hk_macao_endorsement', 'hk_macao_business_endorsement',
  'hk_macao_business_endorsement_multiple', 'macao_exhibition_endorsement', 'macao_medical_endorsement',
  'macao_performing_endorsement', 'hengqin_macao_group_endorsement', 'business_registration',
] as const;

export const reasons = ['first', 'expiring', 'expired', 'lost', 'damaged', 'pages_full', 'other'] as const;
