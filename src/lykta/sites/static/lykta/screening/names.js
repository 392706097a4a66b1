// Names of persons and pupils; see names.py, announcing.py, place_words.py and name_lists.py, function by function.
import { read, slice } from "./reading.js";
import { WordsOf } from "./words.js";

let lists = null;
let RULES = null;
let CALL = null;
let PLACE = null;
const JOINED_BY = new Set(["och", "samt", "eller"]);
const NAMESAKES = new Set(["namnet", "namn", "smeknamnet"]);
const PASSED_OVER = new Set(["som", "också", "även", "bara", "och"]);
const CALLED_BEFORE = new Set(["heter", "hette", "kallas", "kallad"]);
const CALLED_FOR = new Set(["kallas", "kallad", "kallade"]);

export function useNames({ names, rules }) {
  const setOf = (row) => new Set(row.split(" "));
  lists = new Lists(setOf(names.given), setOf(names.ambiguous), setOf(names.surnames), read(rules.name_lists));
  RULES = read(rules.name_words);
  CALL = read(rules.announcing);
  PLACE = read(rules.place_words);
}

class Lists {
  constructor(given, ambiguous, surnames, endings) {
    Object.assign(this, { given, ambiguous, surnames, endings });
  }
  isGiven(word) {
    if (this.given.has(word)) return true;
    const halves = word.split("-");
    if (halves.length === 1) return word.length > 6 && this.endings.PREFIXES.some((start) => word.startsWith(start));
    return halves.some((half) => this.given.has(half)) || halves.every((half) => this.ambiguous.has(half));
  }
  mayBeGiven(word) {
    return this.ambiguous.has(word) || this.isGiven(word);
  }
  soundsGiven(word) {
    this.sounds ??= new Set(Array.from(this.given, (name) => this.sound(name)));
    return word.length > 3 && this.sounds.has(this.sound(word));
  }
  sound(written) {
    let word = written;
    for (const [from, to] of this.endings.SAID_ALIKE) word = word.replaceAll(from, to);
    word = word.replace(this.endings.TWICE.all, "$1");
    if (word.endsWith("e")) word = word.slice(0, -1);
    return word.endsWith("a") ? word.slice(0, -1) : word;
  }
  isSurname(word) {
    const { SURNAME_ENDINGS } = this.endings;
    return word
      .split("-")
      .some((half) => this.surnames.has(half) || (half.length > 5 && SURNAME_ENDINGS.endOf(half)));
  }
  mayBeSurname(word) {
    return this.isSurname(word) || (word.length > 4 && this.endings.PLACELIKE_ENDINGS.endOf(word));
  }
}

export function findNames(seen) {
  const found = [];
  if (!lists) return found;
  const words = new WordsOf(seen);
  for (let at = 0, after = -1; at < words.words.length; ) {
    const last = nameAt(words, at, after);
    if (last === null) {
      at += 1;
      continue;
    }
    const kind = at === last && inAClass(words, at) ? "pupil" : "person_name";
    found.push({ start: words.starts[at], end: words.ends[last], kind, severity: "warn" });
    at = after = last + 1;
  }
  return found;
}

function nameAt(words, at, after) {
  const word = words.words[at];
  if (words.hasCapital(at)) return word.length === 1 ? initialAndName(words, at) : capitalName(words, at, after);
  if (lists.mayBeGiven(word) || announced(words, at) === CALL.NAMED) return smallName(words, at, after);
  return namedBySurname(words, at);
}

function namedBySurname(words, at) {
  const word = words.words[at];
  if (isSureSurname(word)) return at;
  if (RULES.ORDINARY.has(word) || word.length < 3 || !words.joined(at) || CALL.ROLE_ENDINGS.endOf(word)) {
    return isSigned(words, at, at) && !RULES.NOT_SIGNED.has(word) ? at : null;
  }
  const following = words.word(at + 1);
  if (isSureSurname(following)) return at + 1;
  return lists.surnames.has(following) && announced(words, at) >= CALL.ROLE ? at + 1 : null;
}

