// The service worker. It keeps a few pages that must open without network, and their files, and shows what this browser is told by
// web push; everything else it leaves alone.
// A page is fetched from the network first; the kept copy is shown only when that fails or takes too long. A page that is not
// given any more (logged out, no right) is dropped, and at log-out everything is.
"use strict";
const KEPT = "challenge.kept", OWNER = "/kept-owner", DATABASE = "challenge.offline", PATIENCE_MS = 4000;
const PAGES = [/^\/e\/[^/]+\/checkin$/, /^\/e\/[^/]+\/coach\/roll$/, /^\/e\/[^/]+\/jury\/(visits\/[^/]+)?$/, /^\/e\/[^/]+\/assess\/[a-z]+$/];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// `epoch` is raised when everything is forgotten, `turn` when another account's pages come: what was asked for before must
// not be put back after it.
let epoch = 0, turn = 0;
const isKept = (url) => url.origin === location.origin && PAGES.some((page) => page.test(url.pathname));

// The copy says when it was taken: the page's clock goes on from there (the edition's instant stands beside it).
// A page of another account than the one before it: that one's pages go first.
async function keepPage(path, answer, asked) {
  if (asked.epoch !== epoch) return false;
  const shelf = await caches.open(KEPT), at = Date.now();
  if (!answer.ok || answer.redirected) return (await shelf.delete(path)) && false;
  const headers = new Headers(answer.headers), text = await answer.text();
  for (const name of ["content-encoding", "content-length"]) headers.delete(name); // the text is unpacked by now
  const owner = text.match(/ data-owner="([^"]*)"/)?.[1] || "", before = await (await shelf.match(OWNER))?.text();
  const isOther = owner && before && owner !== before;
  if (asked.epoch !== epoch || (isOther && asked.turn !== turn)) return false;
  if (isOther) {
    turn += 1;
    for (const known of await shelf.keys()) if (isKept(new URL(known.url))) await shelf.delete(known);
  }
  if (owner && owner !== before) await shelf.put(OWNER, new Response(owner));
  if (asked.epoch !== epoch) return false;
  await shelf.put(path, new Response(text.replace("<html ", `<html data-kept-at="${at}" `), { headers }));
  return true;
}

async function keepFiles(files) {
  const shelf = await caches.open(KEPT);
  const asked = epoch;
  for (const file of files) {
    if (asked !== epoch) return;
    const url = new URL(file, location.href);
    if (url.origin !== location.origin || await shelf.match(url.href)) continue;
    await shelf.delete(url.href, { ignoreSearch: true }); // the same file of an earlier build
    await shelf.add(url.href).catch(() => null);
  }
}

self.addEventListener("message", (event) => {
  const { keep, files } = event.data || {};
  if (typeof keep !== "string" || !isKept(new URL(keep, location.href))) return;
  const asked = { epoch, turn }, page = fetch(keep, { credentials: "same-origin" }).then((answer) => keepPage(keep, answer, asked)).catch(() => false);
  const said = async (isNew) => (isNew ? "kept" : (await caches.match(keep)) ? "known" : "");
  event.waitUntil(Promise.all([page, keepFiles(files || [])]).then(async ([isNew]) => event.ports[0]?.postMessage(await said(isNew))));
});

async function forget() {
  epoch += 1;
  const told = await self.registration.pushManager?.getSubscription().catch(() => null);
  await told?.unsubscribe().catch(() => null); // the next one at this device is not told what was this one's
  await caches.delete(KEPT);
  await new Promise((resolve) => {
    const request = indexedDB.open(DATABASE);
    request.onupgradeneeded = () => request.transaction.abort(); // no such database: nothing to forget
    request.onerror = resolve;
    request.onsuccess = () => {
      const work = request.result.transaction("kept", "readwrite");
      work.objectStore("kept").clear();
      work.oncomplete = work.onabort = () => { request.result.close(); resolve(); };
    };
  });
}

// One copy per page: an address with a question (`?half=3`) shows the kept one without network, and never replaces it.
async function pageFirst(request, { pathname: path, search }) {
  const started = { epoch, turn }, shelf = await caches.open(KEPT), known = await shelf.match(path);
  const asked = fetch(request).then((answer) => {
    const gone = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 404;
    if (answer.ok && !answer.redirected && !search) keepPage(path, answer.clone(), started);
    else if (gone) shelf.delete(path);
    return answer;
  });
  if (!known) return asked;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, known); });
  return Promise.race([asked.catch(() => known), late]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/logout") return void event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && isKept(url)) event.respondWith(pageFirst(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(async () => (await caches.match(request)) || Response.error()));
});

// ---- web push: a title, the beginning of a text, and a place of this site. What stands for the same thing has the same tag.
const local = (path) => {
  const url = new URL(typeof path === "string" ? path : "/", location.origin);
  return url.origin === location.origin ? url.href : `${location.origin}/`;
};

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data?.json() || {}; } catch { /* not ours: a notification must be shown all the same */ }
  const { title, body, tag, path } = told, icon = "/static/icons/mark-180.png";
  event.waitUntil(self.registration.showNotification(title || "Challenge", { body: body || "", tag: tag || "challenge", icon, badge: icon, data: { path } }));
});

self.addEventListener("notificationclick", (event) => {
  const target = local(event.notification.data?.path);
  event.notification.close();
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = open.find((one) => one.url.split("#")[0] === target.split("#")[0]);
    return there ? there.focus() : self.clients.openWindow(target);
  })());
});
