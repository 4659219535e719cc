// A notice as a form, and what is sent.
import type { Schemas } from '../shared/api';
import { mistakesInAnnouncement, stampOfField, textOf, type AnnouncementForm, type Mistakes } from './announcement_form';

export type Audience = 'waiting' | 'booked';
export const audiences: Audience[] = ['waiting', 'booked'];

export interface NoticeForm extends AnnouncementForm {
  audience: Audience[];
}

export const emptyNotice = (): NoticeForm => ({ hall: '', from: '', to: '', audience: [...audiences], zh: '', en: '' });

export const mistakesInNotice = (form: NoticeForm): Mistakes => ({
  ...(form.to ? {} : { to: 'no_end' }),
  ...mistakesInAnnouncement(form, true),
  ...(form.audience.length ? {} : { audience: 'no_audience' }),
});

/** Of a form without mistakes. */
export function noticeOf(form: NoticeForm): Schemas['NoticeRequest'] {
  const from = stampOfField(form.from);
  return {
    ...(form.hall ? { hall: form.hall } : {}),
    ...(from ? { from } : {}),
    to: stampOfField(form.to) ?? '',
    audience: audiences.filter((each) => form.audience.includes(each)),
    text: textOf(form),
  };
}