function isSureSurname(word) {
  if (word.length < 6) return false;
  return word.endsWith("sson") || (lists.surnames.has(word) && RULES.ENDINGS_OF_SURNAMES_ONLY.endOf(word));
}

function isSigned(words, first, last) {
  const { lower } = words.seen;
  const start = words.starts[first];
  const end = words.ends[last];
  const before = slice(lower, start - 2, start);
  const afterAStroke = before.at(-1) === "/" && (before.length === 1 || " .!?".includes(before[0]));
  return afterAStroke && !/[^ .!]/.test(lower.slice(end, end + 20));
}

function capitalName(words, at, after) {
  const word = words.words[at];
  if (RULES.NOT_NAMES.has(word) && !(lists.ambiguous.has(word) && isMoreThanAWord(words, at))) return null;
  if (CALL.ROLES.has(word) && !lists.mayBeGiven(word)) return null;
  const last = rowEnd(words, at);
  if (isPlace(words, at, last)) return null;
  return isName(words, at, last, after) ? last : null;
}

function rowEnd(words, at) {
  let last = at;
  const count = words.words.length;
  while (last - at < RULES.LONGEST_ROW - 1 && words.joined(last)) {
    const belongs = RULES.BELONGING.has(words.word(last + 1)) && words.joined(last + 1) && last + 2 < count;
    const next = last + (belongs ? 2 : 1);
    if (next >= count || !words.hasCapital(next) || RULES.NOT_NAMES.has(words.word(next))) break;
    last = next;
  }
  return last;
}

function isName(words, at, last, after) {
  const word = words.words[at];
  const strength = announced(words, at);
  if (strength === CALL.NAMED) return true;
  if (strength === CALL.ROLE && (last > at || words.gap(at - 1) !== ", " || isAside(words, at))) return true;
  if (strength === CALL.NONE && thingBefore(words, at)) return false;
  const sounds = !lists.ambiguous.has(word) && !words.beginsSentence(at) && lists.soundsGiven(word);
  if (lists.isGiven(word) || sounds) return last > at || standsAsAName(words, at, strength);
  if (last > at && knownPair(words, at)) return true;
  if (lists.ambiguous.has(word)) {
    return last === at && !RULES.MONTHS_AND_MORE.has(word) && insideASentence(words, at);
  }
  return unknownName(words, at, last, after);
}

function isAside(words, at) {
  const word = words.words[at];
  return words.gap(at).startsWith(",") || lists.mayBeGiven(word) || lists.isSurname(word);
}

function standsAsAName(words, at, strength) {
  if (strength < CALL.ROLE && isLocated(words, at)) return inAClass(words, at);
  if (!words.beginsSentence(at) || !words.joined(at)) return true;
  if (RULES.NOT_AFTER_A_NAME.has(words.word(at + 1))) {
    return (at + 2 < words.words.length && words.hasCapital(at + 2)) || inAClass(words, at);
  }
  return !words.hasCapital(at + 1) || inAClass(words, at);
}

function knownPair(words, at) {
  const [first, second] = [words.words[at], words.words[at + 1]];
  if (lists.mayBeGiven(first)) return lists.mayBeSurname(second) || lists.mayBeGiven(second);
  if (isLocated(words, at)) return false;
  if (words.beginsSentence(at)) {
    const isKnown = lists.isSurname(second) && (lists.surnames.has(second) || lists.given.has(second));
    return isKnown || second.endsWith("sson");
  }
  return lists.mayBeSurname(second);
}

