// Personal identity numbers and telephone numbers; see identity_numbers.py and phone_numbers.py.
import { isFigures, read, slice } from "./reading.js";
import RULES from "./rules.js";

const ID = read(RULES.identity_numbers);
const PHONE = read(RULES.phone_numbers);
const NEAR_BY = read(RULES.surroundings);
const DAY = 86400000;
const RECENT = 5 * 366 * DAY;
const SWEDISH = new RegExp(`^(?:${PHONE.SWEDISH})$`);
let foreignPlans = {};

export function usePlans(plans) {
  const compiled = (sources) => sources.map((source) => new RegExp(`^(?:${source})$`));
  foreignPlans = Object.fromEntries(Object.entries(plans).map(([code, sources]) => [code, compiled(sources)]));
}

const before = (lower, start) => slice(lower, start - NEAR_BY.NEAR, start);
const saysIdentityNumber = (lower, start) => NEAR_BY.IDENTITY.within(before(lower, start));
const namesAThing = (lower, start) => NEAR_BY.THING.within(before(lower, start));

export function* identityNumbers(seen, today) {
  for (const pattern of [ID.LONG, ID.SHORT]) {
    for (const match of pattern.find(seen.text)) {
      const finding = judged(seen, match.index, match.index + match[1].length, today);
      if (finding) yield finding;
    }
  }
}

function judged(seen, start, end, today) {
  const written = seen.text.slice(start, end);
  const groups = [...ID.GROUPS.find(written)].map((group) => group[0]);
  if (!hasTheShape(groups) || !standsAlone(seen.text, start, end, written, groups.length)) return null;
  const figures = groups.join("");
  if (isATime(written, figures, today)) return null;
  const kind = Number(figures.slice(-6, -4)) > 60 ? "coordination_number" : "personal_identity_number";
  const born = birthDate(figures, written.includes("+"));
  if (born === null) return wrongButMeant(seen, start, end, figures, kind);
  if (figures.length === 12 && born > today) return null;
  const ofAThing = namesAThing(seen.lower, start) && today - born < 2 * RECENT;
  return { start, end, kind, severity: ofAThing ? "warn" : "block" };
}

function wrongButMeant(seen, start, end, figures, kind) {
  if (saysIdentityNumber(seen.lower, start)) return { start, end, kind, severity: "block" };
  const mistyped = mayBeMistyped(seen.text.slice(start, end), figures);
  return mistyped && !namesAThing(seen.lower, start) ? { start, end, kind, severity: "warn" } : null;
}

function hasTheShape(groups) {
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  let gap = 0;
  return (
    groups.length === total ||
    groups.slice(0, -1).every((group) => ((gap += group.length), gap % 2 === 0 || gap === total - 1))
  );
}

function standsAlone(text, start, end, written, count) {
  if (count >= 5) return !(ID.SPELLED_BEFORE.within(slice(text, start - 4, start)) || ID.SPELLED_AFTER.at(text, end));
  if (ID.CLEAR_SHAPE.whole(written)) return true;
  return !(ID.TIGHT_BEFORE.within(slice(text, start - 2, start)) || ID.TIGHT_AFTER.at(text, end));
}

function isATime(written, figures, today) {
  if (!(ID.APART_DATE.at(written, 0) && ID.TIME_OR_MORE_DAYS.whole(written))) return false;
  const day = dayOf(Number(figures.slice(0, 4)), Number(figures.slice(4, 6)), Number(figures.slice(6, 8)));
  return day !== null && today - day < RECENT;
}

