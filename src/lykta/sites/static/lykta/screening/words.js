// The words of a text, in order, and what stands between them; see words.py.
import { read } from "./reading.js";
import RULES from "./rules.js";

const { WORD, SENTENCE_END, WORTHLESS_BEFORE } = read(RULES.words);

export class WordsOf {
  constructor(seen) {
    this.seen = seen;
    this.words = [];
    this.starts = [];
    this.ends = [];
    for (const match of WORD.find(seen.lower)) {
      this.words.push(match[0]);
      this.starts.push(match.index);
      this.ends.push(match.index + match[0].length);
    }
  }
  hasCapital(at) {
    const { text } = this.seen;
    const start = this.starts[at];
    if (text[start] === this.words[at][0]) return false;
    return this.ends[at] - start === 1 || text[start + 1] === this.words[at][1] || text[start + 1] === "-";
  }
  gap(at) {
    if (at < 0 || at >= this.words.length - 1) return "\n";
    return this.seen.lower.slice(this.ends[at], this.starts[at + 1]);
  }
  joined(at) {
    const gap = this.gap(at);
    return gap === " " || gap === "  ";
  }
  word(at) {
    return this.words[at] ?? "";
  }
  beginsSentence(at) {
    const start = this.starts[at];
    let before = this.seen.text.slice(Math.max(0, start - 4), start);
    while (before && WORTHLESS_BEFORE.includes(before.at(-1))) before = before.slice(0, -1);
    return !before || SENTENCE_END.includes(before.at(-1));
  }
}
