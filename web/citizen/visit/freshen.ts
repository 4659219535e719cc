// What is kept on this phone against what the server knows: what is over is forgotten, what was moved follows.
import { makeApi } from '../../shared/api';
import type { Name } from '../../shared/language';
import { forget, keep, kept, type Kept } from './kept';
import { isMissing } from './refusal';
import { forgetVisit, isAppointment, isLive, keepVisit } from './visits';

const api = makeApi();
const waits = new Set(['waiting', 'offered']);

async function freshenVisit({ id }: Kept, hallName: (code: string) => Name) {
  const { data, error } = await api.GET('/v1/appointments/{id}', { params: { path: { id } } });
  if (data && isAppointment(data) && isLive(data)) keepVisit(data, hallName(data.hall));
  if (data && isAppointment(data) && data.rescheduled_to) {
    const later = await api.GET('/v1/appointments/{id}', { params: { path: { id: data.rescheduled_to } } });
    if (later.data && isAppointment(later.data) && isLive(later.data)) keepVisit(later.data, hallName(later.data.hall));
  }
  if (isMissing(error) || (data && !isLive(data))) forgetVisit(id);
}

async function freshenPlaceInLine(entry: Kept) {
  const { data, error } = await api.GET('/v1/waitlist/{id}', { params: { path: { id: entry.id } } });
  if (isMissing(error) || (data && !waits.has(data.status))) forget(entry.id);
  else if (data) keep(entry);
}

/** False: the server was not reached. */
export async function freshen(hallName: (code: string) => Name): Promise<boolean> {
  try {
    await Promise.all(kept.value.map((each) => (each.kind === 'visit' ? freshenVisit(each, hallName) : freshenPlaceInLine(each))));
    return true;
  } catch {
    return false;
  }
}
