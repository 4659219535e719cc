// The halls' time, of the board of one of them: at most a minute old.
import { api } from './account';

/** Undefined: nobody knows just now. */
export async function hallTime(): Promise<string | undefined> {
  const first = (await api.GET('/v1/halls').catch(() => undefined))?.data?.halls[0];
  if (!first) return undefined;
  return (await api.GET('/v1/halls/{hall}/board', { params: { path: { hall: first.code } } }).catch(() => undefined))?.data?.as_of;
}
