// The report page without coverage. Served as /sw.js after VERSION, SHELL (paths), OFFLINE (a page) and `queue`.
// It keeps the form's page, its scripts and styles, the categories and the gazetteer of each door; nothing else.

const SHELL_CACHE = `lykta-shell-${VERSION}`, DOOR_CACHE = `lykta-door-${VERSION}:`, ANY_DOOR = /^lykta-door-[^:]+:/;
const DOOR = /^(?:\/l\/|\/arbete\/[^/]+\/)rapportera\/$/, PATIENCE = 3000;
const NOT_KEPT = ["usual", "organization"]; // of a person and their work
const PERSONAL = [/<!--person-->[\s\S]*?<!--\/person-->/g, /<input[^>]*name="csrfmiddlewaretoken"[^>]*>/g];
const JUST_KEPT = new Map(); // door: when its page was kept; not fetched again by the page that was just shown
const ANOTHER_VERSION = new Set(); // pages that a newer server made: their scripts come from there

// ---- Taking over

self.addEventListener("install", (event) => { self.skipWaiting(); event.waitUntil(fill()); });
self.addEventListener("activate", (event) => { event.waitUntil(takeOver()); });
self.addEventListener("message", (event) => { if (DOOR.test(event.data?.keep)) event.waitUntil(keepDoor(event.data.keep)); });
self.addEventListener("sync", (event) => { event.waitUntil(sendOrAskAgain()); });

/** All or nothing: a version that could not fetch the whole shell is not installed, and the earlier one stays. */
async function fill() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload" })));
  for (const door of await keptDoors()) await keepDoor(door);
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("lykta-") && name !== SHELL_CACHE && !name.startsWith(DOOR_CACHE));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function sendOrAskAgain() {
  if ((await queue.sendAll({ insist: true })) > 0) throw new Error("some reports still wait: ask again later");
}

// ---- What is kept

async function keptDoors() {
  const names = (await caches.keys()).filter((name) => ANY_DOOR.test(name));
  return [...new Set(names.map((name) => name.replace(ANY_DOOR, "")))];
}

async function keepDoor(door) {
  const isFresh = Date.now() - (JUST_KEPT.get(door) ?? 0) < 60_000;
  if (!isFresh && !(await keepPage(door, await fetch(door, { credentials: "same-origin", redirect: "manual" })))) return;
  const basis = await fetch(`${door}underlag.json`, { credentials: "same-origin" });
  const told = await keepBasis(door, basis);
  if (told) await places(new Request(`${door}platser.json?v=${encodeURIComponent(told.version)}`, { credentials: "same-origin" }), door);
}

/** Whether the door is open to whoever is logged in now; where it is not, what was kept of it is dropped. */
async function keepPage(door, answer) {
  if (isShut(answer)) { await forget(door); return false; }
  if (!answer.ok || isOfAnotherVersion(answer)) return false;
  const page = PERSONAL.reduce((html, part) => html.replace(part, ""), await answer.clone().text());
  const headers = ["Content-Type", "Content-Security-Policy", "Referrer-Policy"].map((name) => [name, answer.headers.get(name)]);
  const kept = new Response(page, { headers: headers.filter(([, value]) => value) });
  await (await caches.open(DOOR_CACHE + door)).put(door, kept);
  JUST_KEPT.set(door, Date.now());
  return true;
}

async function keepBasis(door, answer) {
  if (isShut(answer)) { await forget(door); return null; }
  if (!answer.ok) return null;
  const told = await answer.clone().json().catch(() => null);
  if (!told) return null;
  const kept = Object.fromEntries(Object.entries(told).filter(([name]) => !NOT_KEPT.includes(name)));
  await (await caches.open(DOOR_CACHE + door)).put(`${door}underlag.json`, Response.json(kept));
  return told;
}

/** The gazetteer's address names its version: what is kept is right for as long as it is asked for. */
async function places(request, door) {
  const cache = await caches.open(DOOR_CACHE + door), found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (!answer.ok) return answer;
  for (const old of await cache.keys()) if (new URL(old.url).pathname === `${door}platser.json`) await cache.delete(old);
  await cache.put(request, answer.clone());
  return answer;
}

function isShut(answer) { return answer.type === "opaqueredirect" || answer.redirected || [401, 403, 404, 410].includes(answer.status); }
function isOfAnotherVersion(answer) { return (answer.headers.get("X-Lykta-Shell") ?? VERSION) !== VERSION; }

async function forget(door) {
  JUST_KEPT.delete(door);
  for (const name of await caches.keys()) if (ANY_DOOR.test(name) && name.replace(ANY_DOOR, "") === door) await caches.delete(name);
}

async function kept(door, address = door) {
  return caches.match(address, { cacheName: DOOR_CACHE + door, ignoreSearch: address === door });
}

// ---- What is answered

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") { event.respondWith(navigated(event, url)); event.waitUntil(queue.sendAll()); return; }
  if (SHELL.includes(url.pathname)) { event.respondWith(shell(event, url.pathname)); return; }
  const [, door, file] = /^(.*\/rapportera\/)(underlag|platser)\.json$/.exec(url.pathname) ?? [];
  if (!DOOR.test(door)) return;
  event.respondWith(file === "platser" ? places(request, door) : basis(event, door));
});

async function navigated(event, url) {
  const fromNetwork = Promise.resolve(event.preloadResponse).then((early) => early ?? fetch(event.request));
  if (!DOOR.test(url.pathname)) return fromNetwork.catch(() => offlinePage(url));
  const door = url.pathname;
  const answer = fromNetwork.then(async (page) => {
    if (isOfAnotherVersion(page)) ANOTHER_VERSION.add(event.resultingClientId); // the page itself asks for the new worker
    if (!url.search || isShut(page)) event.waitUntil(keepPage(door, page.clone()));
    return page;
  });
  return inTime(event, answer, () => kept(door)).catch(() => offlinePage(url));
}

function basis(event, door) {
  const answer = fetch(event.request).then((told) => { event.waitUntil(keepBasis(door, told.clone())); return told; });
  return inTime(event, answer, () => kept(door, `${door}underlag.json`));
}

/** The network's answer, or what is kept where it fails, is broken or takes too long. */
async function inTime(event, answer, fromCache) {
  event.waitUntil(answer.catch(() => {}));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, null); });
  const first = await Promise.race([answer.catch(() => null), late]);
  if (first && first.status < 500) return first;
  return (await fromCache()) ?? answer;
}

async function shell(event, path) {
  if (ANOTHER_VERSION.has(event.clientId)) return fetch(event.request).catch(() => caches.match(path, { cacheName: SHELL_CACHE }));
  return (await caches.match(path, { cacheName: SHELL_CACHE })) ?? fetch(event.request);
}

/** Any other page of the workbench: says what still goes, with a link to the door that is kept. */
async function offlinePage(url) {
  const doors = await keptDoors(), own = doors.find((door) => url.pathname.startsWith(door.replace("rapportera/", "")));
  const door = own ?? doors[0];
  const page = OFFLINE.replace("<!--link-->", door ? OFFLINE_LINK.replace("{door}", door) : OFFLINE_NO_DOOR);
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": OFFLINE_POLICY } });
}
