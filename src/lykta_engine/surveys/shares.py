"""Which share of the people, or which mean, and how sure is that with so many answers and that sample?

Estimates are weighted; their variance follows the sample's design (design.py), their interval is Korn & Graubard's
unless another is asked for. Shares in parts of the sample (areas, women) are reckoned as domains of the whole sample.
A share on fewer than 50 answers, or with an interval wider than ±10 percentage points, is marked as not to be shown.

Assumed: each stratum was drawn at random; those who did not answer would have answered as those who did, given the
weights. The interval says nothing of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, check_alpha, finite, same_length
from lykta_engine.surveys.design import Design, covariance, degrees_by_domain
from lykta_engine.surveys.intervals import Interval, clopper_pearson, effective_n, log_odds, student, wilson
from lykta_engine.surveys.share_sentences import mean_sentences, share_sentences

METHOD = "survey_share/1"
REFERENCE = "Korn & Graubard 1998, Survey Methodology 24:193; Binder 1983, Int. Stat. Rev. 51:279"
FEWEST_ANSWERS = 50
WIDEST_HALF = 0.10


class Few(StrEnum):
    """Why a number is not to be shown."""

    FEW_ANSWERS = "few_answers"
    WIDE_INTERVAL = "wide_interval"
    NO_SPREAD = "no_spread"  # too few sampled units in the strata to say how uncertain it is


@dataclass(frozen=True, slots=True)
class Share:
    """`se`, `low`, `high`: None where the sample cannot tell. `few` None: the share may be shown."""

    share: float
    se: float | None
    low: float | None
    high: float | None
    n: int
    n_left_out: int
    n_effective: float | None
    degrees: int
    design_effect: float | None
    interval: Interval
    alpha: float
    few: Few | None
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, what: str | None = None) -> str:
        """`what`: who the share is of, as it begins a sentence: "Andelen som känner sig otrygga"."""
        return share_sentences(self, language, what)


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean or total; the interval is Student's with the design's degrees of freedom."""

    value: float
    se: float | None
    low: float | None
    high: float | None
    n: int
    n_left_out: int
    degrees: int
    design_effect: float | None
    is_total: bool
    alpha: float
    few: Few | None
    method: str = "survey_mean/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, what: str | None = None) -> str:
        """`what`: what the number is, as it begins a sentence: "Medelvärdet av oron"."""
        return mean_sentences(self, language, what)


def share(
    answers: ArrayLike,
    made: Design,
    *,
    among: ArrayLike | None = None,
    interval: Interval = Interval.KORN_GRAUBARD,
    alpha: float = 0.05,
) -> Share:
    """answers: 1 or 0 (true or false) for each row of the design; rows outside `among` are not read.

    among: True for the rows that the share is of: those who answered the question, and live in the area. The others
        still belong to the sample and to its variance.
    A logit interval at a share of 0 or 1 does not exist; Korn & Graubard's is given, and the result says so.
    Raises BadInput for answers that are not 0 or 1, Wilson on anything but a simple random sample; TooFewEvents where
    no row with weight is in `among`.
    """
    check_alpha(alpha)
    inside = rows_inside(among, made)
    y = _read(answers, inside, made)
    if ((y != 0) & (y != 1)).any():
        raise BadInput("answers must be 0 or 1; rows without an answer are left out by among")
    if interval is Interval.WILSON and not made.simple:
        raise BadInput("Wilson's interval is for simple random samples; take korn_graubard or logit")
    p, variance = _ratio(y, made, inside)
    n, degrees = size_of(made, inside)
    used = Interval.KORN_GRAUBARD if interval is Interval.LOGIT and p in (0.0, 1.0) else interval
    tells = degrees > 0 and (variance > 0 or p in (0.0, 1.0) or _all_sampled(made))
    n_star = _n_star(p, variance, n, degrees, made, inside, alpha) if tells else None
    low, high = _ends(used, p, variance, n, degrees, n_star, alpha) if tells else (None, None)
    return Share(
        share=p,
        se=float(np.sqrt(variance)) if tells else None,
        low=low,
        high=high,
        n=n,
        n_left_out=made.n - n,
        n_effective=n_star,
        degrees=degrees,
        design_effect=_design_effect(y, p, variance, made, inside) if tells else None,
        interval=used,
        alpha=alpha,
        few=few(n, low, high),
    )


def mean(values: ArrayLike, made: Design, *, among: ArrayLike | None = None, alpha: float = 0.05) -> Mean:
    """Weighted mean of `values`, one finite number for each row in `among`."""
    check_alpha(alpha)
    inside = rows_inside(among, made)
    y = _read(values, inside, made)
    value, variance = _ratio(y, made, inside)
    return _mean(value, variance, _design_effect(y, value, variance, made, inside), made, inside, False, alpha)


