// A file that is handed to the browser to save; one that needs the token is asked for here.
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
  saveAs(await reply.blob(), name);
  return undefined;
}

export function saveAs(file: Blob, name: string) {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
