// Reports that wait on the phone: kept in IndexedDB, sent one at a time and exactly once, wiped at the receipt.
// The page and the service worker share this file; /sw.js holds it without the word "export", so it imports nothing.
//
// A row: {key, door, actor, label, keptLabel, kind, created, state, attempted, tries, next, lease, report, picture, problem,
// message, field, …receipt}. `problem` says why it waits: network | server | login | link; or why it ended: expired.

const DATABASE = "lykta-queue", ROWS = "reports", LOCK = "lykta-queue-send", TAG = "lykta-queue";
const SECOND = 1000, MINUTE = 60 * SECOND, DAY = 24 * 60 * MINUTE;
const UNSENT_FOR = 7 * DAY, TOLD_FOR = 30 * DAY, LONGEST_PAUSE = 15 * MINUTE, LEASE = 3 * MINUTE;
const SLOWEST = 8; // bytes per millisecond: how long a picture may take over a poor line
const OF_RECEIPT = ["number", "held", "sentence", "next_sentence"];

/** Keeps a report and begins to send it. `replaces` is the key of one that was opened to be changed; `keptLabel` is what
 * the list calls it when it is sent, without words of the person's own.
 * @returns the row as `all()` shows it; where the phone cannot keep it (private window, full) it is sent from memory. */
export async function add(report, picture, door, { label = "", keptLabel = label, actor = "", replaces = "" } = {}) {
  const key = replaces || report.key || newKey();
  const before = replaces ? await store.get(replaces) : null;
  const row = {
    key, door, actor, label, keptLabel, kind: report.kind ?? "incident", created: before?.created ?? Date.now(), state: "waiting", attempted: false,
    tries: 0, next: 0, report: { ...report, key }, picture: await packed(picture),
  };
  if (!(await keep(row))) memory.set(key, { ...row, isUnkept: true });
  askToStay();
  tell();
  askForSync();
  sendAll({ insist: true });
  return shown((await store.get(key)) ?? row);
}

/** 22 signs of base64url: 128 bits. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What the list shows, oldest first, without text and picture. */
export async function all() {
  return (await store.all()).sort((a, b) => a.created - b.created).map(shown);
}

/** Opens a row for change: {report, picture: Blob|null, …}; it is not sent meanwhile. Null where it may be on its way:
 * the server may have it already, and other content under the same key would be refused. */
export async function edit(key) {
  const row = await store.change(key, (now) => (mayEdit(now) ? { ...now, state: "needs_change" } : undefined));
  tell();
  return row && { ...shown(row), report: row.report, picture: unpacked(row.picture) };
}

export async function remove(key) {
  await store.change(key, () => null);
  tell();
}

/** Calls `listener` whenever a row has changed, in whichever tab or worker. @returns how to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sends what waits, in order. `insist` does not wait for the next try to be due. @returns how many still wait for
 * coverage or the server. */
export function sendAll({ insist = false } = {}) {
  if (running) { again ||= insist; return running; }
  running = alone(() => pass(insist)).catch(() => 1).then(async (left) => {
    running = null;
    if (again) { again = false; return sendAll({ insist: true }); }
    setTimer();
    return left;
  });
  return running;
}

let running = null, again = false, timer = 0;
const memory = new Map(), listeners = new Set();
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(TAG) : null;
if (channel) channel.onmessage = () => heard();

function heard() { for (const listener of listeners) listener(); }
function tell() { channel?.postMessage("changed"); heard(); }

// ---- One at a time, over tabs and the worker

function alone(act) { return navigator.locks ? navigator.locks.request(LOCK, act) : act(); }

/** A row that is still "sending" was left by a browser that was killed: with Web Locks whoever is here is alone and
 * knows it; without them a lease in the row has to run out. */
function isFree(row) { return row.state === "waiting" || (row.state === "sending" && row.lease < Date.now()); }

