// Reads the rules as the server writes them: patterns, sets and rows of words.

export class Pattern {
  constructor(source) {
    this.all = new RegExp(source, "g");
    this.here = new RegExp(source, "y");
    this.wholly = new RegExp(`^(?:${source})$`);
  }
  find(text) {
    return text.matchAll(this.all);
  }
  from(text, place) {
    this.all.lastIndex = place;
    return this.all.exec(text);
  }
  at(text, place) {
    this.here.lastIndex = place;
    return this.here.exec(text);
  }
  within(text) {
    return this.from(text, 0) !== null;
  }
  whole(text) {
    return this.wholly.test(text);
  }
}

class Words extends Array {
  get set() {
    this.known ??= new Set(this);
    return this.known;
  }
  has(word) {
    return this.set.has(word);
  }
  endOf(word) {
    this.lengths ??= [...new Set(Array.from(this, (end) => end.length))];
    return this.lengths.some((length) => this.has(word.slice(-length)));
  }
}

export function read(rule) {
  if (rule === null || typeof rule !== "object") return rule;
  if ("r" in rule) return new Pattern(rule.r);
  if ("w" in rule) return Words.from(rule.w.split(" "));
  if (Array.isArray(rule)) return Words.from(rule, read);
  return Object.fromEntries(Object.entries(rule).map(([name, value]) => [name, read(value)]));
}

export const slice = (text, start, end) => text.slice(Math.max(0, start), Math.max(0, end));
export const isFigures = (text) => /^[0-9]+$/.test(text);

// The number of values in the sorted list that are smaller, or as small.
export function bisectRight(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