def total(values: ArrayLike, made: Design, *, among: ArrayLike | None = None, alpha: float = 0.05) -> Mean:
    """Weighted total of `values`; its weights must sum to the population."""
    check_alpha(alpha)
    inside = rows_inside(among, made)
    weighted = made.weights * _read(values, inside, made) * inside
    variance = float(covariance(made, weighted[:, None])[0, 0])
    return _mean(float(weighted.sum()), variance, None, made, inside, True, alpha)


def _mean(
    value: float,
    variance: float,
    effect: float | None,
    made: Design,
    inside: NDArray[np.bool_],
    is_total: bool,
    alpha: float,
) -> Mean:
    n, degrees = size_of(made, inside)
    se = float(np.sqrt(variance)) if degrees > 0 else None
    low, high = (None, None) if se is None else (float(end) for end in student(value, se, degrees, alpha))
    reason = Few.FEW_ANSWERS if n < FEWEST_ANSWERS else Few.NO_SPREAD if se is None else None
    return Mean(value, se, low, high, n, made.n - n, degrees, None if se is None else effect, is_total, alpha, reason)


def few(n: int, low: float | None, high: float | None) -> Few | None:
    """The rule for what is not shown."""
    if n < FEWEST_ANSWERS:
        return Few.FEW_ANSWERS
    if low is None or high is None:
        return Few.NO_SPREAD
    return Few.WIDE_INTERVAL if high - low > 2 * WIDEST_HALF + 1e-12 else None


def rows_inside(among: ArrayLike | None, made: Design) -> NDArray[np.bool_]:
    """Rows of `among` that have a weight; TooFewEvents where there is none."""
    inside = np.ones(made.n, dtype=bool) if among is None else np.asarray(among)
    if inside.dtype != bool or inside.ndim != 1:
        raise BadInput("among must be true or false for each answer")
    same_length(weights=made.weights, among=inside)
    counted = inside & (made.weights > 0)
    if not counted.any():
        raise TooFewEvents("nobody with a weight answered", needed=1, got=0)
    return np.asarray(counted)


def _read(values: ArrayLike, inside: NDArray[np.bool_], made: Design) -> NDArray[np.float64]:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadInput("answers must be numbers") from None
    if array.ndim != 1:
        raise BadInput("answers must have one dimension")
    same_length(weights=made.weights, answers=array)
    return finite(np.where(inside, array, 0.0), "answers")


def _ratio(y: NDArray[np.float64], made: Design, inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Weighted mean over `inside` and its variance; scores w (y - mean) / Σw."""
    w = made.weights * inside
    at = float(np.clip(w @ y / w.sum(), y[inside].min(), y[inside].max()))
    return at, float(covariance(made, (w * (y - at) / w.sum())[:, None])[0, 0])


def scores_of(y: NDArray[np.float64], made: Design, inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    w = made.weights * inside
    return np.asarray(w * (y - w @ y / w.sum()) / w.sum())


def size_of(made: Design, inside: NDArray[np.bool_]) -> tuple[int, int]:
    n = int(inside.sum())
    if n == made.n:
        return n, made.degrees
    return n, int(degrees_by_domain(made, (~inside).astype(np.int64), 2)[0])


def _all_sampled(made: Design) -> bool:
    return bool((made.sampled_share == 1).all())


def _n_star(
    p: float, variance: float, n: int, degrees: int, made: Design, inside: NDArray[np.bool_], alpha: float
) -> float | None:
    if variance <= 0 and p not in (0.0, 1.0):
        return None
    return float(effective_n(p, variance, n, degrees, _without_spread(made, inside), alpha))


def _without_spread(made: Design, inside: NDArray[np.bool_]) -> float:
    """Where all answer alike: Kish's effective number; with clusters, only so many as there are clusters."""
    w = made.weights[inside]
    kish = float(w.sum() ** 2 / (w @ w))
    return min(kish, float(len(np.unique(made.cluster[inside])))) if made.clustered else kish


def _ends(
    used: Interval, p: float, variance: float, n: int, degrees: int, n_star: float | None, alpha: float
) -> tuple[float, float]:
    se = float(np.sqrt(variance))
    if n_star is None:
        return p, p  # everybody was asked
    match used:
        case Interval.WILSON:
            low, high = wilson(p, n, alpha)
        case Interval.LOGIT:
            low, high = log_odds(p, se, degrees, alpha)
        case Interval.STUDENT:
            low, high = student(p, se, degrees, alpha)
        case _:
            low, high = clopper_pearson(p, n_star, alpha)
    return max(float(low), 0.0), min(float(high), 1.0)


def _design_effect(
    y: NDArray[np.float64], at: float, variance: float, made: Design, inside: NDArray[np.bool_]
) -> float | None:
    """Variance against that of a simple random sample of as many (without replacement where N_h are known)."""
    w, n = made.weights[inside], int(inside.sum())
    if n < 2:
        return None
    spread = float(w @ (y[inside] - at) ** 2 / w.sum()) * n / (n - 1)
    left = max(1.0 - n / float(w.sum()), 0.0) if made.sampled_share.any() else 1.0
    return variance / (left * spread / n) if spread * left > 0 else None
