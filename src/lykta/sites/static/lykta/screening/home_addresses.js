// Exact home addresses; see home_addresses.py.
import { bisectRight, read, slice } from "./reading.js";

let HOME = null;
const LETTERS = /^[A-Za-zÀ-ÖØ-öø-ſ]+$/;

export function useHomeRules(rules) {
  HOME = read(rules.home_addresses);
}

export function* homeAddresses(seen, names) {
  const named = names.map((name) => name.end).sort((one, other) => one - other);
  for (const match of HOME.STREET.find(seen.lower)) {
    const span = street(seen, match);
    if (!span) continue;
    const [start, end] = span;
    const entrance = HOME.ENTRANCE.at(seen.lower, end);
    const whole = entrance ? end + entrance[0].length : end;
    if (entrance || isAHome(seen.lower, match, start, end, named)) {
      yield { start, end: withPostcode(seen.lower, whole), kind: "home_address", severity: "warn" };
    }
  }
}

function street(seen, match) {
  const [, word, stop] = match;
  const start = match.index;
  const end = numberEnd(seen, match);
  const hasCapital = seen.text[start] !== word[0];
  if (HOME.NOT_STREETS.has(word)) return null;
  const first = firstOfTheName(seen, start);
  if (HOME.STREET_ENDINGS.endOf(word) && !stop) {
    return (HOME.ROADS.has(word) || word.length < 5) && first === start ? null : [first, end];
  }
  if (stop && !(hasCapital && word.length > 3 && "gv".includes(word.at(-1)))) return null;
  return hasCapital && HOME.LIVES_AT.within(sentenceBefore(seen.lower, first)) ? [first, end] : null;
}

function numberEnd(seen, match) {
  const end = match.index + match[0].length;
  const letter = match[4];
  return letter?.[0] === " " && seen.text[end - 1] === letter[1] ? end - letter.length : end;
}

function firstOfTheName(seen, from) {
  let start = from;
  for (let count = 0; count < 3; count++) {
    if (start === 0 || seen.text[start - 1] !== " ") break;
    const [low, high] = [Math.max(0, start - 26), Math.max(0, start - 1)];
    const space = seen.text.slice(low, high).lastIndexOf(" ");
    const before = space < 0 ? 0 : low + space + 1;
    if (!before && start > 26) break;
    const word = seen.text.slice(before, start - 1);
    if (!LETTERS.test(word.replaceAll("-", "")) || word[0] === seen.lower[before] || begins(seen, before)) break;
    start = before;
  }
  return start;
}

function begins(seen, start) {
  const before = slice(seen.text, start - 2, start).replace(/ +$/, "");
  return !before || ".!?:".includes(before.at(-1));
}

function isAHome(lower, match, start, end, named) {
  const before = sentenceBefore(lower, start);
  const after = sentences(lower.slice(end, end + HOME.AFTER))[0];
  if (somebodyIsNamedBefore(lower, start, named)) return true;
  if (HOME.DIRECTLY_OUTDOORS.within(before)) return HOME.LIVES_AT.within(before);
  if (HOME.LIVES_BEFORE.within(before) || HOME.LIVES_AFTER.within(after)) return true;
  const ends = match.index + match[0].length;
  return match[4] !== undefined && end === ends && !HOME.OUTDOORS.within(before);
}

const sentences = (text) => text.split(HOME.SENTENCE_END.all);
const sentenceBefore = (lower, start) => sentences(slice(lower, start - HOME.BEFORE, start)).at(-1);

function somebodyIsNamedBefore(lower, start, named) {
  const at = bisectRight(named, start) - 1;
  if (at < 0 || start - named[at] > HOME.BESIDE) return false;
  const between = lower.slice(named[at], start);
  return !HOME.SENTENCE_END.within(between) && !HOME.DIRECTLY_OUTDOORS.within(between);
}

function withPostcode(lower, end) {
  const code = HOME.POSTCODE.at(lower, end);
  return code ? end + code[0].length : end;
}
