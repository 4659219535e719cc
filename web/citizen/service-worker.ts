// Keeps the files of the citizens' page, so that it opens without a network and shows the codes that are kept on this
// phone. Nothing that the interface says is kept but those codes' pictures, which the page puts aside itself: without
// a network nothing that changes is shown as if it were so now. It imports nothing: its name is fixed, and it is one file.
export {};

// The part of a worker's scope that is used here: the types of pages and of workers exclude each other.
interface Waiting extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}
interface Asking extends Waiting {
  request: Request;
  respondWith: (reply: Promise<Response>) => void;
}
interface Told extends Waiting {
  data: { keep?: string[] };
}
interface Scope {
  location: Location;
  clients: { claim: () => Promise<void> };
  skipWaiting: () => Promise<void>;
  addEventListener: ((name: 'install' | 'activate', hear: (event: Waiting) => void) => void)
  & ((name: 'fetch', hear: (event: Asking) => void) => void) & ((name: 'message', hear: (event: Told) => void) => void);
}
const scope = self as unknown as Scope;

const shell = 'offpeak-shell-1';
const codes = 'offpeak-codes';
const page = '/';
const files_max = 120;
const patience_ms = 4000;

/** The files that a page names in its text. */
const filesIn = (html: string) => [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, file]) => file as string);

async function keepFiles(files: string[]) {
  const cache = await caches.open(shell);
  await Promise.all(files.map(async (file) => {
    if (!await cache.match(file)) await cache.add(file);
  }));
  // Those of older versions are the oldest.
  const kept = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== page);
  await Promise.all(kept.slice(0, Math.max(kept.length - files_max, 0)).map((request) => cache.delete(request)));
}

async function keepPage(reply: Response) {
  const cache = await caches.open(shell);
  const html = await reply.clone().text();
  await keepFiles(filesIn(html));
  await cache.put(page, reply);
}

async function open(request: Request): Promise<Response> {
  try {
    const reply = await fetch(request, { signal: AbortSignal.timeout(patience_ms) });
    if (reply.ok) await keepPage(reply.clone()).catch(() => undefined);
    return reply;
  } catch (error) {
    const kept = await caches.match(page, { cacheName: shell });
    if (!kept) throw error;
    return kept;
  }
}

/** What has a digest in its name never changes. */
async function file(request: Request): Promise<Response> {
  return await caches.match(request, { cacheName: shell }) ?? fetch(request);
}

async function picture(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { cacheName: codes });
    if (!kept) throw error;
    return kept;
  }
}

scope.addEventListener('install', (event) => {
  event.waitUntil(fetch(page).then(keepPage).then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => ![shell, codes].includes(name)).map((name) => caches.delete(name))))
    .then(() => scope.clients.claim()));
});

scope.addEventListener('message', (event) => {
  const { keep } = event.data;
  if (keep) event.waitUntil(keepFiles(keep.slice(0, files_max)).catch(() => undefined));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  if (request.mode === 'navigate') {
    if (pathname === page) event.respondWith(open(request));
  } else if (pathname.startsWith('/assets/')) event.respondWith(file(request));
  else if (/^\/v1\/appointments\/[0-9a-f]{32}\/qr\.svg$/.test(pathname)) event.respondWith(picture(request));
});
