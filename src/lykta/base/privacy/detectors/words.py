"""The words of a text, in order, and what stands between them. What is said of word `at` is said of words[at]."""

import re
from dataclasses import dataclass

from lykta.base.privacy.plain_text import LETTERS, PlainText

WORD = re.compile(rf"[{LETTERS}]+(?:-[{LETTERS}]+)*")
SENTENCE_END = ".!?:;*\n"
WORTHLESS_BEFORE = " \"'(-"


@dataclass(frozen=True)
class Words:
    seen: PlainText
    words: list[str]  # in small letters
    starts: list[int]
    ends: list[int]

    def has_capital(self, at: int) -> bool:
        """Began with a capital and went on with small letters; a word all in capitals says nothing."""
        text, start = self.seen.text, self.starts[at]
        if text[start] == self.words[at][0]:
            return False
        return self.ends[at] - start == 1 or text[start + 1] == self.words[at][1] or text[start + 1] == "-"

    def gap(self, at: int) -> str:
        """What stands between word `at` and the next."""
        if not 0 <= at < len(self.words) - 1:
            return "\n"
        return self.seen.lower[self.ends[at] : self.starts[at + 1]]

    def joined(self, at: int) -> bool:
        """Only space between word `at` and the next."""
        return self.gap(at) in {" ", "  "}

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def begins_sentence(self, at: int) -> bool:
        start = self.starts[at]
        before = self.seen.text[max(0, start - 4) : start].rstrip(WORTHLESS_BEFORE)
        return not before or before[-1] in SENTENCE_END


def words_of(seen: PlainText) -> Words:
    words, starts, ends = [], [], []
    for match in WORD.finditer(seen.lower):
        words.append(match.group())
        starts.append(match.start())
        ends.append(match.end())
    return Words(seen, words, starts, ends)
