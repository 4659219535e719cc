// A closure as a form, and what is sent.
import type { Schemas } from '../shared/api';
import { mistakesInAnnouncement, stampOfField, textOf, type AnnouncementForm, type Mistakes } from './announcement_form';

export type ClosureReason = Schemas['ClosureReason'];
export const closure_reasons: ClosureReason[] = ['weather', 'power', 'safety', 'staff', 'holiday', 'service_ended', 'other'];

export interface ClosureForm extends AnnouncementForm {
  service: string;
  reason: ClosureReason | '';
}

export const emptyClosure = (): ClosureForm => ({ hall: '', service: '', from: '', to: '', reason: '', zh: '', en: '' });

export const mistakesInClosure = (form: ClosureForm): Mistakes => ({
  ...(form.reason ? {} : { reason: 'no_reason' }),
  ...mistakesInAnnouncement(form, false),
});

/** Of a form without mistakes. */
export function closureOf(form: ClosureForm): Schemas['ClosureRequest'] {
  const text = textOf(form);
  const from = stampOfField(form.from);
  const to = stampOfField(form.to);
  return {
    ...(form.hall ? { hall: form.hall } : {}),
    ...(form.service ? { service: form.service } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    reason: form.reason as ClosureReason,
    ...(text.zh ? { text } : {}),
  };
}
