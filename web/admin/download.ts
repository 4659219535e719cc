// A file that needs the token: it is asked for here, and handed to the browser to save.
import { isProblem } from '../shared/problem';
import { retryingFetch } from '../shared/retry';
import { account } from './account';

/** Answers with what refused it, if anything did. */
export async function download(path: string, name: string, accept: string): Promise<unknown> {
  const reply = await retryingFetch(new Request(path, { headers: account.authorized({ Accept: accept }) }));
  if (!reply.ok) {
    const problem: unknown = await reply.json().catch(() => undefined);
    return isProblem(problem) ? problem : new Error(`status ${reply.status}`);
  }
  const url = URL.createObjectURL(await reply.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return undefined;
}
