// What closures and notices have in common: where, from when to when, and a sentence in both languages.
export interface AnnouncementForm {
  hall: string;
  /** As a field of a form has it, in hall time: 2026-06-14T12:00. */
  from: string;
  to: string;
  zh: string;
  en: string;
}

export type Mistakes = Partial<Record<'reason' | 'audience' | 'from' | 'to' | 'zh' | 'en', string>>;

const bytes_max = 288;
const digits_max = 10;
const zone = '+08:00';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const hasLongNumber = (text: string) => new RegExp(`\\d{${digits_max + 1}}`).test(text.normalize('NFKC').replace(/[\s\-.()–—]/g, ''));

/** The server's format; nothing of an empty field. */
export const stampOfField = (field: string) => (field ? `${field.slice(0, 16)}:00${zone}` : undefined);

const written = (text: string) => text.trim().replace(/\s+/g, ' ');
export const textOf = ({ zh, en }: AnnouncementForm) => ({ zh: written(zh), en: written(en) });

function mistakeInText(text: string, is_needed: boolean): string | undefined {
  if (!text) return is_needed ? 'empty' : undefined;
  if (bytesOf(text) > bytes_max) return 'long';
  return hasLongNumber(text) ? 'number' : undefined;
}

/** Either both languages or, where the reason says enough, none. By field, the word for what is wrong. */
export function mistakesInAnnouncement(form: AnnouncementForm, is_text_needed: boolean): Mistakes {
  const { zh, en } = textOf(form);
  const is_needed = is_text_needed || zh !== '' || en !== '';
  const in_zh = mistakeInText(zh, is_needed);
  const in_en = mistakeInText(en, is_needed);
  return {
    ...(form.from && form.to && form.to <= form.from ? { to: 'span' } : {}),
    ...(in_zh ? { zh: `zh_${in_zh}` } : {}),
    ...(in_en ? { en: `en_${in_en}` } : {}),
  };
}

/** The field of the form behind one that the server names. */
export function fieldBehind(field: string | undefined): keyof Mistakes | undefined {
  if (field === undefined) return undefined;
  if (field === 'text') return 'zh';
  const last = field.split('.').at(-1);
  return (['reason', 'audience', 'from', 'to', 'zh', 'en'] as const).find((each) => each === last);
}

export type Course = 'to_come' | 'now' | 'over' | 'ended';

/** Where something with a beginning and perhaps an end stands; `ended_at`: by hand, before its time. */
export function courseOf({ from, to, ended_at }: { from: string; to?: string; ended_at?: string }, now_ms: number): Course {
  if (ended_at) return 'ended';
  if (now_ms < Date.parse(from)) return 'to_come';
  return to && now_ms >= Date.parse(to) ? 'over' : 'now';
}
