// When: now, one of the usual stretches, an exact time, or between two times.
import { at, choice, el, fill, inWords, local } from "./parts.js";

const SLACK = 5 * 6e4;  // the clocks of phone and person

export function when(context) {
  const { draft, words, missing, onwards } = context;
  const now = new Date(), times = el("div", { class: "times", hidden: true });
  const take = (kind, from, to, label = "") => () => { draft.when = { kind, from, to, label }; onwards("when"); };
  const stretch = ([label, from, to]) => choice(label, take("interval", from, to), { about: fill(words.interval, { from: inWords(from), to: inWords(to) }) });

  function exact() { open("time", [[words.at, draft.when?.kind === "time" ? draft.when.from : rounded(now)]]); }
  function between() {
    const [, from, to] = weekend(words, now), given = draft.when?.kind === "interval" ? draft.when : { from, to };
    open("interval", [[words.earliest, given.from], [words.latest, given.to]]);
  }
  function open(kind, rows) {
    const inputs = rows.map(([, time]) => el("input", { type: "datetime-local", value: local(time), max: local(new Date(now.getTime() + 864e5)) }));
    const done = () => {
      const [from, to] = inputs.map((input) => (input.value ? new Date(input.value) : null));
      if (!from || (kind === "interval" && !to)) return missing(words.need_time, inputs[0]);
      if (to && to < from) return missing(words.backwards, inputs[1]);
      if (Math.max(from, to ?? from) > Date.now() + SLACK) return missing(words.to_come, inputs[0]);
      return take(kind, from, to ?? null)();
    };
    times.replaceChildren(...rows.map(([label], i) => el("label", {}, el("span", {}, label), inputs[i])));
    times.hidden = false;
    act = done;
    document.querySelector("[data-go]").hidden = false;
    inputs[0].focus();
    times.scrollIntoView({ block: "nearest" });
  }

  let act = null;
  const next = () => (act ? act() : draft.when ? onwards("when") : missing(words.need_time));
  return {
    title: words.when,
    body: el("div", { class: "body low" },
      el("div", { class: "choices pairs" }, stretches(words, now).map(stretch), choice(words.exact, exact), choice(words.between, between)), times,
      el("div", { class: "choices first" }, choice(words.now, take("now", null, null, words.now)))),
    next: { label: words.next, act: next, hidden: !draft.when },
  };
}

/** [label, from, to] of what one usually means on a morning or an evening; none ends later than now. */
export function stretches(words, now) {
  const until = (time) => (time > now ? now : time);
  const night = now.getHours() >= 19 ? [words.tonight, at(now, 0, 17), now] : [words.last_night, at(now, 1, 18), until(at(now, 0, 6))];
  return [[words.last_hour, new Date(now - 36e5), now], night, [words.since_yesterday, at(now, 1, 16), now], weekend(words, now)];
}

/** The last one that has begun: from Friday 18 to Monday 07. */
export function weekend(words, now) {
  let back = (now.getDay() + 2) % 7;
  if (at(now, back, 18) > now) back += 7;
  const end = at(now, back - 3, 7);
  return [words.weekend, at(now, back, 18), end > now ? now : end];
}

function rounded(time) { return new Date(Math.floor(time / 3e5) * 3e5); }
