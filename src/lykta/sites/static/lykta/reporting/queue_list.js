// "2 rapporter väntar på att skickas": what the phone keeps, in words, with what one can do about each.
// Its sentences stand in the page as data (sites/reporting/queue.html).
import { all, edit, onChange, remove, sendAll } from "./queue.js";

const JUST_SENT = 10 * 60 * 1000;

/** Shows the queue in `element` and keeps it right. `open(item)` opens the form again, filled with item.report and
 * item.picture; without it "Ändra" goes to the report page, which is told by its address. */
export function mountQueue(element, { open, actor = element.dataset.actor ?? "" } = {}) {
  const words = element.dataset;
  const parts = frame(element, words);
  const draw = async () => show(element, parts, await all(), actor);
  parts.again.addEventListener("click", () => sendAll({ insist: true }));
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button?.dataset.act === "edit") change(button.dataset.report, words.door, open);
    if (button?.dataset.act === "remove") ask(parts, button.dataset.report, words);
  });
  parts.dialog.addEventListener("close", () => { if (parts.dialog.returnValue === "yes") remove(parts.dialog.dataset.report); });
  const asked = /^#andra=([\w-]+)$/.exec(location.hash);
  if (asked && open) { history.replaceState(null, "", location.pathname); change(asked[1], words.door, open); }
  draw();
  return onChange(draw);
}

async function change(key, door, open) {
  if (!open) { location.assign(`${door}#andra=${key}`); return; }
  const item = await edit(key);
  if (item) open(item);
}

/** A notice goes at once. What has left the phone may have come through, and nobody can say that it is not sent. */
async function ask({ dialog, question }, key, words) {
  const item = (await all()).find((each) => each.key === key);
  if (!item || item.problem === "expired") { remove(key); return; }
  question.textContent = item.attempted && item.state === "waiting" ? words.removeTried : words.removeQuestion;
  dialog.dataset.report = key;
  dialog.returnValue = "";
  dialog.showModal();
}

// ---- Drawing

function frame(element, words) {
  const title = made("h2", { id: "queue-title" }), said = made("p", { className: "queue-said" }), list = made("ul", { className: "queue-items" });
  said.setAttribute("role", "status");
  const again = made("button", { type: "button", className: "ds-button queue-again", textContent: words.again });
  again.dataset.variant = "secondary";
  const more = made("details", { className: "queue-sent" }), summary = made("summary", {}), done = made("ul", { className: "queue-items" });
  more.append(summary, done);
  const others = made("p", { className: "quiet queue-others" });
  const { dialog, question } = questionBox(words);
  title.textContent = words.title;
  element.setAttribute("aria-labelledby", "queue-title");
  element.replaceChildren(title, said, list, again, others, more, dialog);
  return { said, list, again, more, summary, done, others, dialog, question };
}

function questionBox(words) {
  const dialog = made("dialog", { className: "queue-question" }), form = made("form", { method: "dialog", className: "row" });
  const question = made("p", { id: "queue-question" });
  dialog.setAttribute("aria-labelledby", "queue-question");
  const no = made("button", { value: "no", className: "ds-button", textContent: words.keep });
  const yes = made("button", { value: "yes", className: "ds-button", textContent: words.removeYes });
  no.dataset.variant = "secondary";
  form.append(no, yes);
  dialog.append(question, form);
  return { dialog, question };
}

function show(element, parts, items, actor) {
  const words = element.dataset, isMine = (item) => !actor || !item.actor || item.actor === actor;
  const mine = items.filter(isMine), open = mine.filter((item) => item.state !== "sent"), sent = mine.filter((item) => item.state === "sent");
  const others = items.filter((item) => !isMine(item) && item.state !== "sent" && item.problem !== "expired").length;
  const focus = document.activeElement?.closest?.("#queue button[data-act]")?.dataset;
  element.hidden = mine.length + others === 0;
  const summary = summed(open, sent, words);
  if (parts.said.textContent !== summary) parts.said.textContent = summary;
  parts.list.replaceChildren(...open.map((item) => line(item, words)));
  parts.again.hidden = !open.some((item) => item.state === "waiting");
  parts.others.textContent = counted(others, words.othersOne, words.othersMany);
  parts.others.hidden = others === 0;
  parts.more.hidden = sent.length === 0;
  parts.summary.textContent = words.sentFrom.replace("{n}", sent.length);
  if (sent.some((item) => Date.now() - item.sent < JUST_SENT)) parts.more.open = true;
  parts.done.replaceChildren(...sent.reverse().map((item) => line(item, words)));
  if (focus) (element.querySelector(`button[data-act="${focus.act}"][data-report="${focus.report}"]`) ?? element.querySelector("button:not([hidden])"))?.focus();
}

function summed(open, sent, words) {
  const count = (test, one, many) => counted(open.filter(test).length, one, many);
  const told = [
    count((item) => item.state === "waiting" || item.state === "sending", words.waitingOne, words.waitingMany),
    count((item) => item.state === "needs_change", words.changeOne, words.changeMany),
    count((item) => item.state === "refused", words.refusedOne, words.refusedMany),
  ].filter(Boolean);
  return told.join(" ") || (sent.length ? words.allSent : "");
}

function counted(n, one, many) { return n === 0 ? "" : n === 1 ? one : many.replace("{n}", n); }

function line(item, words) {
  const row = made("li", { className: "queue-item" });
  row.dataset.state = item.state;
  row.dataset.report = item.key;
  const name = made("strong", { textContent: item.label || words[`kind${item.kind}`] || words.kindincident });
  const time = made("span", { className: "quiet", textContent: [moment(item.created), item.hasPicture ? words.withPicture : ""].filter(Boolean).join(" · ") });
  const state = made("p", { className: "queue-state", textContent: stateWords(item, words) });
  row.append(name, time, state);
  if (item.problem === "login") row.append(made("a", { href: words.door, textContent: words.logIn }));
  if (item.state !== "sent") row.append(buttons(item, words));
  return row;
}

function buttons(item, words) {
  const row = made("div", { className: "row" });
  for (const act of [item.mayEdit && "edit", item.state !== "sending" && "remove"].filter(Boolean)) {
    const button = made("button", { type: "button", className: "as-link", textContent: words[act] });
    Object.assign(button.dataset, { act, report: item.key });
    row.append(button);
  }
  return row;
}

function stateWords(item, words) {
  if (item.state === "sent") return [words.sent, item.number ? words.number.replace("{n}", item.number) : "", item.held ? words.held : ""].filter(Boolean).join(" ");
  if (item.state === "sending") return words.sending;
  if (item.state === "needs_change") return item.message || (item.field === "picture" ? words.pictureTooLarge : words.opened);
  if (item.state === "refused") return item.problem === "expired" ? words.expired : item.message;
  const why = item.message || words[{ login: "needsLogin", link: "needsLink", server: "noServer" }[item.problem] ?? "noCoverage"];
  return item.isUnkept ? `${why} ${words.notKept}` : why;
}

function moment(time) {
  const language = document.documentElement.lang || "sv", then = new Date(time);
  const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(then);
  const clock = new Intl.DateTimeFormat("sv", { hour: "2-digit", minute: "2-digit" }).format(then).replace(":", ".");
  return language.startsWith("sv") ? `${day} kl. ${clock}` : `${day} ${clock}`;
}

function made(name, properties) { return Object.assign(document.createElement(name), properties); }

const alone = document.querySelector("#queue[data-alone]");
if (alone) mountQueue(alone);
