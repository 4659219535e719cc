// Asks again when there was no reply, or the server asks to come back soon. Only what may be sent twice: reads,
// and what has an Idempotency-Key.
export const attempts_max = 4;
const wait_ms_first = 400;
const wait_ms_max = 5000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const mayBeSentAgain = (request: Request) =>
  request.method === 'GET' || request.method === 'DELETE' || request.headers.has('Idempotency-Key');

/** Milliseconds to wait after this reply; undefined when it is an answer. */
function waitAfter(reply: Response, attempt: number): number | undefined {
  if (![502, 503, 504].includes(reply.status)) return undefined;
  const seconds = Number(reply.headers.get('Retry-After') ?? 0);
  const ms = Math.max(seconds * 1000, wait_ms_first * 2 ** attempt);
  return ms <= wait_ms_max ? ms : undefined;
}

/** Rejects, as fetch does, when the last attempt had no reply. */
export async function retryingFetch(request: Request): Promise<Response> {
  for (let attempt = 0; ; ++attempt) {
    const is_last = attempt + 1 >= attempts_max || !mayBeSentAgain(request);
    try {
      const reply = await fetch(request.clone());
      const wait_ms = waitAfter(reply, attempt);
      if (is_last || wait_ms === undefined) return reply;
      await pause(wait_ms);
    } catch (error) {
      if (is_last || request.signal.aborted) throw error;
      await pause(wait_ms_first * 2 ** attempt);
    }
  }
}