// Days are counted in UTC, so that no clock is put forward between two of them.
function dayOf(year, month, day) {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function birthDate(figures, hundred) {
  const serial = ID.INTERIM.includes(figures.at(-4)) ? `1${figures.slice(-3)}` : figures.slice(-4);
  const checked = figures.slice(0, -4) + serial;
  if (!isFigures(checked) || serial.startsWith("000")) return null;
  const ten = checked.slice(-10);
  if (checkFigure(ten.slice(0, 9)) !== Number(ten[9])) return null;
  const day = Number(ten.slice(4, 6));
  return dayOf(fullYear(checked, hundred), Number(ten.slice(2, 4)), day > 60 ? day - 60 : day);
}

function fullYear(checked, hundred) {
  if (checked.length === 12) return Number(checked.slice(0, 4));
  const base = new Date().getFullYear() - (hundred ? 100 : 0);
  return base - ((base - Number(checked.slice(0, 2))) % 100);
}

function checkFigure(nine) {
  const sum = [...nine].reduce((all, figure, at) => {
    const value = Number(figure) * (2 - (at % 2));
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

function mayBeMistyped(written, figures) {
  if (!ID.CLEAR_SHAPE.whole(written) || !isFigures(figures) || figures.slice(-4, -1) === "000") return false;
  const day = Number(figures.slice(-6, -4));
  const real = day > 60 ? day - 60 : day;
  return real >= 1 && real <= 31;
}

const phone = (start, end) => ({ start, end, kind: "phone_number", severity: "warn" });

export function* phoneNumbers(seen) {
  for (const match of PHONE.FOREIGN.find(seen.text)) {
    const end = foreignEnd(seen.text, match);
    if (end) yield phone(match.index, end);
  }
  for (const match of PHONE.BARE_SWEDISH.find(seen.text)) yield phone(match.index, match.index + match[0].length);
  let place = 0;
  for (let match; (match = PHONE.DOMESTIC.from(seen.text, place)); ) {
    const end = domesticEnd(seen, match);
    if (end) yield phone(match.index, end);
    const first = PHONE.FIGURES.at(seen.text, match.index);
    place = end ?? match.index + first[0].length;
  }
}

function domesticEnd(seen, match) {
  const { text, lower } = seen;
  const start = match.index;
  if (!mayBegin(match[0])) return null;
  if (PHONE.TIGHT_BEFORE.within(slice(text, start - 2, start)) || namesAThing(lower, start)) return null;
  const glued = start > 0 && PHONE.LETTER.at(text, start - 1) !== null;
  for (const [groups, end] of longestFirst(text, match, PHONE.SHORTEST, PHONE.LONGEST)) {
    const figures = groups.join("");
    if (glued && !isMobile(figures)) continue;
    if (SWEDISH.test(figures.slice(1)) && groupedAsANumber(groups, text.slice(start, end))) return end;
  }
  return null;
}

const isMobile = (figures) => PHONE.MOBILE_CODES.some((code) => figures.startsWith(code));

// No group of figures but these begins a number: said early, for the sake of pages of figures.
function mayBegin(written) {
  const code = PHONE.FIGURES.at(written, 0)[0];
  return code.length === 1 || code.length > PHONE.SHORTEST || code === "07" || isAreaCode(code);
}

function longestFirst(text, match, shortest, longest) {
  const groups = [];
  const candidates = [];
  let length = 0;
  for (const group of PHONE.FIGURES.find(match[0])) {
    groups.push(group[0]);
    length += group[0].length;
    if (length > longest) break;
    const end = match.index + group.index + group[0].length;
    if (length >= shortest && !PHONE.TIGHT_AFTER.at(text, end)) candidates.push([groups.slice(), end]);
  }
  return candidates.reverse();
}

function groupedAsANumber(groups, written) {
  const lengths = groups.map((group) => group.length);
  const gaps = new Set(written.split(/[0-9]+/).slice(1, -1));
  if (groups.length === 1) return lengths[0] > PHONE.SHORTEST && !PHONE.DAY_MONTH_YEAR.whole(written);
  if (lengths.every((length) => length === 1)) return true;
  if (written.includes(".") && gaps.size > 1) return false;
  const code = groups[0];
  const rest = lengths.slice(1);
  const pairs = lengths.length === 5 && lengths.every((length) => length === 2);
  if (pairs && PHONE.MOBILE_CODES.includes(`0${code[1]}${groups[1][0]}`)) return gaps.size === 1;
  const sum = rest.reduce((all, length) => all + length, 0);
  if (Math.min(...rest) < 2 && sum < 6) return false;
  return isAreaCode(code) && (rest[0] >= 3 || rest.every((length) => length === 2) || isMobile(code));
}

function isAreaCode(code) {
  if (isMobile(code)) return true;
  if (code.length === 4) return !PHONE.THREE_FIGURE_CODES.has(code.slice(0, 3)) && !code.startsWith("08");
  return code === "08" || PHONE.THREE_FIGURE_CODES.has(code);
}

function foreignEnd(text, match) {
  const dialled = match[0].startsWith("0") ? 2 : 0;
  for (const [groups, end] of longestFirst(text, match, 8 + dialled, 16 + dialled)) {
    if (isForeign(groups.join("").slice(dialled))) return end;
  }
  return null;
}

function isForeign(figures) {
  for (const length of [1, 2, 3]) {
    const plans = foreignPlans[figures.slice(0, length)];
    if (!plans) continue;
    const national = figures.slice(length);
    if (figures.startsWith("46")) return SWEDISH.test(national.replace(/^0/, ""));
    return plans.some((plan) => plan.test(national));
  }
  return false;
}
