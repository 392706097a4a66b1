// Reporting on a phone: one question per screen, sent through the queue, so that it works without coverage too.
// The data stands in the page (json_script "basis") or, in a page kept for use without coverage, in underlag.json.
import { choice, el, fill, inWords, memory, withNumbers } from "./parts.js";
import { when } from "./when.js";
import { where } from "./where.js";
import { tell } from "./tell.js";
import { coming } from "./coming.js";

const app = document.getElementById("app"), plain = document.getElementById("plain");
const door = app.dataset.door, STEPS = ["what", "where", "when", "tell"];
const screens = { what, kinds, reasons, where, when, tell, coming, instead, sent };
let loading = null;
const later = { queue: null, places: [], screened: () => (loading ??= screening()) };  // what is fetched when the form can be used already
let basis, words, remembered, draft, shown = null;

async function start() {
  try {
    basis = JSON.parse(document.getElementById("basis")?.textContent || "null") ?? await fetched("underlag.json");
  } catch { plain.classList.remove("until-script"); return; }  // the plain form is there
  words = basis.texts;
  remembered = memory(basis.actor);
  draft = blank();
  plain.remove();
  app.hidden = false;
  history.replaceState({ screen: "what" }, "");
  show("what", { move: false });
  addEventListener("popstate", ({ state }) => show(state?.screen in screens ? state.screen : "what"));
  app.dataset.ready = "";
  performance.mark("lykta-usable");
  document.readyState === "complete" ? setTimeout(afterwards) : addEventListener("load", () => setTimeout(afterwards));
}

