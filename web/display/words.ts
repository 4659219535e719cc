// Words in both languages: calls are shown in both, the rest turns, so that all letters can be large.
import { ref } from 'vue';
import { createI18n } from 'vue-i18n';

import type { Language, Name } from '../shared/language';
import * as shared from '../shared/messages';
import * as own from './messages';

const { t } = createI18n({
  legacy: false,
  locale: 'zh',
  messages: { zh: { ...shared.zh, ...own.zh }, en: { ...shared.en, ...own.en } },
}).global;

export const both = (key: string, places: Record<string, string | number> = {}): Name => ({
  zh: t(key, places, { locale: 'zh' }),
  en: t(key, places, { locale: 'en' }),
});

/** The language of what turns. */
export const turned = ref<Language>('zh');
export const turn_ms = 8000;

export function turn(now_ms: number) {
  turned.value = Math.floor(now_ms / turn_ms) % 2 === 0 ? 'zh' : 'en';
}
