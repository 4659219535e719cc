// Who was parked from this tab. A server that lists who waits knows all of the hall's.
import { shallowRef } from 'vue';

import { keptParked, parked_max } from './kept';
import type { Place } from './place';
import type { ClerkTicket } from './visit';

export interface ParkedTicket {
  id: string;
  number: string;
  services: string[];
}

export function useParked({ api, hall }: Place) {
  const list = shallowRef<ParkedTicket[]>([]);
  const keep = () => keptParked.write(list.value.map(({ id }) => id));

  function remember({ id, number, services }: ClerkTicket) {
    list.value = [...list.value.filter((each) => each.id !== id), { id, number, services }].slice(-parked_max);
    keep();
  }

  function forget(id: string) {
    list.value = list.value.filter((each) => each.id !== id);
    keep();
  }

  /** Those who are still parked; the others were called elsewhere, or have left. */
  async function read() {
    for (const id of keptParked.read() ?? []) {
      try {
        const { data, response } = await api.GET('/v1/tickets/{id}', { params: { path: { id } } });
        if (data?.status === 'parked' && data.hall === hall) remember(data);
        else if (data || response.status === 404) forget(id);
      } catch {
        // No reply: it stays remembered.
      }
    }
  }
  void read();
  return { list, remember, forget, read };
}
