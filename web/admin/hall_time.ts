// The halls' time, of the newest of their boards: at most a minute old.
import { api } from './account';

/** Undefined: nobody knows just now. */
export async function hallTime(): Promise<string | undefined> {
  const { data } = await api.GET('/v1/board').catch(() => ({ data: undefined }));
  return data?.halls.map(({ as_of }) => as_of).sort().at(-1);
}
