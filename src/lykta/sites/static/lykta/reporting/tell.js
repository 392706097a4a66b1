// The rest: a few words, screened as they are written; a photo; how one knows. All of it may be left as it is.
import { choice, el, fill, segments, toggle, withNumbers } from "./parts.js";

const PAUSE = 300;  // milliseconds without a key before the text is screened

export function tell(context) {
  const { draft, words, later, missing, send } = context, about = draft.top?.guidance;
  const back = el("div", { class: "marks", "aria-hidden": "true" }), finds = el("div", { class: "finds", role: "status" });
  const text = el("textarea", { id: "text", rows: 3, maxlength: 2000, value: draft.text, "aria-describedby": "text-about finds", oninput: written, onscroll: () => { back.scrollTop = text.scrollTop; } });
  finds.id = "finds";
  const photo = el("div", { class: "photo" });
  let waiting = 0, found = [];

  function written() { draft.text = text.value; clearTimeout(waiting); waiting = setTimeout(screenNow, PAUSE); mark([]); }

  async function screenNow() {
    clearTimeout(waiting);
    const screening = await later.screened();
    found = screening && text.value.trim() ? screening.screen(text.value).findings : [];
    mark(found);
    finds.replaceChildren(...found.flatMap((each) => explained(each, screening)), ...after(found));
    text.setAttribute("aria-invalid", String(stops(found)));
    return found;
  }

  function explained(each, screening) {
    const what = text.value.slice(each.start, each.end), kind = words[each.kind] ?? words.other_find;
    const remove = () => { text.value = draft.text = screening.removed(text.value, [each]); screenNow().then(() => text.focus()); };
    return [el("p", { class: each.severity === "block" ? "error" : "found" }, fill(words.looks_like, { what, kind })), el("button", { type: "button", class: "choice plain", onclick: remove }, fill(words.remove, { what }))];
  }

  function after(all) {
    if (!all.length) return [];
    const tells = stops(all) ? words.stop : all.some((each) => each.severity === "warn") ? words.warn : words.hint;
    return [el("p", { class: "hint" }, tells)];
  }

  function mark(all) {
    const parts = [];
    let at = 0;
    for (const each of [...all].sort((a, b) => a.start - b.start)) {
      if (each.start < at) continue;
      parts.push(text.value.slice(at, each.start), el("mark", { "data-severity": each.severity }, text.value.slice(each.start, each.end)));
      at = each.end;
    }
    back.replaceChildren(...parts, `${text.value.slice(at)}\n`);
    back.scrollTop = text.scrollTop;
  }

  async function leave(more) {
    if (draft.text.trim() && stops(await screenNow())) { missing(words.stopped, text); return; }
    if (draft.picture === "reading") return;
    draft.problem = null;
    await send(more);
  }

  async function chosen(event) {
    const [file] = event.target.files;
    if (!file) return;
    try { draft.picture = await (await import("./picture.js")).prepared(file); drawPhoto(); photo.querySelector("button")?.focus(); } catch (problem) { drawPhoto(problem.message); }
  }

  function drawPhoto(problem = "") {
    const input = el("input", { type: "file", accept: "image/*", id: "picture", class: "visually-hidden", onchange: chosen });
    const remove = () => { if (draft.picture?.address) URL.revokeObjectURL(draft.picture.address); draft.picture = null; drawPhoto(); };
    photo.replaceChildren(...(draft.picture ? [draft.picture.address && el("img", { src: draft.picture.address, alt: "" }), el("p", { class: "hint", role: "status" }, words.photo_chosen), el("button", { type: "button", class: "choice plain", onclick: remove }, words.photo_remove)]
      : [input, el("label", { for: "picture", class: "choice" }, el("span", {}, words.photo), el("small", {}, words.photo_about)), problem && el("p", { class: "error", role: "alert" }, problem)]).filter(Boolean));
  }

  const told = (where) => (on) => { draft.reported_to = on ? [...draft.reported_to, where] : draft.reported_to.filter((each) => each !== where); };
  drawPhoto();
  return {
    title: words.tell,
    body: el("div", { class: "body low" }, about && el("p", { class: "notice", "data-kind": "ask" }, withNumbers(about)),
      el("label", { for: "text" }, words.text), el("p", { class: "hint", id: "text-about" }, words.text_about), el("div", { class: "marked" }, back, text), finds, photo,
      segments(words.know, [["own", words.own], ["told", words.told], ["rumour", words.rumour]], draft.observation, (value) => { draft.observation = value; }),
      segments(words.sure_q, [["sure", words.sure], ["fairly", words.fairly], ["unsure", words.unsure_of]], draft.certainty, (value) => { draft.certainty = value; }),
      toggle(words.felt_unsafe, draft.felt_unsafe, (on) => { draft.felt_unsafe = on; }), toggle(words.police, draft.reported_to.includes("police"), told("police")), toggle(words.fault, draft.reported_to.includes("fault"), told("fault")),
      el("p", { class: "hint" }, words.public), choice(words.and_more, () => leave(true))),
    next: { label: words.send, act: () => leave(false) },
    ready() { if (draft.text) screenNow(); },
  };
}

function stops(found) { return found.some((each) => each.severity === "block"); }
