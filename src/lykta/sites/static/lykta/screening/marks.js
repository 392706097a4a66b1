// E-mail addresses, registration plates, account names and words on origin, religion and health.
import { bisectRight, isFigures, read, slice } from "./reading.js";
import RULES from "./rules.js";

const MAIL = read(RULES.email_addresses);
const PLATES = read(RULES.plates);
const ACCOUNTS = read(RULES.accounts);
const SENSITIVE = read(RULES.sensitive_words);

export function* emailAddresses({ lower }) {
  for (const at of MAIL.AT.find(lower)) {
    const end = at.index + at[0].length;
    const local = MAIL.LOCAL_PART.from(slice(lower, at.index - MAIL.LONGEST_LOCAL_PART, at.index), 0);
    const domain = MAIL.DOMAIN.at(lower, end);
    let name = local?.[0] ?? "";
    while (name && MAIL.NOT_FIRST.includes(name[0])) name = name.slice(1);
    if (domain && name) {
      yield { start: at.index - name.length, end: end + domain[0].length, kind: "email_address", severity: "warn" };
    }
  }
}

export function* plates(seen) {
  let vehicles = null;
  for (const match of PLATES.PLATE.find(seen.lower)) {
    vehicles ??= [...PLATES.VEHICLE.find(seen.lower)].map((found) => [found.index, found.index + found[0].length]);
    vehicles.begin ??= vehicles.map(([start]) => start);
    const end = match.index + match[0].length;
    if (isAPlate(seen, match, end, vehicles)) {
      yield { start: match.index, end, kind: "registration_plate", severity: "warn" };
    }
  }
}

function isAPlate(seen, match, end, vehicles) {
  const [, letters, gap, number] = match;
  const start = match.index;
  const written = seen.text.slice(start, start + 3);
  const inCapitals = written === written.toUpperCase();
  const countsSomething = PLATES.UNIT_AFTER.at(seen.lower, end) !== null;
  if (followsAVehicle(seen.lower, start, vehicles) && !countsSomething) {
    return !PLATES.NOT_PLATES.has(letters) || inCapitals;
  }
  if (PLATES.NOT_PLATES.has(letters)) return false;
  if (inCapitals) return !gap || !amongCapitals(seen.text, start, end);
  if (countsSomething) return false;
  const drives = PLATES.DRIVES_AFTER.at(seen.lower, end) !== null;
  if (drives && (!PLATES.WORDS.has(letters) || !isFigures(number))) return true;
  return !gap || (!PLATES.WORDS.has(letters) && isNearAVehicle(start, end, vehicles));
}

function followsAVehicle(lower, start, vehicles) {
  const at = bisectRight(vehicles.begin, start - 1) - 1;
  for (const before of [at, at - 1]) {
    const end = vehicles[before]?.[1];
    if (end >= start - PLATES.NEAR && end <= start && PLATES.FROM_VEHICLE.whole(lower.slice(end, start))) return true;
  }
  return false;
}

function isNearAVehicle(start, end, vehicles) {
  const at = bisectRight(vehicles.begin, start - PLATES.AROUND - 1);
  return at < vehicles.length && vehicles[at][1] <= end + PLATES.AROUND;
}

function amongCapitals(text, start, end) {
  const around = [slice(text, start - 30, start), slice(text, end, end + 30)];
  return around.reduce((all, part) => all + [...PLATES.CAPITALS_AROUND.find(part)].length, 0) >= 2;
}

export function* accountNames({ lower }) {
  for (const pattern of ACCOUNTS.PATTERNS) {
    for (const match of pattern.find(lower)) {
      yield { start: match.index, end: match.index + match[0].length, kind: "account_name", severity: "warn" };
    }
  }
}

export function* sensitiveWords({ lower }) {
  for (const [kind, pattern] of SENSITIVE.PATTERNS) {
    for (const match of pattern.find(lower)) {
      const end = match.index + match[0].length;
      if (!SENSITIVE.PLACE_AFTER.at(lower, end)) yield { start: match.index, end, kind, severity: "hint" };
    }
  }
}