function unknownName(words, at, last, after) {
  const word = words.words[at];
  if (isLocated(words, at)) return false;
  if ((word.length > 6 && word.endsWith("sson")) || isAddressed(words, at) || isSigned(words, at, last)) return true;
  const rest = textAfter(words, last);
  if (RULES.NUMBER_AFTER.at(rest, 0) || (RULES.AGE_AFTER.at(rest, 0) && !words.beginsSentence(at))) return true;
  if (at === after + 1 && JOINED_BY.has(words.word(after)) && words.joined(after)) return true;
  if (last === at && word.endsWith("s") && (lists.isGiven(word.slice(0, -1)) || word.endsWith("ssons"))) {
    return words.joined(at) && !words.hasCapital(at + 1);
  }
  return last === at && inAClass(words, at);
}

const textAfter = (words, at) => words.seen.lower.slice(words.ends[at], words.ends[at] + RULES.NEAR);

function insideASentence(words, at) {
  return !words.beginsSentence(at) && !isLocated(words, at) && words.joined(at - 1);
}

function thingBefore(words, at) {
  const before = words.word(at - 1);
  return CALLED_BEFORE.has(before) || (before === "för" && CALLED_FOR.has(words.word(at - 2)));
}

function isMoreThanAWord(words, at) {
  if (nextIsSurname(words, at)) return true;
  const isPlain = RULES.MONTHS_AND_MORE.has(words.words[at]) || words.beginsSentence(at);
  return !isPlain && announced(words, at) >= CALL.MAYBE;
}

function nextIsSurname(words, at) {
  return words.joined(at) && words.hasCapital(at + 1) && lists.mayBeSurname(words.word(at + 1));
}

const isStop = (gap) => gap === ". " || gap === ".";

function initialAndName(words, at) {
  let following = at + 1;
  if (!isStop(words.gap(at)) || !words.hasCapital(following)) return null;
  for (let count = 0; count < 2; count++) {
    if (words.word(following).length === 1 && isStop(words.gap(following)) && words.hasCapital(following + 1)) {
      following += 1;
    }
  }
  const last = rowEnd(words, following);
  const word = words.word(following);
  const listed = lists.mayBeSurname(word) || lists.mayBeGiven(word);
  if (isPlace(words, following, last) || !(listed || announced(words, at) >= CALL.MAYBE)) return null;
  return last;
}

function smallName(words, at, after) {
  const word = words.words[at];
  const strength = announced(words, at);
  const last = smallRowEnd(words, at);
  if (lists.isGiven(word)) {
    const isSure = last > at || strength >= CALL.MAYBE || word.length >= RULES.HARDLY_A_WORD;
    return (isSure || goesOnAsAName(words, at, after)) && !isPlace(words, at, last) ? last : null;
  }
  if (strength >= CALL.ROLE && (lists.surnames.has(word) || RULES.SURE_ENDINGS.endOf(word))) return last;
  if (strength === CALL.NAMED && lists.ambiguous.has(word)) return last;
  if (lists.ambiguous.has(word) && last > at && (strength >= CALL.MAYBE || goesOnAsAName(words, last, after))) {
    return last;
  }
  const isLast = words.words.length - at <= 2;
  if (CALL.GREETINGS.has(words.word(at - 1)) && !RULES.NOT_SIGNED.has(word) && isLast) return words.words.length - 1;
  const isCalled = strength === CALL.NAMED && word.length > 2 && !CALL.NOT_CALLED.has(word);
  return isCalled && personIsNamed(words, at) ? last : null;
}

function smallRowEnd(words, at) {
  let last = at;
  while (last - at < RULES.LONGEST_ROW - 1 && words.joined(last)) {
    const following = words.word(last + 1);
    if (!(lists.isGiven(following) || lists.mayBeSurname(following))) break;
    last += 1;
  }
  return last;
}

function goesOnAsAName(words, at, after) {
  const rest = textAfter(words, at);
  if (RULES.NUMBER_AFTER.at(rest, 0) || RULES.AGE_AFTER.at(rest, 0) || inAClass(words, at)) return true;
  if (words.beginsSentence(at) && words.joined(at) && RULES.VERBS_OF_PEOPLE.has(words.word(at + 1))) return true;
  return at === after + 1 && JOINED_BY.has(words.word(after));
}

