// The language: Chinese first, English for a browser that asks for anything else, and what was chosen
// before all else.
import { createI18n } from 'vue-i18n';

import * as shared from './messages';

export type Language = 'zh' | 'en';

export interface Name {
  zh: string;
  en: string;
}

interface Messages {
  zh: object;
  en: object;
}

const kept_as = 'offpeak.language';

export function firstLanguage(): Language {
  const kept = localStorage.getItem(kept_as);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const tell = (language: Language) => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
};

/** Both languages of a page, with the words all pages share. */
export function makeI18n(messages: Messages, language: Language = firstLanguage()) {
  tell(language);
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'zh',
    messages: { zh: { ...shared.zh, ...messages.zh }, en: { ...shared.en, ...messages.en } },
  });
}

/** Remembers the choice and tells screen readers. Set `locale` of useI18n() as well. */
export function keepLanguage(language: Language) {
  localStorage.setItem(kept_as, language);
  tell(language);
}
