// Whose sign-ins end: the form, what is wrong with it, and what is sent.
import type { Schemas } from '../shared/api';

export type Target = 'actor' | 'subject' | 'token_id';
export const targets: Target[] = ['actor', 'subject', 'token_id'];
export type Reason = Schemas['RevocationReason'];
export const reasons: Reason[] = ['lost', 'stolen', 'left', 'misused', 'other'];

export interface RevocationForm {
  target: Target;
  name: string;
  issuer: string;
  reason: Reason | '';
  block: boolean;
}

export const emptyForm = (): RevocationForm => ({ target: 'actor', name: '', issuer: '', reason: '', block: false });

/** By the field's id, the key of the sentence. */
export type Mistakes = Partial<Record<'name' | 'issuer' | 'reason', string>>;

const nameOf = ({ target, name }: RevocationForm) => (target === 'actor' ? name.replace(/\s/g, '').toLowerCase() : name.trim());

export function mistakesIn(form: RevocationForm): Mistakes {
  const name = nameOf(form);
  const name_form = form.target === 'actor' ? /^[0-9a-f]{16}$/ : /^[!-~]{1,255}$/;
  return {
    ...(name_form.test(name) ? {} : { name: name ? `wrong_${form.target}` : `no_${form.target}` }),
    ...(form.reason ? {} : { reason: 'no_reason' }),
  };
}

/** Of a form without mistakes. */
export function bodyOf(form: RevocationForm): Schemas['RevocationRequest'] {
  const reason = form.reason as Reason;
  const name = nameOf(form);
  const issuer = form.issuer.trim() ? { issuer: form.issuer.trim() } : {};
  const block = form.block ? { block: true } : {};
  if (form.target === 'actor') return { actor: name, reason, ...block };
  if (form.target === 'subject') return { subject: name, reason, ...issuer, ...block };
  return { token_id: name, reason, ...issuer };
}

/** The field of the form behind one that the server names. */
export function fieldBehind(field: string | undefined): keyof Mistakes | undefined {
  if (field === undefined) return undefined;
  if ((targets as string[]).includes(field)) return 'name';
  return field === 'issuer' || field === 'reason' ? field : undefined;
}

export type Effect = 'ended' | 'blocked' | 'one';
export const effectOf = ({ target, block }: RevocationForm): Effect => {
  if (target === 'token_id') return 'one';
  return block ? 'blocked' : 'ended';
};

/** As far as the token says who signed in here. */
export function isOneself(form: RevocationForm, claims: { iss?: string; sub?: string; jti?: string }): boolean {
  if (form.issuer.trim() && form.issuer.trim() !== claims.iss) return false;
  if (form.target === 'subject') return nameOf(form) !== '' && nameOf(form) === claims.sub;
  return form.target === 'token_id' && nameOf(form) !== '' && nameOf(form) === claims.jti;
}
