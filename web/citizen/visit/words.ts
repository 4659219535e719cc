// The words of these pages, which come with them: the first screen does not load them.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

import type { Language, Name } from '../../shared/language';
import * as words from './messages';

let are_merged = false;

export function useWords() {
  const { t, locale, mergeLocaleMessage } = useI18n({ useScope: 'global' });
  if (!are_merged) {
    are_merged = true;
    mergeLocaleMessage('zh', words.zh);
    mergeLocaleMessage('en', words.en);
  }
  const language = computed<Language>(() => (locale.value === 'en' ? 'en' : 'zh'));
  const nameOf = (name: Name | undefined) => name?.[language.value] ?? '';
  return { t, language, nameOf };
}
