"""May two survey numbers be compared at all? A number before and one after the question was changed may not.

A trend is a trend in answers to the same question, put in the same way to the same kind of people. Anything else is a
broken series, whatever the numbers say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Break(StrEnum):
    QUESTION = "question"
    ANSWERS = "answers"
    MODE = "mode"
    VERSION = "version"
    POPULATION = "population"


@dataclass(frozen=True, slots=True)
class Question:
    """How a number was asked for.

    text: the question's wording; answers: the alternatives in order; mode: post, web, telephone …; version: of the
    form or the definition of the number; population: whom it was put to ("16–84 år").
    Differences in blanks and in letter case are no differences.
    """

    text: str
    answers: tuple[str, ...]
    mode: str
    version: str
    population: str = ""


def breaks(before: Question, after: Question) -> tuple[Break, ...]:
    """What differs between the two; empty where they may be compared."""
    pairs = {
        Break.QUESTION: (before.text, after.text),
        Break.ANSWERS: ("\n".join(before.answers), "\n".join(after.answers)),
        Break.MODE: (before.mode, after.mode),
        Break.VERSION: (before.version, after.version),
        Break.POPULATION: (before.population, after.population),
    }
    return tuple(kind for kind, (one, other) in pairs.items() if _plain(one) != _plain(other))


def _plain(text: str) -> list[list[str]]:
    return [line.casefold().split() for line in text.split("\n")]
