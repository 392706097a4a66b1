// Place search while one types, and the map. Without this script the search is a button and the map is not there.
const settings = JSON.parse(document.getElementById("map-settings").textContent);
const form = document.getElementById("resident");
const { lon, lat, search, find } = form.elements;
const places = document.getElementById("id_place"), foundSaid = document.getElementById("found-said");
const map = document.getElementById("pick-map"), said = document.getElementById("position-said"), away = document.getElementById("take-away-point");
let picker = null, rows = null, waiting = 0;

document.getElementById("errors")?.focus();
find.hidden = true;

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
async function known() {
  rows ??= fetch(settings.places).then((answer) => answer.json()).then((answer) => answer.places);
  return rows;
}

async function look() {
  const wanted = folded(search.value), words = wanted.split(" ").filter(Boolean);
  const kept = [...places.querySelectorAll("input:checked")].filter((input) => input.value).map((input) => input.closest("label"));
  if (wanted.length < 2) { show(kept, ""); return; }
  const rank = (row) => (row[4].startsWith(wanted) ? 0 : 1) * 1000 + row[1].length;
  const found = (await known()).filter((row) => words.every((word) => row[4].includes(word))).sort((a, b) => rank(a) - rank(b)).slice(0, 6);
  const chosen = kept.map((label) => label.querySelector("input").value);
  show([...kept, ...found.filter((row) => !chosen.includes(row[0])).map(choice)], found.length ? "" : search.dataset.none);
}

function show(labels, words) {
  places.replaceChildren(...labels);
  places.closest("fieldset").toggleAttribute("data-empty", labels.length === 0);
  foundSaid.textContent = words;
}

function choice([id, name, x, y]) {
  const label = document.createElement("label"), input = document.createElement("input"), words = document.createElement("span");
  Object.assign(input, { type: "radio", name: "place", value: id });
  Object.assign(input.dataset, { lon: x, lat: y });
  words.textContent = name;
  label.append(input, words);
  return label;
}

search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 150); });
search.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); look(); } });
places.addEventListener("change", (event) => {
  takeAway();
  if (event.target.dataset.lon) picker?.mark([Number(event.target.dataset.lon), Number(event.target.dataset.lat)]);
});

function point([x, y]) {
  lon.value = x.toFixed(6); lat.value = y.toFixed(6);
  for (const input of places.querySelectorAll("input:checked")) input.checked = false;
  picker.mark([x, y]);
  said.textContent = isOutside(x, y) ? map.dataset.outside : map.dataset.chosen;
  away.hidden = false;
}
function isOutside(x, y) {
  if (!settings.bounds) return false;
  const [west, south, east, north] = settings.bounds;
  return x < west - 0.35 || x > east + 0.35 || y < south - 0.18 || y > north + 0.18;
}
function takeAway() {
  lon.value = lat.value = ""; said.textContent = ""; away.hidden = true;
  picker?.clear();
}
away.addEventListener("click", () => { takeAway(); map.querySelector("canvas")?.focus(); });

async function startMap() {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: settings.style }));
  const { openMap } = await import("./map.js");
  document.getElementById("on-map").hidden = false;
  picker = await openMap(map, { pick: point });
  picker.map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); point(picker.map.getCenter().toArray()); }
  });
  const chosen = places.querySelector("input:checked");
  if (lon.value && lat.value) picker.mark([Number(lon.value), Number(lat.value)]);
  else if (chosen?.dataset.lon) picker.mark([Number(chosen.dataset.lon), Number(chosen.dataset.lat)]);
}
// The form is usable first. No WebGL: the search and the words say the same.
addEventListener("load", () => startMap().catch(() => { document.getElementById("on-map").hidden = true; }));
