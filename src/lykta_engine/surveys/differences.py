"""Does the share differ between two areas, or between two years?

The difference d = p_a - p_b has the standard error √(v_a + v_b - 2 c), c the covariance that one common sample gives.
Its interval is built from the two shares' own intervals, which keeps it right for small n and shares near 0 or 1:

    low  = d - √((p_a - l_a)² - 2 r (p_a - l_a)(u_b - p_b) + (u_b - p_b)²)
    high = d + √((u_a - p_a)² - 2 r (u_a - p_a)(p_b - l_b) + (p_b - l_b)²),   r = c / (se_a se_b)

(Newcombe 1998, Statistics in Medicine 17:873, method 10, for r = 0; Zou & Donner 2008, Stat. Med. 27:1693, for any r).
A difference is called only where this interval leaves out zero and the t test agrees; many at once are held to a
false discovery rate. Where the question, its answers, mode, version or population changed, there is no answer at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput
from lykta_engine.significance import benjamini_hochberg, normal_quantile, normal_tails, student_tails
from lykta_engine.surveys.design import Design, covariance
from lykta_engine.surveys.difference_sentences import change_sentences, difference_sentences
from lykta_engine.surveys.domains import DomainShares
from lykta_engine.surveys.intervals import Interval
from lykta_engine.surveys.series import Break, Question, breaks
from lykta_engine.surveys.shares import Share, scores_of, share

METHOD = "survey_difference/1"
REFERENCE = "Newcombe 1998, Statistics in Medicine 17:873; Zou & Donner 2008, Statistics in Medicine 27:1693"


class Verdict(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    TOO_FEW_TO_JUDGE = "too_few_to_judge"
    CANNOT_BE_COMPARED = "cannot_be_compared"


@dataclass(frozen=True, slots=True)
class Difference:
    """a less b, in shares. All numbers None where it cannot be compared; shown only where neither share is `few`."""

    difference: float | None
    se: float | None
    low: float | None
    high: float | None
    p_value: float | None
    n_a: int
    n_b: int
    broken: tuple[Break, ...]
    alpha: float
    verdict: Verdict
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, a: str, b: str, language: str = "sv") -> str:
        """`a`, `b`: the two as they stand inside a sentence: "Centrum", "2024"."""
        return difference_sentences(self, a, b, language)


def difference(a: Share, b: Share, asked_a: Question, asked_b: Question, *, covariance_ab: float = 0.0) -> Difference:
    """Two shares, each with how it was asked for. Independent samples (two years) have covariance 0."""
    if a.alpha != b.alpha:
        raise BadInput("both shares need intervals at the same level")
    broken = breaks(asked_a, asked_b)
    if broken:
        return Difference(None, None, None, None, None, a.n, b.n, broken, a.alpha, Verdict.CANNOT_BE_COMPARED)
    d = a.share - b.share
    if None in (a.low, a.high, a.se, b.low, b.high, b.se):
        return Difference(d, None, None, None, None, a.n, b.n, (), a.alpha, Verdict.TOO_FEW_TO_JUDGE)
    low, high = (float(end) for end in _ends(_numbers(a), _numbers(b), covariance_ab))
    va, vb = _numbers(a)[3] ** 2, _numbers(b)[3] ** 2
    variance = max(va + vb - 2 * covariance_ab, 0.0)
    half = d - low if d > 0 else high - d
    p = _p_value(d, variance, va, vb, (a.degrees, b.degrees), half, a.alpha)
    verdict = _verdict(low, high, p, a.alpha, a.few is not None or b.few is not None)
    return Difference(d, float(np.sqrt(variance)), low, high, p, a.n, b.n, (), a.alpha, verdict)


def difference_between_areas(
    answers: ArrayLike,
    made: Design,
    in_a: ArrayLike,
    in_b: ArrayLike,
    asked: Question,
    *,
    interval: Interval = Interval.KORN_GRAUBARD,
    alpha: float = 0.05,
) -> Difference:
    """Two groups of one sample; clusters and strata that both are in make their shares covary. They may overlap."""
    a = share(answers, made, among=in_a, interval=interval, alpha=alpha)
    b = share(answers, made, among=in_b, interval=interval, alpha=alpha)
    y = np.asarray(answers, dtype=np.float64)
    groups = [np.asarray(group) & (made.weights > 0) for group in (in_a, in_b)]
    scores = np.column_stack([scores_of(np.where(group, y, 0.0), made, group) for group in groups])
    return difference(a, b, asked, asked, covariance_ab=float(covariance(made, scores)[0, 1]))


def _numbers(s: Share) -> tuple[float, float, float, float]:
    assert s.low is not None and s.high is not None and s.se is not None  # noqa: PT018 - asked for before
    return s.share, s.low, s.high, s.se


def _ends(
    a: tuple[ArrayLike, ...], b: tuple[ArrayLike, ...], covariance_ab: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    (p_a, l_a, u_a, se_a), (p_b, l_b, u_b, se_b) = (tuple(np.asarray(x) for x in side) for side in (a, b))
    both = se_a * se_b
    r = np.clip(np.divide(covariance_ab, both, out=np.zeros(np.shape(both)), where=both > 0), -1.0, 1.0)
    down, up = (p_a - l_a, u_b - p_b), (u_a - p_a, p_b - l_b)
    low = p_a - p_b - np.sqrt(np.maximum(down[0] ** 2 - 2 * r * down[0] * down[1] + down[1] ** 2, 0.0))
    high = p_a - p_b + np.sqrt(np.maximum(up[0] ** 2 - 2 * r * up[0] * up[1] + up[1] ** 2, 0.0))
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def _p_value(d: float, variance: float, va: float, vb: float, df: tuple[int, int], half: float, alpha: float) -> float:
    """t test, degrees of freedom by Satterthwaite 1946, Biometrics Bull. 2:110.

    All answers alike in both samples have no variance: there the interval's side towards zero, `half`, stands in.
    """
    if variance <= 1e-12 * (va + vb) or variance == 0:
        error = half / normal_quantile(1 - alpha / 2)
        tails = normal_tails(d / error) if error > 0 else normal_tails(0.0)
    else:
        degrees = (va + vb) ** 2 / (va**2 / max(df[0], 1) + vb**2 / max(df[1], 1))
        tails = student_tails(d / float(np.sqrt(variance)), degrees)
    return tails.two_sided()


def _verdict(low: float, high: float, p: float, alpha: float, too_few: bool) -> Verdict:
    if too_few:
        return Verdict.TOO_FEW_TO_JUDGE
    if p > alpha or low <= 0 <= high:
        return Verdict.NO_CLEAR_DIFFERENCE
    return Verdict.HIGHER if low > 0 else Verdict.LOWER


@dataclass(frozen=True, slots=True)
class Changes:
    """Two surveys, the areas that both have; arrays with NaN where `verdicts` says why. `q`: false discovery rate."""

    labels: tuple[str, ...]
    difference: NDArray[np.float64]
    se: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p_value: NDArray[np.float64]
    q_value: NDArray[np.float64]
    verdicts: tuple[Verdict, ...]
    only_in_one: tuple[str, ...]
    broken: tuple[Break, ...]
    alpha: float
    method: str = "survey_changes/1"
    reference: str = REFERENCE + "; Benjamini & Hochberg 1995, JRSS B 57:289"

    def explain(self, language: str = "sv") -> str:
        """In how many areas the share has changed for sure, and what that does not mean."""
        return change_sentences(self, language)


def changes(after: DomainShares, before: DomainShares, asked_after: Question, asked_before: Question) -> Changes:
    """after less before in every area that both surveys have, from independent samples."""
    if after.alpha != before.alpha:
        raise BadInput("both surveys need intervals at the same level")
    both = [label for label in after.labels if label in set(before.labels)]
    alone = tuple(sorted(set(after.labels) ^ set(before.labels)))
    a, b = (_rows(survey, both) for survey in (after, before))
    broken = breaks(asked_before, asked_after)
    d, (low, high) = a[0] - b[0], _ends(a[:4], b[:4], 0.0)
    variance = a[3] ** 2 + b[3] ** 2
    judged = np.isfinite(variance) & (a[5] == 0) & (b[5] == 0) & (not broken)
    p = np.full(len(both), np.nan)
    half = np.where(d > 0, d - low, high - d)
    for i in np.flatnonzero(judged):
        degrees = int(a[4][i]), int(b[4][i])
        p[i] = _p_value(d[i], variance[i], a[3][i] ** 2, b[3][i] ** 2, degrees, half[i], after.alpha)
    q = np.full(len(both), np.nan)
    q[judged] = benjamini_hochberg(p[judged])
    verdicts = tuple(_of_many(low[i], high[i], q[i], after.alpha, broken) for i in range(len(both)))

    def shown(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(judged, values, np.nan)

    return Changes(
        tuple(both),
        shown(d),
        shown(np.sqrt(variance)),
        shown(low),
        shown(high),
        p,
        q,
        verdicts,
        alone,
        broken,
        after.alpha,
    )


def _rows(survey: DomainShares, labels: list[str]) -> tuple[NDArray[np.float64], ...]:
    place = {label: i for i, label in enumerate(survey.labels)}
    at = np.array([place[label] for label in labels], dtype=np.int64)
    few = np.array([reason is not None for reason in survey.few], dtype=float)
    every = (survey.share, survey.low, survey.high, survey.se, survey.degrees.astype(float), few)
    return tuple(values[at] for values in every)


def _of_many(low: float, high: float, q: float, alpha: float, broken: tuple[Break, ...]) -> Verdict:
    if broken:
        return Verdict.CANNOT_BE_COMPARED
    return _verdict(low, high, q, alpha, too_few=bool(np.isnan(q)))
