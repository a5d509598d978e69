// The service worker: the app opens from what is stored here, with or without a network.
// Both constants are written by `cargo xtask dist`.
const VERSION = "{{version}}";
const PRECACHE = {{precache}};

const PREFIX = "soxa-";
const CACHE = PREFIX + VERSION;
const HASHED = /\.[0-9a-f]{16}\b/;

// All of the new version or nothing. What is unchanged since an older version has the same
// hashed name and is copied instead of fetched.
self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await Promise.all(PRECACHE.map((url) => store(cache, url)));
    })(),
  );
});

async function store(cache, url) {
  const hashed = HASHED.test(url);
  const known = hashed ? await caches.match(url) : undefined;
  const response = known ?? (await fetch(url, { cache: hashed ? "default" : "reload" }));
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  await cache.put(url, response);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

// A new version waits until a page says that no draft is open.
self.addEventListener("message", (event) => {
  if (event.data?.type === "activate") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  // what the relay answers itself, downloads included; the page "Đồng bộ" is /syncing
  if (/^\/(api|healthz|readyz|sync)(\/|$)/.test(url.pathname)) return;
  const key = event.request.mode === "navigate" ? "/" : url.pathname;
  if (PRECACHE.includes(key)) event.respondWith(answer(key, event.request));
});

async function answer(key, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(key)) ?? fetch(request);
}