async function pass(insist) {
  await tidy();
  const tried = new Set();
  for (;;) {
    if (navigator.onLine === false) break;
    const row = (await store.all()).sort((a, b) => a.created - b.created)
      .find((each) => isFree(each) && !tried.has(each.key) && (insist || each.next <= Date.now()));
    if (!row) break;
    tried.add(row.key);
    const claimed = await store.change(row.key, claim);
    if (!claimed) continue;
    tell();
    const done = await attempt(claimed);
    await store.change(row.key, (now) => ({ ...now, ...done }));
    tell();
    if (done.problem === "network") break; // no coverage: the others would meet the same
  }
  return (await store.all()).filter((row) => isFree(row) && !isAsked(row)).length;
}

/** Waits for the person, not for coverage. */
function isAsked(row) { return row.problem === "login" || row.problem === "link"; }

function claim(row) {
  if (!row || !isFree(row)) return undefined;
  return { ...row, state: "sending", attempted: true, tries: row.tries + 1, lease: navigator.locks ? 0 : Date.now() + LEASE };
}

// ---- One report

/** What the row becomes. Whatever is not an answer of ours (a hotel's login page, a proxy) leaves it waiting. */
async function attempt(row) {
  let answer;
  try { answer = await post(row); } catch { return later(row, "network"); }
  const told = await answer.json().catch(() => null);
  if (answer.ok) return told?.receipt?.id ? sent(row, told.receipt) : later(row, "network");
  const asks = row.door.startsWith("/l/") ? "link" : "login";
  if (answer.status === 401) return { ...later(row, asks), message: told?.message ?? "", next: Infinity };
  if (answer.type === "opaqueredirect" || answer.status === 404) return { ...later(row, asks), message: "", next: Infinity };
  if (answer.status === 422 && told?.message) return { state: "needs_change", problem: "", message: told.message, field: told.field ?? "" };
  if (answer.status === 413) return { state: "needs_change", problem: "", message: told?.message ?? "", field: "picture" };
  if ([400, 403, 409].includes(answer.status) && told?.message) return { state: "refused", problem: "", message: told.message };
  return later(row, "server", Number(answer.headers.get("Retry-After")) * SECOND);
}

function post(row) {
  const body = new FormData(), picture = unpacked(row.picture);
  // The picture first, and its size told: where the line breaks within it, no report without it is taken for the whole.
  if (picture) body.set("picture", picture, "foto");
  body.set("report", JSON.stringify({ ...row.report, picture_size: picture?.size ?? null, sent_at: new Date().toISOString() }));
  const patience = AbortSignal.timeout?.(45 * SECOND + (picture?.size ?? 0) / SLOWEST);
  return fetch(new URL("skicka/", new URL(row.door, location.origin)), {
    method: "POST", body, headers: { "X-Lykta-Report": "1", Accept: "application/json" },
    credentials: "same-origin", redirect: "manual", cache: "no-store", signal: patience,
  });
}

/** The receipt, and nothing of what was written. */
function sent(row, receipt) {
  const kept = Object.fromEntries(OF_RECEIPT.map((name) => [name, receipt[name] ?? null]));
  return { ...wiped(row), state: "sent", problem: "", message: "", receipt: receipt.id, sent: Date.now(), ...kept };
}

function wiped(row) { return { label: row.keptLabel, report: null, picture: null }; }

function later(row, problem, asked = 0) {
  const pause = Math.max(asked || 0, Math.min(5 * SECOND * 2 ** (row.tries - 1), LONGEST_PAUSE));
  return { state: "waiting", problem, message: "", next: Date.now() + pause };
}

// ---- What is kept, and for how long

/** Unsent reports are wiped after seven days, and the list says so; what is only told is gone after thirty. */
export async function tidy() {
  const now = Date.now();
  for (const row of await store.all()) {
    const ended = row.state === "sent" ? row.sent : row.wiped;
    if (ended && now - ended > TOLD_FOR) await store.change(row.key, () => null);
    else if (!ended && now - row.created > UNSENT_FOR) await store.change(row.key, expired);
  }
}

