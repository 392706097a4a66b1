// The review queue without waiting: the next report is fetched while the open one is read, a clear decision shows it at
// once, and the answer is looked at when it comes. Every form works without this script.
import { openMap } from "./map.js";
import { suggestPlaces } from "./place_names.js";

const bench = document.getElementById("workbench"), part = document.getElementById("panel-part"), rows = document.getElementById("rows");
const said = document.getElementById("said"), trouble = document.getElementById("trouble"), waiting = document.getElementById("waiting");
const HEADERS = { "X-Lykta-Panel": "1" };
const kept = new Map();       // pid → promise of the panel's HTML
const saving = new Map();     // pid → promise of the answer
let undo = null, picture = null;

const address = (pid) => bench.dataset.report.replace("PID", pid) + (bench.dataset.query ? `?${bench.dataset.query}` : "");
const panel = () => document.getElementById("panel");
const lineOf = (pid) => pid && rows?.querySelector(`li[data-pid="${CSS.escape(pid)}"]`);
const lines = () => [...(rows?.querySelectorAll("li[data-pid]") ?? [])];
const off = () => { try { return localStorage.getItem("lykta-shortcuts-off") !== null; } catch { return false; } };

function fetched(pid) {
  if (!kept.has(pid)) {
    const asked = fetch(address(pid), { headers: HEADERS }).then((answer) => { if (!answer.ok || answer.redirected) throw new Error(answer.status); return answer.text(); });
    kept.set(pid, asked);
    asked.catch(() => kept.delete(pid));
  }
  return kept.get(pid);
}

async function open(pid, { push = true, focus = true } = {}) {
  let html;
  try { html = await fetched(pid); } catch { location.href = address(pid); return; }
  kept.delete(pid);  // read again the next time: somebody else may have changed it
  part.innerHTML = html;
  if (push) history.pushState({ pid }, "", address(pid));
  arrived(focus);
}

function arrived(focus = true) {
  const now = panel();
  for (const line of lines()) line.toggleAttribute("aria-current", false);
  const line = lineOf(now?.dataset.pid);
  if (line) { line.setAttribute("aria-current", "true"); if (rows.scrollHeight > rows.clientHeight) rows.scrollTop += line.getBoundingClientRect().top - rows.getBoundingClientRect().top - 80; }
  if (focus) { document.getElementById("panel-h")?.focus({ preventScroll: true }); if (part.getBoundingClientRect().top < 0 || innerWidth < 992) part.scrollIntoView({ block: "start" }); }
  if (now?.dataset.next) fetched(now.dataset.next).catch(() => {});
  showOnMap();
}

function finished() {
  part.replaceChildren(document.getElementById("all-done").content.cloneNode(true));
  showOnMap();
}

function tell(message, undoWith) {
  trouble.hidden = true;
  said.hidden = false;
  said.querySelector("span").textContent = message;
  undo = undoWith;
  said.querySelector("[data-undo]").hidden = !undoWith;
}

function complain(message, pid, number) {
  said.hidden = true;
  trouble.hidden = false;
  const words = document.createElement("p");
  words.textContent = (pid ? bench.dataset.failed.replace("{number}", number) + " " : "") + message + " ";
  if (pid) {
    const link = document.createElement("a");
    link.href = address(pid); link.dataset.open = ""; link.textContent = bench.dataset.openAgain;
    words.append(link);
  }
  trouble.replaceChildren(words);
}

function count(n) {
  const words = waiting.dataset;
  waiting.textContent = n === 0 ? words.none : n === 1 ? words.one : words.many.replace("{n}", n);
}

async function freshRows() {
  const answer = await fetch(`${bench.dataset.rows}${bench.dataset.query ? `?${bench.dataset.query}` : ""}`, { headers: HEADERS });
  if (!answer.ok || answer.redirected || !rows) return;
  const ticked = new Set(lines().filter((line) => line.querySelector("input").checked).map((line) => line.dataset.pid));
  rows.innerHTML = await answer.text();
  for (const line of lines()) {
    if (ticked.has(line.dataset.pid)) line.querySelector("input").checked = true;
    if (saving.has(line.dataset.pid)) line.remove();
  }
  lineOf(panel()?.dataset.pid)?.setAttribute("aria-current", "true");
  drawPoints();
}

async function sent(form, submitter, pid, number) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter), headers: HEADERS });
  const type = answer.headers.get("Content-Type") ?? "";
  if (answer.redirected || !type.includes("json")) throw new Error(answer.status);
  return { ok: answer.ok, pid, number, ...(await answer.json()) };
}

function submit(form, submitter) {
  const now = panel(), { pid, number, next } = now?.contains(form) ? now.dataset : { pid: form.closest("[data-pid]")?.dataset.pid };
  const ahead = "onward" in form.dataset && next && kept.has(next) && !submitter?.value?.startsWith("this");
  const answer = sent(form, submitter, pid, number);
  saving.set(pid, answer);
  lineOf(pid)?.setAttribute("data-saving", "");
  answer.then((result) => settled(result, form, ahead), () => settled({ ok: false, pid, number, message: bench.dataset.lost }, form, ahead)).finally(() => saving.delete(pid));
  if (ahead) open(next);
}

function settled(result, form, wentAhead) {
  const line = lineOf(result.pid);
  line?.removeAttribute("data-saving");
  if (!result.ok) return failed(result, form, wentAhead);
  kept.delete(result.pid);
  tell(result.message, result.undo ? { pid: result.pid, version: result.version } : null);
  if (result.next !== result.pid) { line?.remove(); drawPoints(); }
  count(result.waiting);
  if (lines().length < Math.min(20, result.waiting)) freshRows();
  if (!wentAhead) { if (result.next) open(result.next); else finished(); }
}

