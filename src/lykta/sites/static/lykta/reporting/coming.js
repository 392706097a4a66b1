// What is going to happen: a market, a match, the last day of school.
import { el, local, searched } from "./parts.js";

export function coming({ draft, words, later, missing, send, placesOffered }) {
  const day = new Date(), soon = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 17), end = new Date(soon.getTime() + 3 * 36e5);
  const title = el("input", { id: "title", maxlength: 120, value: draft.title ?? "", "aria-describedby": "title-about" });
  const starts = time("starts", draft.starts || soon), ends = time("ends", draft.ends || end);
  const place = el("input", { id: "coming-place", maxlength: 120, list: "coming-places", autocomplete: "off", value: draft.place?.name ?? draft.place_text, oninput: offer });
  const list = el("datalist", { id: "coming-places" }, placesOffered().map(({ name }) => el("option", { value: name })));
  const visitors = el("input", { id: "visitors", inputmode: "numeric", maxlength: 7, value: draft.expected_visitors ?? "" });
  const note = el("textarea", { id: "note", rows: 2, maxlength: 1000, value: draft.note ?? "" });

  function time(id, value) { return el("input", { type: "datetime-local", id, value: local(value) }); }
  function offer() { list.replaceChildren(...searched(later.places ?? [], place.value).map(({ name }) => el("option", { value: name }))); }

  function done() {
    const from = new Date(starts.value), to = new Date(ends.value);
    if (!title.value.trim()) return missing(words.need_title, title);
    if (isNaN(from) || isNaN(to)) return missing(words.need_time, isNaN(from) ? starts : ends);
    if (to < from) return missing(words.ends_first, ends);
    const same = searched(later.places ?? [], place.value, 1)[0], isNamed = same?.name.toLowerCase() === place.value.trim().toLowerCase();
    Object.assign(draft, { title: title.value.trim(), starts: from.toISOString(), ends: to.toISOString(), place: isNamed ? same : null, place_text: isNamed ? "" : place.value.trim(),
      expected_visitors: visitors.value.trim() ? Number(visitors.value.replace(/\D/g, "")) : null, note: note.value.trim(), problem: null });
    return send();
  }

  const row = (id, label, input, about) => [el("label", { for: id }, label), about, input];
  return {
    title: words.coming,
    body: el("div", { class: "body" }, row("title", words.title, title, el("p", { class: "hint", id: "title-about" }, words.title_about)), row("starts", words.starts, starts), row("ends", words.ends, ends),
      row("coming-place", words.where_coming, place), list, row("visitors", words.visitors, visitors), row("note", words.note, note)),
    next: { label: words.send, act: done },
  };
}