function inAClass(words, at) {
  const start = words.starts[at];
  const before = slice(words.seen.lower, start - RULES.NEAR, start);
  return RULES.CLASS_AFTER.at(textAfter(words, at), 0) !== null || RULES.CLASS_BEFORE.within(before);
}

// How strongly the words before say that this is a name.

function announced(words, at) {
  const before = words.word(at - 1);
  const gap = words.gap(at - 1);
  if (CALL.GREETINGS.has(before) && (CALL.GAPS_AFTER_GREETING.has(gap) || CALL.GAPS.has(gap))) return CALL.NAMED;
  if (!CALL.GAPS.has(gap)) return CALL.NONE;
  const second = words.word(at - 2);
  if (CALL.CALLED_OUT.has(before) && !CALL.PEOPLE.has(subject(words, at))) {
    return thingIsNamed(words, at) ? CALL.NONE : CALL.MAYBE;
  }
  if (isNamed(before, second)) return thingIsNamed(words, at) ? CALL.NONE : CALL.NAMED;
  const theirs = CALL.POSSESSIVES.has(second) || CALL.POSSESSIVES.has(words.word(at - 3));
  if ((CALL.RELATIVES.has(before) && theirs) || CALL.ROLES.has(before) || CALL.ROLE_ENDINGS.endOf(before)) return CALL.ROLE;
  return CALL.SOFT.has(before) ? CALL.MAYBE : CALL.NONE;
}

function isAddressed(words, at) {
  const [before, second] = [words.word(at - 1), words.word(at - 2)];
  if (!words.joined(at - 1)) return false;
  if ((before === "var" || before === "är") && second === "det") return words.word(at + 1) === "som";
  return CALL.ADDRESSING.has(before) || CALL.ADDRESSING_PAIRS.has(`${second} ${before}`);
}

function isNamed(before, second) {
  if (CALL.NAMED_WORDS.has(before)) return true;
  if (before === "för") return CALL.BEFORE_FOR.has(second);
  if (before === "namn") return CALL.BEFORE_NAMN.has(second);
  if (before === "är") return NAMESAKES.has(second);
  if (before === "på") return CALL.PAPERS.has(second);
  if (before === "o" && second === "c") return true;
  return CALL.PRONOUNS.has(before) && CALL.CALLS.has(second);
}

function thingIsNamed(words, at) {
  const named = subject(words, at);
  return CALL.THINGS_WITH_NAMES.has(named) || (!CALL.PEOPLE.has(named) && endsAsPlace(named));
}

function personIsNamed(words, at) {
  return CALL.CALLED.has(words.word(at - 1)) && CALL.PEOPLE.has(subject(words, at));
}

function subject(words, at) {
  let back = at - 2;
  if (words.word(at - 1) === "för") back -= 1;
  while (PASSED_OVER.has(words.word(back)) && back > 0) back -= 1;
  return words.word(back);
}

// Places named after people

function isPlace(words, first, last) {
  const word = words.word(last);
  if (!lists.given.has(word) && !isSurnameOfSomebody(words, first, last)) {
    if (endsAsPlace(word) || (last > first && PLACE.WORDS.has(word))) return true;
  }
  return words.joined(last) && isPlaceWord(words.word(last + 1));
}

function isSurnameOfSomebody(words, first, last) {
  const word = words.word(last);
  if (last === first || !lists.surnames.has(word)) return false;
  return !PLACE.WORDS.has(word) || lists.mayBeGiven(words.word(first));
}

const isLocated = (words, at) => PLACE.LOCATING.has(words.word(at - 1)) && words.joined(at - 1);
const withoutS = (word) => (word.endsWith("s") ? word.slice(0, -1) : word);
const endsAsPlace = (word) => PLACE.ENDINGS.endOf(withoutS(word)) || PLACE.ENDINGS.endOf(word);

function isPlaceWord(word) {
  return PLACE.WORDS.has(word) || PLACE.WORDS.has(withoutS(word)) || (word.length > 5 && endsAsPlace(word));
}
