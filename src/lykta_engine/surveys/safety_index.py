"""An index over several questions (safety index, problem index), from a definition that is data.

Each item turns an answer into "a problem" or not by its cut and direction. Three ways to an index, by the definition:

shares (missing "item"):     I = top Σ_k w_k p_k / Σ_k w_k, p_k the share of problems among those who answered item k
persons (missing "person"):  the mean over persons of top Σ_k w_k u_ik / Σ_k w_k over the items that i answered, of
                             those who answered at least `at_least` of the items
points (items have points):  p_k gives as many points as it reaches of the item's limits; I is their weighted mean

The first two are means, with the design's linearised variance and Student's interval. Points jump, so their interval
is the middle 1 - alpha of resampled units (Rao & Wu 1988, JASA 83:231: n_h - 1 of the n_h units of each stratum with
replacement, weights times n_h / (n_h - 1)), without finite population or fitted totals, which overstates it a little.
An index mixes unlike things: it can stand still while its parts move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, check_alpha
from lykta_engine.replicates import key_from
from lykta_engine.surveys.design import Design, covariance
from lykta_engine.surveys.index_definition import Direction, IndexDefinition, Item, Missing, checked
from lykta_engine.surveys.index_sentences import index_sentences
from lykta_engine.surveys.intervals import student
from lykta_engine.surveys.shares import FEWEST_ANSWERS, Few, rows_inside, size_of

METHOD = "safety_index/1"
REFERENCE = "Binder 1983, Int. Stat. Rev. 51:279; Rao & Wu 1988, JASA 83:231"


@dataclass(frozen=True, slots=True)
class ItemShare:
    key: str
    share: float | None  # of problems among those who answered
    n: int
    points: int | None


@dataclass(frozen=True, slots=True)
class SafetyIndex:
    """`value` from 0 (no problem) to `top`. `few` None: it may be shown."""

    value: float
    se: float | None
    low: float | None
    high: float | None
    top: float
    n: int  # persons whose answers are in it
    n_left_out: int  # too few of the items answered, or none
    items: tuple[ItemShare, ...]
    definition: IndexDefinition
    degrees: int
    alpha: float
    few: Few | None
    replicates: int | None
    key: int | None  # of the resampling
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        """The index, on how many answers, how sure, and what an index hides."""
        return index_sentences(self, language)


@dataclass(frozen=True, slots=True)
class _Answers:
    """(n, items): was the item answered, was it a problem; weight of each item; the area's rows and degrees."""

    given: NDArray[np.float64]
    problem: NDArray[np.float64]
    weight: NDArray[np.float64]
    n: int
    degrees: int


def safety_index(
    answers: Mapping[str, ArrayLike],
    made: Design,
    definition: IndexDefinition,
    *,
    rng: np.random.Generator,
    among: ArrayLike | None = None,
    replicates: int = 499,
    alpha: float = 0.05,
) -> SafetyIndex:
    """answers: for each item's key one number for each row of the design, NaN where it was not answered.

    among: True for the rows that the index is of (an area); the others still belong to the sample.
    `rng` is drawn from only where items have points.
    Raises BadInput for items without answers' arrays, unequal lengths, infinite answers; TooFewEvents where an item
    with weight, or the whole index, has nobody's answer.
    """
    checked(definition)
    check_alpha(alpha)
    area = rows_inside(among, made)
    read = _read(answers, made, definition, area)
    if definition.missing is Missing.PERSON:
        return _persons(read, made, definition, alpha)
    shares = _item_shares(read, made.weights[None, :])[0]
    if np.isnan(shares[read.weight > 0]).any():
        raise TooFewEvents("an item of the index was answered by nobody with a weight", needed=1, got=0)
    if definition.in_points:
        return _in_points(read, made, definition, shares, key_from(rng), replicates, alpha)
    return _of_shares(read, made, definition, shares, alpha)


def _read(
    answers: Mapping[str, ArrayLike], made: Design, definition: IndexDefinition, area: NDArray[np.bool_]
) -> _Answers:
    columns = []
    for item in definition.items:
        if item.key not in answers:
            raise BadInput(f"no answers to the item {item.key}")
        try:
            column = np.asarray(answers[item.key], dtype=np.float64)
        except (TypeError, ValueError):
            raise BadInput(f"the answers to {item.key} must be numbers") from None
        if column.shape != (made.n,) or np.isinf(column).any():
            raise BadInput(f"the item {item.key} needs one finite answer, or NaN, for each row")
        columns.append(column)
    values = np.column_stack(columns)
    cuts = np.array([item.cut for item in definition.items])
    sign = np.array([1.0 if i.direction is Direction.HIGHER_IS_WORSE else -1.0 for i in definition.items])
    given = ~np.isnan(values) & area[:, None]
    problem = given & (np.where(given, values, 0.0) * sign >= cuts * sign)
    weights = np.array([item.weight for item in definition.items])
    n, degrees = size_of(made, area)
    return _Answers(given.astype(float), problem.astype(float), weights, n, degrees)


