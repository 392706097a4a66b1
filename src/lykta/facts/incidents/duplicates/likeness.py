"""How alike two reports are: the logarithm of the odds that they tell of one event, as a sum of evidence.

Symmetric, without a database. Metres in SWEREF 99 TM, hours since 1970. docs/explanation/dubbletter.md says in words
what counts and how well it works.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum

from lykta.facts.incidents.duplicates.meanings import SISTER_FIELDS
from lykta.facts.incidents.duplicates.words import Reading, fields_of_code, read

FARTHEST_M = 150.0  # two reporters seldom place one event farther apart
LONGEST_GAP_H = 8.0
CLOCK_H = 1.0  # nobody looks at the clock: a moment is an hour wide
MEMORY_H = 2.0  # the odds fall to a third with each so many hours between what two people remember


class Kinship(StrEnum):
    """How the categories of two reports stand to each other."""

    SAME = "same"
    SISTER = "sister"
    UNKNOWN = "unknown"  # codes that say nothing, or that contradict texts which agree
    OTHER = "other"


# From a logistic regression on half of the pairs of a planted set, rounded, where that speaks of more than how the set
# was made. By hand: what words say (there phrases are alike by chance alone), COLLEAGUES (there all of a source are
# one), UNKNOWN, and that near is never worse than far. docs/explanation/dubbletter.md tells the figures.
BASE = 3.8
KINSHIP = {Kinship.SAME: 0.0, Kinship.SISTER: -1.2, Kinship.UNKNOWN: -2.0, Kinship.OTHER: -5.2}
SAME_REPORTER = -4.5
COLLEAGUES = -1.0
PER_10_M = -0.05
PER_10_M_BEYOND = -1.2
BEYOND_M = 80.0
TIME = 1.5
SAME_MEANING, OTHER_MEANING = 0.4, -0.3
SAME_PLACE, OTHER_PLACE = 0.2, -1.2
ALL_WORDS_SHARED = 1.0
MOST_FROM_WORDS = SAME_MEANING + SAME_PLACE + ALL_WORDS_SHARED
THRESHOLD = 0.0  # even odds


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    top: str = ""  # the code of the top category, where the tree is known
    label: str = ""

    @property
    def fields(self) -> frozenset[str]:
        return fields_of_code(f"{self.code} {self.label}")


@dataclass(frozen=True, slots=True)
class Report:
    """Without a position `east_m` and `north_m` are nan, and only an equal `place` puts two reports together."""

    key: int
    kind: Kind
    east_m: float
    north_m: float
    start_h: float
    end_h: float
    text: str = ""
    person: Hashable = None  # or the function that a personal link says
    organization: Hashable = None
    place: Hashable = None


@dataclass(frozen=True, slots=True)
class Likeness:
    score: float
    apart_m: float
    gap_h: float  # 0 where the times meet
    kinship: Kinship
    is_other_reporter: bool

    @property
    def is_likely(self) -> bool:
        return self.score >= THRESHOLD


def likeness(one: Report, other: Report) -> Likeness | None:
    """None where they are too far apart, in place or time, to be worth a look at the words."""
    apart, gap = apart_m(one, other), gap_h(one, other)
    if not (apart <= FARTHEST_M and gap <= LONGEST_GAP_H):
        return None
    reporters = _reporters(one, other)
    score = BASE + _distance(apart) + TIME * time_evidence(one, other) + reporters
    if score + MOST_FROM_WORDS < THRESHOLD:
        return None
    mine, theirs = read(one.text), read(other.text)
    kin = kinship(one.kind, other.kind, mine, theirs)
    return Likeness(score + KINSHIP[kin] + words_evidence(mine, theirs), apart, gap, kin, reporters == 0)


def apart_m(one: Report, other: Report) -> float:
    if one.place is not None and one.place == other.place:
        return 0.0
    return math.hypot(one.east_m - other.east_m, one.north_m - other.north_m)  # nan is never near


def gap_h(one: Report, other: Report) -> float:
    return max(one.start_h - other.end_h, other.start_h - one.end_h, 0.0)


def time_evidence(one: Report, other: Report) -> float:
    """Logarithm of the chance, of 1, that one moment lies within both intervals as people remember them.

    Each interval is where the event may lie, anywhere alike. Two long ones that meet say little, a moment within a
    weekend says little too, two moments close to each other say much.
    """
    a, b = _widened(one), _widened(other)
    total = _twice_summed(a[1] - b[0]) - _twice_summed(a[1] - b[1])
    total += _twice_summed(a[0] - b[1]) - _twice_summed(a[0] - b[0])
    return math.log(max(total / ((a[1] - a[0]) * (b[1] - b[0])), 1e-12))


def _widened(report: Report) -> tuple[float, float]:
    missing = max(CLOCK_H - (report.end_h - report.start_h), 0.0) / 2
    return report.start_h - missing, report.end_h + missing


def _twice_summed(hours: float) -> float:
    """exp(−|x| / MEMORY_H) integrated twice: its mean over two intervals is then four of these."""
    length = abs(hours)
    return MEMORY_H * length + MEMORY_H**2 * math.exp(-length / MEMORY_H)


def _distance(apart: float) -> float:
    return PER_10_M * apart / 10 + PER_10_M_BEYOND * max(apart - BEYOND_M, 0.0) / 10


def _reporters(one: Report, other: Report) -> float:
    """Nobody reports the same event twice; two of one organisation sometimes do."""
    if one.person is not None and one.person == other.person:
        return SAME_REPORTER
    if one.organization is None or one.organization != other.organization:
        return 0.0
    return SAME_REPORTER if one.person is None or other.person is None else COLLEAGUES


def kinship(one: Kind, other: Kind, one_text: Reading, other_text: Reading) -> Kinship:
    if one.code == other.code:
        return Kinship.SAME
    if one.top and one.top == other.top:
        return Kinship.SISTER
    mine, theirs = one.fields or one_text.fields, other.fields or other_text.fields
    if not mine or not theirs:
        return Kinship.UNKNOWN
    if mine & theirs or any(frozenset((a, b)) in SISTER_FIELDS for a in mine for b in theirs):
        return Kinship.SISTER
    return Kinship.UNKNOWN if _say_the_same(one_text, other_text) else Kinship.OTHER


def _say_the_same(one: Reading, other: Reading) -> bool:
    return bool(one.meanings) and one.meanings == other.meanings


def words_evidence(one: Reading, other: Reading) -> float:
    evidence = _agreement(one.meanings, other.meanings, SAME_MEANING, OTHER_MEANING)
    evidence += _agreement(one.places, other.places, SAME_PLACE, OTHER_PLACE)
    either = len(one.stems) + len(other.stems)
    return evidence + (ALL_WORDS_SHARED * 2 * len(one.stems & other.stems) / either if either else 0.0)


def _agreement(one: frozenset[str], other: frozenset[str], same: float, different: float) -> float:
    """Nothing where one of them does not say."""
    if not one or not other:
        return 0.0
    return same if one & other else different
