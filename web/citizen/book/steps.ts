// What the pages of the flow have in common: the choice that the address holds, and names in the page's language.
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';

import type { Name } from '../../shared/language';
import { choiceOf, type Choice } from './choice';

/** Of this page's address; without one the flow begins anew. */
export function useChoice(): Choice | undefined {
  const choice = choiceOf(useRoute().query);
  if (!choice) void useRouter().replace('/book/service');
  return choice;
}

export function useNames() {
  const { locale } = useI18n();
  const nameOf = (name: Name | undefined) => (locale.value === 'en' ? name?.en : name?.zh) ?? '';
  return { nameOf };
}
