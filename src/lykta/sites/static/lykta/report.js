// One question per screen. Without this script the same form stands on one page.
import { openMap } from "./map.js";

const form = document.getElementById("report");
const steps = [...form.querySelectorAll("[data-step]")];
const words = document.getElementById("step-words").dataset.words;
const back = form.querySelector("[data-back]"), next = form.querySelector("[data-next]"), send = form.querySelector("[data-send]");
const lon = form.elements.lon, lat = form.elements.lat, said = document.getElementById("position-said");
let at = Math.max(0, steps.findIndex((step) => step.querySelector(".error:not([hidden])")));
let picker = null;

for (const part of document.querySelectorAll(".with-script")) part.hidden = false;
for (const part of document.querySelectorAll(".no-script")) part.hidden = true;

function show(index, move = true) {
  at = index;
  steps.forEach((step, i) => { step.hidden = i !== at; });
  const count = steps[at].querySelector(".step-count");
  count.hidden = false;
  count.textContent = words.replace("{step}", at + 1).replace("{all}", steps.length);
  back.hidden = at === 0;
  next.hidden = at === steps.length - 1;
  for (const part of document.querySelectorAll(".first-step")) part.hidden = at > 0;
  send.hidden = at !== steps.length - 1;
  if (at === 1 && !picker) startPicker();
  if (move) { steps[at].querySelector("h2").setAttribute("tabindex", "-1"); steps[at].querySelector("h2").focus(); scrollTo(0, 0); }
}

async function startPicker() {
  const element = document.getElementById("pick-map");
  picker = await openMap(element, { pick: (point) => choosePoint(point, element.dataset.chosen) });
  if (lon.value && lat.value) picker.mark([Number(lon.value), Number(lat.value)]);
}

function choosePoint([x, y], words) {
  lon.value = x.toFixed(6); lat.value = y.toFixed(6);
  said.textContent = words;
  picker?.mark([x, y]);
}

function choosePlace(input) {
  lon.value = ""; lat.value = "";
  said.textContent = "";
  picker?.mark([Number(input.dataset.lon), Number(input.dataset.lat)]);
}

back.addEventListener("click", () => show(at - 1));
next.addEventListener("click", () => {
  const missing = at === 0 && !form.querySelector("input[name=category]:checked");
  document.getElementById("choose-kind").hidden = !missing;
  if (missing) { steps[0].querySelector("h2").scrollIntoView(); form.querySelector("input[name=category]").focus({ preventScroll: true }); } else show(at + 1);
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.tagName === "INPUT" && at < steps.length - 1) { event.preventDefault(); if (event.target.type !== "search") show(at + 1); }
});
form.addEventListener("change", (event) => {
  if (event.target.name === "place" && event.target.checked) choosePlace(event.target);
});

document.getElementById("my-position").addEventListener("click", (event) => {
  const button = event.currentTarget;
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => { button.removeAttribute("aria-busy"); clearPlaces(); choosePoint([coords.longitude, coords.latitude], document.getElementById("pick-map").dataset.chosen); },
    () => { button.removeAttribute("aria-busy"); said.textContent = button.dataset.failed; },
    { enableHighAccuracy: true, timeout: 10000 },
  );
});
function clearPlaces() { for (const radio of form.querySelectorAll("input[name=place]")) radio.checked = false; }

const search = document.getElementById("place-search"), results = document.getElementById("place-results");
let waiting = 0;
search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 150); });
async function find() {
  const text = search.value.trim();
  if (text.length < 2) { results.replaceChildren(); return; }
  const answer = await fetch(`${search.dataset.url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { places } = await answer.json();
  results.replaceChildren(...places.map(choice));
  if (!places.length) { const p = document.createElement("p"); p.textContent = search.dataset.none; results.append(p); }
}
function choice(place) {
  const label = document.createElement("label"), input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "place", value: place.id });
  Object.assign(input.dataset, { lon: place.lon, lat: place.lat });
  label.append(input, ` ${place.name}`);
  return label;
}
show(at, false);
