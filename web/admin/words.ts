// A section's words are its own: it says `const { t } = useWords({ zh: …, en: … })` and needs no other file. Words of
// the whole page (messages.ts) and of all pages are found by the same `t`.
import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';

export interface Words<T extends object> {
  zh: T;
  en: T;
}

/** Of vue-i18n's, what sections use; its own type of words so deep is beyond the compiler. */
export interface Translator {
  t: (key: string, values?: Record<string, unknown>) => string;
  te: (key: string, language?: string) => boolean;
  locale: Ref<string>;
}

const useComposer = useI18n as unknown as (options: object) => Translator;

/** Words that several sections share come after a section's own. A component has one such list: vue-i18n keeps the first. */
export function useWords<T extends object>(words: Words<T>, ...shared: Words<object>[]): Translator {
  const all = (language: 'zh' | 'en'): object => Object.assign({}, ...shared.map((each) => each[language]), words[language]) as object;
  const { t, te, locale } = useComposer({ useScope: 'local', inheritLocale: true, messages: { zh: all('zh'), en: all('en') } });
  return { t, te, locale };
}
