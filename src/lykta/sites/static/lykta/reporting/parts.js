// What the steps are built of: elements, the phone's own memory of places and kinds, and times in words.

/** el("button", { class: "choice", onclick, "aria-pressed": "true" }, "text", child, …) */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A large button; `about` is a quiet second line. */
export function choice(label, onclick, { about = "", pressed } = {}) {
  const isLong = label.split(" ").some((word) => word.length > 15);  // "Otrygghetsskapande" in half a phone's width
  return el("button", { type: "button", class: isLong ? "choice long" : "choice", onclick, "aria-pressed": pressed === undefined ? null : String(pressed) },
    el("span", {}, label), about && el("small", {}, about));
}

/** A row of choices of which one holds. `change` is told the value. */
export function segments(label, options, value, change) {
  const name = `s${Math.random().toString(36).slice(2)}`;
  return el("fieldset", { class: "segments" }, el("legend", {}, label), el("div", {}, options.map(([key, words]) => el("label", {},
    el("input", { type: "radio", name, value: key, checked: key === value, onchange: () => change(key) }), el("span", {}, words)))));
}

export function toggle(label, pressed, change) {
  const input = el("input", { type: "checkbox", checked: pressed, onchange: () => change(input.checked) });
  return el("label", { class: "toggle" }, input, el("span", {}, label));
}

export function fill(words, values) { return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole); }

/** Numbers that one rings become links: "Ring 112". */
export function withNumbers(text) {
  return text.split(/((?:020|0\d{1,2})-[\d ]{5,}\d|114 14|\b112\b)/).map((part, i) => (i % 2 ? el("a", { href: `tel:${part.replace(/[^\d]/g, "")}` }, part) : part));
}

/** As the server folds a name to search in it: "Södra  Älvgatan" becomes "sodra alvgatan". */
export function folded(text) {
  return text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Places whose name holds every word, those that begin with the text first. Rows as in platser.json. */
export function searched(rows, text, most = 6) {
  const wanted = folded(text), words = wanted.split(" ").filter(Boolean);
  if (!words.length) return [];
  const rank = (row) => { const name = folded(row[1]); return name.startsWith(wanted) ? 0 : row[4].startsWith(wanted) ? 1 : ` ${name}`.includes(` ${wanted}`) ? 2 : 3; };
  return rows.filter((row) => words.every((word) => row[4].includes(word)))
    .map((row) => [rank(row), row[1].length, row]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, most)
    .map(([, , [id, name, lon, lat]]) => ({ id, name, lon, lat }));
}

// ---- What this phone remembers: kinds and places, how often; never a word that was written

export function memory(actor) {
  const name = `lykta-usual:${actor}`;
  const read = () => { try { return JSON.parse(localStorage.getItem(name)) ?? {}; } catch { return {}; } };
  const most = (counts = {}) => Object.entries(counts).sort((a, b) => b[1].n - a[1].n || b[1].at - a[1].at);
  const counted = (counts = {}, key, more) => {
    const grown = { ...counts, [key]: { ...more, n: (counts[key]?.n ?? 0) + 1, at: Date.now() } };
    return Object.fromEntries(most(grown).slice(0, 20));
  };
  return {
    kinds: () => most(read().kinds).map(([code]) => code),
    places: () => most(read().places).map(([id, { name, lon, lat }]) => ({ id, name, lon, lat })),
    keep(code, place) {
      const now = read();
      const next = { kinds: counted(now.kinds, code, {}), places: place?.id ? counted(now.places, place.id, { name: place.name, lon: place.lon, lat: place.lat }) : now.places };
      try { localStorage.setItem(name, JSON.stringify(next)); } catch { /* a full or private phone forgets */ }
    },
  };
}

// ---- Times

const language = document.documentElement.lang || "sv";

/** "fredag 18", "fredag 18.30"; with the date where it lies more than six days off. */
export function inWords(time) {
  const far = Math.abs(Date.now() - time) > 6 * 864e5;
  const day = new Intl.DateTimeFormat(language, far ? { weekday: "long", day: "numeric", month: "long" } : { weekday: "long" }).format(time);
  const clock = `${String(time.getHours()).padStart(2, "0")}${time.getMinutes() ? `.${String(time.getMinutes()).padStart(2, "0")}` : ""}`;
  return `${day} ${far ? "kl. " : ""}${clock}`;
}

/** The day `back` days ago at `hour`. */
export function at(now, back, hour) { return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hour); }

/** For an input of type datetime-local. */
export function local(time) { return new Date(time - time.getTimezoneOffset() * 6e4).toISOString().slice(0, 16); }
