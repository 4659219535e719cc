// A ticket as it is now: its place in the queue, then its call.
import { watch } from 'vue';

import { makeApi } from '../../shared/api';
import { useFollowed, type Followed } from './follow';
import { pollMs, type Ticket } from './ticket';

const api = makeApi();

export function useTicket(id: () => string): Followed<Ticket> {
  const followed = useFollowed<Ticket>(() => api.GET('/v1/tickets/{id}', { params: { path: { id: id() } } }), pollMs);
  watch(id, () => {
    followed.value.value = undefined;
    void followed.refresh();
  });
  return followed;
}
