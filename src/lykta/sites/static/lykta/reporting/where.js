// Where: a usual place, the phone's position, a name, a tap on the map, or words.
import { choice, el, fill, searched } from "./parts.js";

export function where({ draft, words, later, placesOffered, missing, onwards }) {
  const said = el("p", { class: "hint", role: "status" }), results = el("div", { class: "choices" }), mapBox = el("div", { class: "map-box", hidden: true });
  const text = el("input", { id: "place-text", maxlength: 120, value: draft.place_text, "aria-describedby": "place-text-about", autocomplete: "off", enterkeyhint: "next", oninput: () => { draft.place_text = text.value; may(); } });
  const search = el("input", { id: "place-search", type: "search", autocomplete: "off", enterkeyhint: "search", oninput: find });
  const take = (place) => () => { draft.place = place; draft.point = null; onwards("where"); };
  const offered = placesOffered();

  function may() { document.querySelector("[data-go]").hidden = !has(); }
  function has() { return Boolean(draft.place || draft.point || draft.place_text.trim()); }

  function find() {
    const wanted = search.value.trim();
    if (wanted.length < 2) { results.replaceChildren(); said.textContent = ""; return; }
    if (!later.places?.length) { said.textContent = words.places_later; return; }
    const found = searched(later.places, wanted);
    results.replaceChildren(...found.map((place) => choice(place.name, take(place))));
    said.textContent = found.length ? fill(words.found, { n: found.length }) : words.none;
  }

  function position({ currentTarget }) {
    currentTarget.setAttribute("aria-busy", "true");
    said.textContent = words.asking;
    const failed = () => { currentTarget.removeAttribute("aria-busy"); said.textContent = words.no_position; };
    if (!navigator.geolocation) { failed(); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      draft.point = { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy) };
      draft.place = null;
      said.textContent = fill(words.within, { metres: draft.point.accuracy });
      onwards("where");
    }, failed, { enableHighAccuracy: true, timeout: 10000, maximumAge: 15000 });
  }

  async function showMap({ currentTarget }) {
    currentTarget.hidden = true;
    mapBox.hidden = false;
    const box = el("div", { class: "pick-map", id: "pick-map", role: "region", "aria-label": words.map_label });
    mapBox.replaceChildren(box);
    try {
      const style = el("link", { rel: "stylesheet", href: new URL("../../vendor/maplibre/maplibre-gl.css", import.meta.url).href });
      document.head.append(style);
      const { openMap } = await import("../map.js");
      const pick = ([lon, lat]) => { draft.point = { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) }; draft.place = null; opened.mark([lon, lat]); said.textContent = words.on_map; may(); };
      const opened = await openMap(box, { pick });
      mapBox.append(el("button", { type: "button", class: "choice plain", onclick: () => { const { lng, lat } = opened.map.getCenter(); pick([lng, lat]); } }, words.map_middle));
      box.scrollIntoView({ block: "center" });
    } catch { mapBox.replaceChildren(el("p", { class: "hint" }, words.no_map)); }
  }

  const next = () => (has() ? onwards("where") : missing(words.need_place, search));
  const entered = (event) => { if (event.key === "Enter") { event.preventDefault(); next(); } };
  text.addEventListener("keydown", entered);
  return {
    title: words.where,
    body: el("div", { class: "body low" },
      offered.length > 0 && el("section", { class: "usual" }, el("h2", {}, words.usual_places), el("div", { class: "choices pairs" }, offered.map((place) => choice(place.name, take(place), { pressed: draft.place?.id === place.id ? true : undefined })))),
      el("label", { for: "place-search" }, words.search), search, said, results,
      el("div", { class: "choices pairs" }, choice(words.my_position, position), choice(words.map, showMap)), mapBox,
      el("label", { for: "place-text" }, words.in_words), el("p", { class: "hint", id: "place-text-about" }, words.in_words_about), text),
    next: { label: words.next, act: next, hidden: !has() },
  };
}
