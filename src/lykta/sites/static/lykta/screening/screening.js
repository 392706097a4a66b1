// Screening of free text on the phone: the same rules and the same answer as the server (lykta.base.privacy.screening).
//
//   import { load, screen, removed } from "…/screening.js";
//   await load();                          // once: fetches the name lists; before that names, home addresses and
//                                          // foreign telephone numbers go unseen
//   const { verdict, findings } = screen(text);
//
// `verdict` is "clear", "warn" or "block". A finding is { start, end, kind, severity }, in order, none overlapping
// another, with places in UTF-16 units of the text as written. `severity` is "block", "warn" or "hint".
import { accountNames, emailAddresses, plates, sensitiveWords } from "./marks.js";
import { identityNumbers, phoneNumbers, usePlans } from "./numbers.js";
import { isFigures } from "./reading.js";
import { plain } from "./spelling.js";

export const MASK = "[…]";
const MORE = ["./names.js", "./home_addresses.js"];
let loading = null;
let findNames = () => [];
let homeAddresses = () => [];

export function load(baseUrl = import.meta.url) {
  loading ??= fetchLists(new URL("names.json", baseUrl)).catch((problem) => {
    loading = null; // the next call tries again
    throw problem;
  });
  return loading;
}

async function fetchLists(url) {
  const [answer, names, addresses] = await Promise.all([fetch(url), ...MORE.map((module) => import(module))]);
  if (!answer.ok) throw new Error(`names.json: ${answer.status}`);
  const file = await answer.json();
  usePlans(file.plans);
  names.useNames(file);
  addresses.useHomeRules(file.rules);
  ({ findNames } = names);
  ({ homeAddresses } = addresses);
}

// `today` is a Date, given in tests.
export function screen(text, { today = new Date() } = {}) {
  const seen = plain(text);
  const names = findNames(seen);
  const day = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  const found = [
    emailAddresses(seen), byLikelihood(seen, day), plates(seen), accountNames(seen),
    homeAddresses(seen, names), names, sensitiveWords(seen),
  ];
  const findings = apart(found, seen);
  return { verdict: verdictOf(findings), findings };
}

export function removed(text, findings, mask = MASK) {
  const parts = [];
  let place = 0;
  for (const { start, end } of [...findings].sort((one, other) => one.start - other.start || one.end - other.end)) {
    if (start >= place) parts.push(text.slice(place, start), mask);
    place = Math.max(place, end);
  }
  return parts.join("") + text.slice(place);
}

function verdictOf(findings) {
  if (findings.some(({ severity }) => severity === "block")) return "block";
  return findings.some(({ severity }) => severity === "warn") ? "warn" : "clear";
}

function byLikelihood(seen, today) {
  const both = [...identityNumbers(seen, today), ...phoneNumbers(seen)];
  const rank = (finding) => (finding.severity === "block" ? 0 : 2) + (unlikely(seen.text, finding) ? 1 : 0);
  return both.sort((one, other) => rank(one) - rank(other));
}

function unlikely(text, { kind, start, end }) {
  const written = text.slice(start, end);
  return kind === "coordination_number" && isFigures(written) && written.startsWith("07");
}

function apart(found, seen) {
  const taken = new Uint8Array(seen.text.length);
  const kept = [];
  for (const findings of found) {
    for (const { start, end, kind, severity } of findings) {
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      kept.push({ start: seen.starts[start], end: seen.ends[end - 1], kind, severity });
    }
  }
  return kept.sort((one, other) => one.start - other.start);
}