async function fetched(file) {
  const answer = await fetch(door + file, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.json();
}

/** What the first question does not need. Each may fail by itself: the form goes on without it. */
async function afterwards() {
  later.queue ??= import("./queue.js");
  import("./install.js").catch(() => {});
  import("./queue_list.js").then(({ mountQueue }) => mountQueue(document.getElementById("queue"), { open, actor: basis.actor })).catch(() => {});
  later.screened();
  try { later.places = (await fetched(`platser.json?v=${basis.version}`)).places; app.dataset.places = ""; } catch { later.places = null; }
}

async function screening() {
  try {
    const found = await import("../screening/screening.js");
    await found.load();
    return found;
  } catch { loading = null; return null; }  // asked again when there is a text; the server screens all the same
}

// ---- The report in the making

function blank(kept = {}) {
  const made = { kind: "incident", category: null, top: null, reasons: [], place: null, point: null, place_text: "", when: null, observation: "own",
    certainty: "sure", felt_unsafe: false, reported_to: [], text: "", picture: null, shift: random(), written: null, replaces: "", problem: null };
  return { ...made, ...kept };
}

function random() { return Array.from(crypto.getRandomValues(new Uint8Array(9)), (n) => n.toString(36)).join(""); }

function* every(nodes = basis.categories, top = null) {
  for (const node of nodes) { yield [node, top ?? node]; yield* every(node.children, top ?? node); }
}

function choose(code) {
  const [node, top] = [...every()].find(([each]) => each.code === code) ?? [];
  draft.category = node ?? null;
  draft.top = top ?? null;
  draft.reasons = node && top !== node && top.takes_reasons ? [code] : [];
}

/** As the contract of skicka/ has it. One reason is the kind itself; several stand under their kind. */
function report() {
  const { category, top, reasons, place, point, when: time, picture, problem, replaces, written, ...plainly } = draft;
  const code = top?.takes_reasons ? (reasons.length === 1 ? reasons[0] : top.code) : category?.code;
  return {
    ...plainly, ticket: basis.ticket, written_at: written ?? new Date().toISOString(), category: code, reasons, place: place?.id ?? null,
    lon: point?.lon ?? null, lat: point?.lat ?? null, accuracy_m: point?.accuracy ?? null,
    when: { kind: time?.kind ?? "now", from: time?.from?.toISOString() ?? null, to: time?.to?.toISOString() ?? null },
  };
}

function label() { return draft.kind === "incident" ? [kindWords(), placeWords()].filter(Boolean).join(", ") : ""; }
function kindWords() {
  if (!draft.category) return "";
  const chosen = draft.top.takes_reasons ? draft.top.children.filter((child) => draft.reasons.includes(child.code)).map((child) => child.label) : [];
  return chosen.join(", ") || draft.category.label;
}
function placeWords() {
  if (draft.place) return draft.place.name;
  if (draft.point) return draft.point.accuracy === undefined ? words.on_map : words.position_short;
  return draft.place_text;
}
function whenWords() {
  const time = draft.when;
  if (!time) return "";
  if (time.label) return time.label;
  return time.kind === "interval" ? fill(words.interval, { from: inWords(time.from), to: inWords(time.to) }) : inWords(time.from);
}

/** A report that waits, or that the server asked to change, back in the form. */
function open(item) {
  const told = item.report, find = (id) => later.places?.find((row) => row[0] === id);
  draft = blank({ kind: told.kind, replaces: item.key, written: told.written_at, shift: told.shift, problem: item.message ? { field: item.field, message: item.message } : null });
  for (const name of ["place_text", "observation", "certainty", "felt_unsafe", "reported_to", "text", "title", "expected_visitors", "note"]) if (told[name] !== undefined) draft[name] = told[name];
  if (told.kind === "incident") {
    choose(told.category);
    if (told.reasons.length) draft.reasons = told.reasons;
    const row = told.place && find(told.place);
    draft.place = row ? { id: row[0], name: row[1], lon: row[2], lat: row[3] } : null;
    if (told.lon !== null) draft.point = { lon: told.lon, lat: told.lat, accuracy: told.accuracy_m ?? undefined };
    const { kind, from, to } = told.when;
    draft.when = kind === "now" ? { kind: "time", from: new Date(told.written_at) } : { kind, from: new Date(from), to: to ? new Date(to) : null };
    draft.picture = item.picture ? { picture: item.picture, address: URL.createObjectURL(item.picture) } : null;
  } else { draft.starts = told.starts && new Date(told.starts); draft.ends = told.ends && new Date(told.ends); }
  const opens = { category: "what", place: "where", place_text: "where", when: "when" };
  go(told.kind === "coming" ? "coming" : opens[item.field] ?? "tell");
}

// ---- From screen to screen

function go(name) { history.pushState({ screen: name }, ""); show(name); }

/** Builds the screen anew from the draft. A screen is {title, about, body, next}: `next` {label, act} fills the bar. */
function show(name, { move = true } = {}) {
  shown = name;
  const made = screens[name](context), at = STEPS.indexOf({ kinds: "what", reasons: "what" }[name] ?? name);
  const title = el("h1", { tabindex: "-1" }, made.title);
  const said = draft.problem && el("p", { class: "notice", "data-kind": "ask", role: "alert" }, draft.problem.message);
  const head = el("div", { class: "head" }, at >= 0 && el("p", { class: "step" }, fill(words.step, { step: at + 1, all: STEPS.length })), title,
    made.about && el("p", { class: "hint" }, made.about), at > 0 && chips(STEPS[at]));
  const error = el("p", { class: "error", role: "alert", id: "missing", hidden: true });
  app.replaceChildren(...[head, said, made.body, error, made.next !== null && bar(name, made.next)].filter(Boolean));
  app.dataset.screen = name;
  document.getElementById("queue").classList.toggle("aside", !["what", "sent"].includes(name));
  made.ready?.();
  if (move) { scrollTo(0, 0); title.focus({ preventScroll: true }); }
}

function bar(name, next) {
  const back = name !== "what" && el("button", { type: "button", class: "back", onclick: () => history.back() }, words.back);
  const go_on = next && el("button", { type: "button", class: next.quiet ? "nil" : "go", "data-go": !next.quiet, onclick: next.act, hidden: next.hidden }, next.label);
  return el("div", { class: "bar" }, back, go_on);
}

/** What is chosen so far; a tap goes back to it. */
function chips(now) {
  const told = { what: kindWords(), where: placeWords(), when: whenWords() };
  const before = Object.entries(told).filter(([step, text]) => text && STEPS.indexOf(step) < STEPS.indexOf(now));
  return before.length > 0 && el("div", { class: "chips" }, before.map(([step, text]) => el("button", { type: "button", onclick: () => go(step), "aria-label": fill(words.change, { what: text }) }, text)));
}

function missing(message, focus) {
  const error = document.getElementById("missing");
  error.textContent = message;
  error.hidden = false;
  focus?.focus();
  error.scrollIntoView?.({ block: "nearest" });
}

/** Forward, past what is filled in already: opened to be changed, or another report after a shift. */
function onwards(from) {
  draft.problem = null;
  const next = STEPS[STEPS.indexOf(from) + 1];
  go(next);
}

const context = {
  get draft() { return draft; }, get words() { return words; }, get basis() { return basis; }, get remembered() { return remembered; }, later, missing, go, onwards, send, showAgain: () => show(shown, { move: false }),
  placesOffered() {
    const seen = new Map();
    for (const place of [...(draft.place ? [draft.place] : []), ...(basis.usual?.places ?? []), ...remembered.places()]) if (!seen.has(place.id)) seen.set(place.id, place);
    return [...seen.values()].slice(0, 5);
  },
};

// ---- What

function what() {
  const codes = new Map([...every()].map(([node]) => [node.code, node]));
  const usual = [...new Set([...(basis.usual?.categories ?? []), ...remembered.kinds()])].filter((code) => codes.has(code)).slice(0, 4);
  const pick = (node, isUsual) => () => {
    choose(node.code);
    if (node.takes_reasons) go("reasons");
    else if (!isUsual && node.children.length) go("kinds");
    else onwards("what");
  };
  const nil = { label: fill(words.nil, { week: basis.nil.label }), act: sendNil, quiet: true };
  return {
    title: words.what,
    body: el("div", { class: "body" },
      usual.length > 0 && el("section", { class: "usual" }, el("h2", {}, words.usual), el("div", { class: "choices pairs" }, usual.map((code) => choice(codes.get(code).label, pick(codes.get(code), true))))),
      el("section", {}, usual.length > 0 && el("h2", {}, words.all), el("div", { class: "choices pairs" }, basis.categories.map((node) => choice(node.label, pick(node, false))))),
      el("section", { class: "others" }, basis.nil.is_sent && el("p", { class: "hint" }, fill(words.nil_sent, { week: basis.nil.label })), el("button", { type: "button", class: "choice plain", onclick: () => { draft = blank({ kind: "coming", shift: draft.shift }); go("coming"); } }, words.coming)),
      el("details", {}, el("summary", {}, words.urgent), el("ul", {}, [1, 2, 3, 4, 5].map((n) => el("li", {}, withNumbers(words[`urgent_${n}`]))))),
      basis.focus_areas.length > 0 && el("details", {}, el("summary", {}, words.instead), el("div", { class: "choices" }, basis.focus_areas.map((area) => choice(area.label, () => { draft.area = area; go("instead"); }))))),
    next: draft.category ? { label: words.next, act: () => onwards("what") } : basis.nil.is_sent ? null : nil,
  };
}

function kinds() {
  const top = draft.top;
  if (!top) return what();
  const pick = (code) => () => { choose(code); onwards("what"); };
  return {
    title: top.label, about: top.definition,
    body: el("div", { class: "body low" }, el("div", { class: "choices" }, top.children.map((child) => choice(child.label, pick(child.code), { about: child.definition })), choice(words.unsure, pick(top.code)))),
  };
}

function reasons() {
  const top = draft.top;
  if (!top) return what();
  const flip = (code) => { draft.reasons = draft.reasons.includes(code) ? draft.reasons.filter((each) => each !== code) : [...draft.reasons, code]; };
  const button = (child) => choice(child.label, ({ currentTarget }) => { flip(child.code); currentTarget.setAttribute("aria-pressed", String(draft.reasons.includes(child.code))); }, { pressed: draft.reasons.includes(child.code) });
  return {
    title: words.reasons, about: words.reasons_about,
    body: el("div", { class: "body low" }, el("div", { class: "choices pairs" }, top.children.map(button))),
    next: { label: words.next, act: () => onwards("what") },
  };
}

function instead() {
  const area = draft.area ?? basis.focus_areas[0];
  return { title: area.label, about: words.instead_about, body: el("div", { class: "body" }, el("p", { class: "lead" }, withNumbers(area.guidance))) };
}

// ---- Sent

let last = null;  // {key, guidance, again}

async function send(more = false) {
  let queue;
  try { queue = await (later.queue ??= import("./queue.js")); } catch { later.queue = null; missing(words.failed); return; }
  const { add, newKey } = queue;
  const made = { ...report(), key: draft.replaces || newKey() };
  const item = await add(made, draft.picture?.picture ?? null, door, { label: label(), keptLabel: draft.kind === "incident" ? kindWords() : "", actor: basis.actor, replaces: draft.replaces });
  if (draft.kind === "incident") remembered.keep(made.category, draft.place);
  last = { key: item.key, guidance: draft.kind === "incident" ? draft.top?.guidance : "", kind: draft.kind };
  const { place, point, place_text, shift } = draft, time = draft.when?.kind === "now" ? null : draft.when;
  last.kept = { place, point, place_text, shift, when: time };
  if (draft.picture?.address) URL.revokeObjectURL(draft.picture.address);
  if (more) { another(); return; }
  draft = blank({ shift });
  go("sent");
}

function another() {
  draft = blank(last.kept ?? {});
  go("what");
}

function sendNil() {
  draft = blank({ kind: "nil", shift: draft.shift });
  basis.nil = { ...basis.nil, is_sent: true };
  send();
}

/** The receipt: what the phone has done at once, and the number as soon as the server has answered. */
function sent() {
  if (!last) return what();
  const line = el("p", { class: "lead" }, words.saved), next = el("p", {}), box = el("div", { class: "notice", "data-kind": "good", role: "status" }, line, next);
  const again = el("div", { class: "choices" });
  const draw = async (queue) => {
    const item = (await queue.all()).find((each) => each.key === last.key);
    if (!item || !box.isConnected) return;
    const offline = navigator.onLine === false || item.problem === "network";
    line.textContent = item.state === "sent" ? item.sentence : item.state === "sending" ? words.sending : item.state === "waiting" ? (offline ? words.saved : item.message || words.waits) : item.message;
    next.textContent = item.state === "sent" ? item.next_sentence ?? "" : "";
    box.dataset.kind = ["needs_change", "refused"].includes(item.state) ? "ask" : "good";
    box.dataset.state = item.state;
    again.replaceChildren(...(item.mayEdit && item.state === "needs_change" ? [choice(words.open, async () => { const opened = await queue.edit(item.key); if (opened) open(opened); })] : []));
  };
  return {
    title: words.thanks,
    body: el("div", { class: "body" }, box, last.guidance && el("p", { class: "notice", "data-kind": "ask" }, withNumbers(last.guidance)), again,
      el("div", { class: "choices ends" }, choice(words.another, another), el("a", { class: "choice", href: door.replace("rapportera/", "mina-rapporter/") }, el("span", {}, words.done)))),
    next: null,
    ready() { later.queue?.then((queue) => { const stop = queue.onChange(() => { if (box.isConnected) draw(queue); else stop(); }); draw(queue); }); },
  };
}

start();
