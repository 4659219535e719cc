// A ticket in sentences, the same on the screen and on paper.
import { computed, type Ref } from 'vue';

import type { Ticket } from './intent';
import { useKiosk } from './kiosk';
import { isSoon, numberOf, waitOf } from './waits';
import { useWords } from './words';

export function useTicketWords(ticket: Ref<Ticket>) {
  const { health } = useKiosk();
  const { t, laneName, when, locale } = useWords();

  const counters = computed(() => health.board.value?.counters
    .filter(({ status, lanes }) => status === 'open' && lanes.some((lane) => lane === ticket.value.lane)).map(({ counter }) => counter) ?? []);
  const where = computed(() => {
    const lane = laneName(ticket.value.lane);
    const numbers = counters.value.join(locale.value === 'en' ? ', ' : '、');
    return numbers ? t('ticket.where_counters', { lane, counters: numbers }) : t('ticket.where', { lane });
  });
  const number = computed(() => numberOf(ticket.value));

  /** First what is before it, then how long. */
  const place = computed((): string[] => {
    const { status, ahead = 0, counter, not_today, next_opening } = ticket.value;
    if ((status === 'called' || status === 'serving') && counter) return [t('ticket.called', { n: counter })];
    if (status !== 'waiting') return [t('ticket.over')];
    const before = ahead === 0 ? t('ticket.ahead_none') : t('ticket.ahead', { n: ahead });
    if (not_today) return [before, next_opening ? t('ticket.not_today_next', when(next_opening)) : t('ticket.not_today')];
    const wait = waitOf(ticket.value);
    if (wait && isSoon(wait)) return [before, t('ticket.soon')];
    return [before, wait ? t('ticket.wait', { ...wait }) : t('ticket.wait_not_known')];
  });

  return { number, place, where, url: computed(() => `${health.citizens_url.value}/#/tickets/${ticket.value.id}`) };
}
