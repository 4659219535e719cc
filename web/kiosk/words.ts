// Names and times in the visitor's language.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

import { clockTime, dayName } from '../shared/hall_time';
import type { Name } from '../shared/language';
import { useKiosk } from './kiosk';

export function useWords() {
  const { t, locale } = useI18n();
  const { health } = useKiosk();
  const nameOf = (name?: Name) => name?.[locale.value === 'en' ? 'en' : 'zh'] ?? '';
  const serviceNames = computed(() => new Map<string, Name>(health.services.value.map(({ key, name }) => [key, name])));
  const laneNames = computed(() => new Map<string, Name>(health.place.value?.lanes.map(({ lane, name }) => [lane, name])));
  return {
    t,
    locale,
    nameOf,
    serviceName: (key: string) => nameOf(serviceNames.value.get(key)) || key,
    laneName: (key: string) => nameOf(laneNames.value.get(key)) || key,
    /** For sentences that name a day and a time. */
    when: (stamp: string) => ({ day: dayName(stamp, locale.value), time: clockTime(stamp) }),
  };
}
