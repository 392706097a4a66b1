// The same text with one spelling for each sign; see plain_text.py, which this follows step by step.
import { read } from "./reading.js";
import RULES from "./rules.js";

const { SIGNS, INSTEAD, SPACES, COMPATIBLE } = RULES.plain_text;
const KEPT = read(RULES.plain_text.KEPT);
const FOR_A_DASH = new RegExp(RULES.plain_text.FOR_A_DASH.r, "g");
const OTHER = "\ufffd";

const summed = (steps) => steps.reduce((all, step) => [...all, (all.at(-1) ?? 0) + step], []);
const ZEROS = summed(SIGNS.zeros);
const DASHES = new Set(summed(SIGNS.dashes));
const STARTS = summed(SIGNS.removed.filter((_, at) => at % 2 === 0));
const LENGTHS = SIGNS.removed.filter((_, at) => at % 2 === 1);
const SPELLINGS = new Map();

const isRemoved = (code) => STARTS.some((start, at) => start <= code && code < start + LENGTHS[at]);

function compatible(sign) {
  for (const [form, length] of [["NFKC", 1], ["NFD", 9]]) {
    const spelled = sign.normalize(form);
    if ([...spelled].length <= length && KEPT.whole(spelled[0]) && spelled !== sign) return spelled[0];
  }
  return OTHER;
}

function oneSpelling(sign, code) {
  if (SPACES.includes(sign)) return " ";
  if (code < 0x20 || code === 0x7f || isRemoved(code)) return "";
  if (sign in INSTEAD) return INSTEAD[sign];
  if (DASHES.has(code)) return "-";
  const zero = ZEROS.find((first) => first <= code && code <= first + 9);
  if (zero !== undefined) return String(code - zero);
  if (KEPT.whole(sign) && code !== 0x17f) return sign;
  return COMPATIBLE.some(([first, last]) => first <= code && code <= last) ? compatible(sign) : OTHER;
}

function spelling(sign, code) {
  let spelled = SPELLINGS.get(code);
  if (spelled === undefined) SPELLINGS.set(code, (spelled = oneSpelling(sign, code)));
  return spelled;
}

function withMark(letter, mark) {
  const composed = (letter + mark).normalize("NFC");
  return composed.length === 1 && !(composed in INSTEAD) && KEPT.whole(composed) ? composed : letter;
}

// `starts` and `ends` are places in UTF-16 units of the text as it was written.
export function plain(text) {
  const signs = [];
  const starts = [];
  const ends = [];
  let place = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0);
    const spelled = spelling(sign, code);
    if (spelled) {
      signs.push(spelled);
      starts.push(place);
      ends.push(place + sign.length);
    } else if (signs.length && code >= 0x300 && code <= 0x36f && ends.at(-1) === place) {
      signs.push(withMark(signs.pop(), sign));
      ends[ends.length - 1] = place + 1;
    }
    place += sign.length;
  }
  const spelled = signs.join("").replace(FOR_A_DASH, (found) => "-".padStart(found.length));
  return { text: spelled, lower: spelled.toLowerCase(), starts, ends };
}