def _item_shares(read: _Answers, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(sets of weights, items); NaN where nobody answered."""
    base, hits = weights @ read.given, weights @ read.problem
    return np.divide(hits, base, out=np.full(base.shape, np.nan), where=base > 0)


def _of_shares(
    read: _Answers, made: Design, definition: IndexDefinition, shares: NDArray[np.float64], alpha: float
) -> SafetyIndex:
    part = read.weight / read.weight.sum()
    p = np.nan_to_num(shares)
    base = np.maximum(made.weights @ read.given, 1e-300)
    scores = made.weights * ((read.given * (read.problem - p)) @ (part / base * (made.weights @ read.given > 0)))
    return _linear(float(part @ p), scores, _anyone(read), read, made, definition, alpha)


def _anyone(read: _Answers) -> NDArray[np.bool_]:
    """Persons who answered something that counts."""
    return np.asarray((read.given[:, read.weight > 0] > 0).any(axis=1))


def _persons(read: _Answers, made: Design, definition: IndexDefinition, alpha: float) -> SafetyIndex:
    counted = read.weight > 0
    base = read.given @ read.weight
    enough = read.given[:, counted].sum(axis=1) >= definition.at_least * counted.sum() - 1e-9
    inside = enough & (base > 0)
    if not inside.any():
        raise TooFewEvents("nobody answered enough items for the index", needed=1, got=0)
    own = np.divide(read.problem @ read.weight, base, out=np.zeros(made.n), where=inside)
    w = made.weights * inside
    value = float(w @ own / w.sum())
    return _linear(value, w * (own - value) / w.sum(), inside, read, made, definition, alpha)


def _linear(
    value: float,
    scores: NDArray[np.float64],
    inside: NDArray[np.bool_],
    read: _Answers,
    made: Design,
    definition: IndexDefinition,
    alpha: float,
) -> SafetyIndex:
    top, tells = definition.top, read.degrees > 0
    se = top * float(np.sqrt(covariance(made, scores[:, None])[0, 0])) if tells else None
    ends = None if se is None else [float(end) for end in student(top * value, se, read.degrees, alpha)]
    span = (None, None) if ends is None else (max(ends[0], 0.0), min(ends[1], top))
    shares = _item_shares(read, made.weights[None, :])[0]
    return _result(top * value, se, span, inside, read, shares, made, definition, alpha, None, None)


def _in_points(
    read: _Answers,
    made: Design,
    definition: IndexDefinition,
    shares: NDArray[np.float64],
    key: int,
    replicates: int,
    alpha: float,
) -> SafetyIndex:
    inside = _anyone(read)
    value = float(_mean_points(shares[None, :], read.weight, definition)[0])
    if read.degrees <= 0 or made.lonely_strata:
        return _result(value, None, (None, None), inside, read, shares, made, definition, alpha, None, None)
    drawn = resampled_weights(made, key, replicates)
    values = _mean_points(_item_shares(read, drawn), read.weight, definition)
    low, high = (float(q) for q in np.quantile(values, [alpha / 2, 1 - alpha / 2]))
    span = (min(low, value), max(high, value))
    return _result(
        value, float(values.std(ddof=1)), span, inside, read, shares, made, definition, alpha, replicates, key
    )


def resampled_weights(made: Design, key: int, replicates: int) -> NDArray[np.float64]:
    """(replicates, n): the weights of each resample."""
    rng = np.random.default_rng(key)
    times = np.zeros((replicates, len(made.stratum_of_cluster)))
    for stratum, n_h in enumerate(made.clusters_in):
        units = np.flatnonzero(made.stratum_of_cluster == stratum)
        drawn = rng.multinomial(n_h - 1, np.full(n_h, 1.0 / n_h), size=replicates)
        times[:, units] = drawn * (n_h / (n_h - 1))
    return times[:, made.cluster] * made.weights


def _points(shares: NDArray[np.float64], definition: IndexDefinition) -> NDArray[np.float64]:
    """Limits reached; a share within rounding of a limit has reached it."""
    limits = np.array([item.points for item in definition.items])
    return np.asarray((shares[..., None] >= limits - 1e-12).sum(axis=-1).astype(float))


def _mean_points(
    shares: NDArray[np.float64], weight: NDArray[np.float64], definition: IndexDefinition
) -> NDArray[np.float64]:
    points = np.where(np.isnan(shares), np.nan, _points(np.nan_to_num(shares), definition))
    known = ~np.isnan(points) * weight  # a resample may lack an item's few answers
    return np.asarray((np.nan_to_num(points) * known).sum(axis=1) / np.maximum(known.sum(axis=1), 1e-300))


def _result(
    value: float,
    se: float | None,
    span: tuple[float | None, float | None],
    inside: NDArray[np.bool_],
    read: _Answers,
    shares: NDArray[np.float64],
    made: Design,
    definition: IndexDefinition,
    alpha: float,
    replicates: int | None,
    key: int | None,
) -> SafetyIndex:
    fewest = _fewest(inside, read)
    return SafetyIndex(
        value=value,
        se=se,
        low=span[0],
        high=span[1],
        top=float(len(definition.items[0].points)) if definition.in_points else definition.top,
        n=int(inside.sum()),
        n_left_out=read.n - int(inside.sum()),
        items=_of_items(definition.items, shares, read, definition),
        definition=definition,
        degrees=read.degrees,
        alpha=alpha,
        few=Few.FEW_ANSWERS if fewest < FEWEST_ANSWERS else Few.NO_SPREAD if se is None else None,
        replicates=replicates,
        key=key,
    )


def _fewest(inside: NDArray[np.bool_], read: _Answers) -> int:
    """Answers behind the weakest item with weight: an index is no surer than that."""
    return min(int(inside.sum()), int(read.given[inside][:, read.weight > 0].sum(axis=0).min()))


def _of_items(
    items: Sequence[Item], shares: NDArray[np.float64], read: _Answers, definition: IndexDefinition
) -> tuple[ItemShare, ...]:
    points = _points(np.nan_to_num(shares), definition) if definition.in_points else None
    n = read.given.sum(axis=0).astype(int)
    return tuple(
        ItemShare(
            key=item.key,
            share=None if np.isnan(shares[k]) else float(shares[k]),
            n=int(n[k]),
            points=None if points is None or np.isnan(shares[k]) else int(points[k]),
        )
        for k, item in enumerate(items)
    )
