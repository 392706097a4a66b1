"""One method's answer, as it is stored and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lykta.cycle.analysis.enums import Outcome

Words = dict[str, str]  # language → sentences


@dataclass(frozen=True)
class Answer:
    """`headline` is the answer in one sentence and `words` the whole of it, in every language of the interface, since a
    stored answer must read the same next year.

    `numbers`: JSON-safe, what `show` draws from. `n`: events the answer rests on; `left_out`: those that could not be
    used, by reason.
    """

    key: str
    outcome: str
    words: Words
    n: int
    method: str
    headline: Words = field(default_factory=dict)
    reference: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return dict(self.__dict__)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Answer:
        return cls(**stored)

    def in_words(self, language: str) -> str:
        return self.words.get(language) or self.words["sv"]

    def in_brief(self, language: str) -> str:
        return self.headline.get(language, "")


def undecided(key: str, method: str, words: Words, *, n: int, **more: Any) -> Answer:
    return Answer(key, Outcome.UNDECIDED, words, n, method, **more)