function failed(result, form, wentAhead) {
  if (form.isConnected && panel()?.contains(form)) {
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    const error = result.field && form.querySelector(".error");
    if (error) {
      error.textContent = result.message; error.hidden = false;
      const field = form.querySelector("textarea");
      field.setAttribute("aria-invalid", "true"); field.closest(".field").classList.add("has-error"); field.focus();
      return;
    }
  }
  complain(result.message, wentAhead || result.pid ? result.pid : null, result.number);
}

async function takeBack() {
  if (!undo) return;
  const { pid, version } = undo, token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  undo = null;
  const body = new FormData();
  for (const [name, value] of Object.entries({ act: "undo", version, csrfmiddlewaretoken: token })) body.set(name, value);
  let result;
  try {
    const answer = await fetch(address(pid), { method: "POST", body, headers: HEADERS });
    result = { ok: answer.ok, ...(await answer.json()) };
  } catch { complain(bench.dataset.lost); return; }
  if (!result.ok) { complain(result.message, pid, result.number); return; }
  kept.clear();
  tell(result.message, null);
  count(result.waiting);
  await freshRows();
  await open(pid);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.act || !form.closest("#panel")) return;
  event.preventDefault();
  if (!saving.has(panel().dataset.pid)) submit(form, event.submitter);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) { takeBack(); return; }
  const link = event.target.closest("a[data-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  trouble.hidden = true;
  open(new URL(link.href).pathname.split("/").at(-2));
});
addEventListener("popstate", () => {
  const pid = location.pathname.split("/").at(-2);
  if (pid && pid !== "granska") open(pid, { push: false }); else location.reload();
});
addEventListener("beforeunload", (event) => { if (saving.size) event.preventDefault(); });

function step(by) {
  const all = lines(), at = all.indexOf(lineOf(panel()?.dataset.pid));
  const to = at < 0 ? all[0] : all[at + by];
  if (to) open(to.dataset.pid); else panel()?.querySelector(`a[data-key="${by > 0 ? "j" : "k"}"]`)?.click();
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || off() || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, button, a, summary, canvas, [contenteditable]")) return;
  if (event.key === "ArrowDown") { event.preventDefault(); step(1); }
  if (event.key === "ArrowUp") { event.preventDefault(); step(-1); }
  if (event.key === "Enter" && !event.repeat) { event.preventDefault(); document.getElementById("approve")?.click(); }
  if (event.key === "x") { const box = lineOf(panel()?.dataset.pid)?.querySelector("input"); if (box) { box.checked = !box.checked; picked(); } }
});

// Several at once
const pickAll = document.getElementById("pick-all"), words = document.getElementById("picked-words"), bulk = document.getElementById("bulk");
function picked() {
  const n = lines().filter((line) => line.querySelector("input").checked).length;
  if (words) words.textContent = n ? `(${words.dataset.words.replace("{n}", n)})` : "";
}
rows?.addEventListener("change", picked);
if (pickAll) { pickAll.hidden = false; pickAll.addEventListener("click", () => { const boxes = lines().map((line) => line.querySelector("input")), all = boxes.every((box) => box.checked); for (const box of boxes) box.checked = !all; picked(); }); }
if (bulk) {
  const needed = { category: ["category"], place: ["place"], out_of_scope: ["note"], approve: [] };
  const show = () => { for (const name of ["category", "place", "note"]) bulk.elements[name].closest(".field").hidden = !needed[bulk.elements.act.value].includes(name); };
  bulk.elements.act.addEventListener("change", show); show();
}
for (const input of document.querySelectorAll("input[list=place-names]")) suggestPlaces(input);

// The map shows what the list shows; the open report is marked.
const points = () => ({ type: "FeatureCollection", features: lines().filter((line) => line.dataset.lon).map((line) => ({ type: "Feature", properties: { pid: line.dataset.pid }, geometry: { type: "Point", coordinates: [Number(line.dataset.lon), Number(line.dataset.lat)] } })) });
function drawPoints() { picture?.map.getSource("waiting")?.setData(points()); }
function showOnMap() {
  const now = panel()?.dataset;
  if (picture && now?.lon) { const at = [Number(now.lon), Number(now.lat)], seen = picture.map.getBounds().contains(at); if (seen) picture.put(at); else picture.mark(at); }
}
const element = document.getElementById("review-map");
openMap(element).then(({ map, mark, marker }) => {
  const draw = () => {
    map.addSource("waiting", { type: "geojson", data: points() });
    map.addLayer({ id: "waiting", source: "waiting", type: "circle", paint: { "circle-color": "#f2b01e", "circle-radius": 7, "circle-stroke-color": "#10243e", "circle-stroke-width": 2 } });
    map.on("click", "waiting", (event) => open(event.features[0].properties.pid));
    map.on("mouseenter", "waiting", () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", "waiting", () => { map.getCanvas().style.cursor = ""; });
  };
  if (map.isStyleLoaded()) draw(); else map.once("load", draw);
  picture = { map, mark, put: (at) => (marker ? marker.setLngLat(at).addTo(map) : mark(at)) };
  showOnMap();
}).catch(() => { element.hidden = true; });  // no WebGL: the list beside it says the same

history.replaceState({ pid: panel()?.dataset.pid }, "");
arrived(false);
bench.dataset.ready = "";