function expired(row) {
  if (!row || row.state === "sent" || row.wiped) return undefined;
  return { ...row, state: "refused", problem: "expired", message: "", ...wiped(row), wiped: Date.now() };
}

function mayEdit(row) {
  return Boolean(row?.report) && (row.state === "needs_change" || (row.state === "waiting" && !row.attempted));
}

function shown(row) {
  const { report, picture, lease, ...rest } = row;
  return { ...rest, hasPicture: Boolean(picture), mayEdit: mayEdit(row) };
}

/** As bytes: some browsers lose a Blob that is kept in a database. */
async function packed(picture) { return picture ? { bytes: await picture.arrayBuffer(), type: picture.type } : null; }
function unpacked(picture) { return picture ? new Blob([picture.bytes], { type: picture.type }) : null; }

async function keep(row) {
  try { await onDisk("readwrite", (rows) => rows.put(row)); memory.delete(row.key); return true; } catch { return false; }
}

// ---- The database; what it cannot take lives in the memory of this page

let opening = null;

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(ROWS, { keyPath: "key" });
    asked.onsuccess = () => {
      const database = asked.result;
      database.onclose = () => { opening = null; };
      database.onversionchange = () => { database.close(); opening = null; };
      resolve(database);
    };
    asked.onerror = () => reject(asked.error);
  }).catch((problem) => { opening = null; throw problem; });
  return opening;
}

/** One transaction, on the disk when it is done: the page says "saved" only after that. */
async function onDisk(mode, act) {
  const work = (await opened()).transaction(ROWS, mode, { durability: "strict" });
  const asked = act(work.objectStore(ROWS));
  return new Promise((resolve, reject) => {
    work.oncomplete = () => resolve(asked?.result);
    work.onabort = work.onerror = () => reject(work.error ?? asked?.error);
  });
}

const store = {
  async all() {
    const kept = await onDisk("readonly", (rows) => rows.getAll()).catch(() => []);
    return [...kept.filter((row) => !memory.has(row.key)), ...memory.values()];
  },
  async get(key) {
    return memory.get(key) ?? (await onDisk("readonly", (rows) => rows.get(key)).catch(() => undefined));
  },
  /** Reads and writes a row in one transaction. `act` answers the new row, null to delete, undefined to leave it. */
  async change(key, act) {
    if (memory.has(key)) return changeInMemory(key, act);
    let made;
    await onDisk("readwrite", (rows) => {
      const asked = rows.get(key);
      asked.onsuccess = () => {
        made = act(asked.result);
        if (made === null) rows.delete(key);
        else if (made !== undefined) rows.put(made);
      };
      return asked;
    });
    return made ?? null;
  },
};

function changeInMemory(key, act) {
  const made = act(memory.get(key));
  if (made === null) memory.delete(key);
  else if (made !== undefined) memory.set(key, made);
  return made ?? null;
}

// ---- When: at once, when coverage returns, when the page is looked at, by the worker, by the clock

function askToStay() { if (globalThis.document) navigator.storage?.persist?.().catch(() => {}); }

async function askForSync() {
  try {
    const registration = globalThis.registration ?? (await navigator.serviceWorker?.getRegistration());
    await registration?.sync?.register(TAG);
  } catch { /* a browser without it, or a person who has turned it off: the page sends */ }
}

async function setTimer() {
  if (!globalThis.document) return;
  clearTimeout(timer);
  const times = (await store.all()).filter((row) => row.state === "waiting" && Number.isFinite(row.next)).map((row) => row.next);
  if (times.length) timer = setTimeout(sendAll, Math.max(SECOND, Math.min(...times) - Date.now()));
}

if (globalThis.document) {
  addEventListener("online", () => sendAll({ insist: true }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
  addEventListener("pageshow", (event) => { if (event.persisted) sendAll({ insist: true }); });
  addEventListener("beforeunload", (event) => {
    if ([...memory.values()].some((row) => row.state === "waiting" || row.state === "sending")) event.preventDefault();
  });
  sendAll({ insist: true });
}
