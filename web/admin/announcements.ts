// How closures and notices are told in lists and questions.
import { courseOf, fieldBehind, type AnnouncementForm, type Course } from './announcement_form';
import { useHalls } from './halls';
import * as shared from './sections/announcement.words';
import { clockTime, dateOf } from '../shared/hall_time';
import { useWords, type Words } from './words';

/** 2026-06-14 12:00 */
const minuteOf = (at: string) => `${dateOf(at)} ${clockTime(at)}`;

/** `words` of the section, which are in its `t` too. */
export function useAnnouncements<T extends object>(words: Words<T>) {
  const { t, locale } = useWords(words, shared);
  const { hallName } = useHalls();
  const spanOf = (from: string | undefined, to: string | undefined) => {
    const begin = from ? minuteOf(from) : t('now');
    return to ? t('span', { from: begin, to: minuteOf(to) }) : t('open_end', { from: begin });
  };
  return {
    t,
    locale,
    where: ({ hall }: { hall?: string } | AnnouncementForm) => (hall ? hallName(hall, locale.value) : t('city')),
    when: ({ from, to }: { from?: string; to?: string }) => spanOf(from, to),
    /** Of their forms (`useCheckedForm`). */
    rules: { fieldBehind, refusedWord: (field: string) => `server_${field}`, sentenceOf: (word: string) => t(`wrong.${word}`) },
    courseOf,
    /** What is to come or in force can be ended by hand. */
    isOn: (course: Course) => course === 'to_come' || course === 'now',
    /** The word for what ended by hand is the section's own. */
    courseWord: (course: Course, ended: () => string) => (course === 'ended' ? ended() : t(`course.${course}`)),
  };
}
