// The pages and the booked codes without a network. The worker (../service-worker.ts) keeps the files of the page;
// it is told here which ones those are, since the page was loaded before there was a worker.
const codes = 'offpeak-codes';
const worker = '/service-worker.js';

const qrOf = (id: string) => `/v1/appointments/${id}/qr.svg`;

let is_started = false;

/** Called where there is something to be shown later; once is enough. */
export async function startOffline() {
  if (is_started || !('serviceWorker' in navigator)) return;
  is_started = true;
  try {
    await navigator.serviceWorker.register(worker);
    const { active } = await navigator.serviceWorker.ready;
    await Promise.all([import('./MyVisits.vue'), import('./VisitPage.vue'), import('./TicketPage.vue')]);
    const files = performance.getEntriesByType('resource')
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
      .map(({ pathname }) => pathname);
    active?.postMessage({ keep: [...new Set(files)] });
  } catch {
    is_started = false; // without it the pages need the network, as before
  }
}

/** The code as a picture, so that a kiosk can read it without a network. */
export async function keepQr(id: string) {
  if (!('caches' in window)) return;
  const cache = await caches.open(codes).catch(() => undefined);
  if (!cache || await cache.match(qrOf(id))) return;
  await cache.add(qrOf(id)).catch(() => undefined);
}

export async function forgetQr(id?: string) {
  if (!('caches' in window)) return;
  if (id === undefined) await caches.delete(codes);
  else await (await caches.open(codes)).delete(qrOf(id));
}
