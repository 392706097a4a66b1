"""Weights that make the answers add up to the known population: post-stratification, raking, trimming.

Post-stratification: within each cell g the weights are multiplied by N_g / Σw. Raking: the same in turn for each
margin until all hold (Deming & Stephan 1940, Ann. Math. Stat. 11:427; Deville, Särndal & Sautory 1993, JASA 88:1013).
A cell that people live in and nobody answered from cannot be weighted up: it is an error, not a zero. Large weights
buy unbiasedness with uncertainty; `trim` cuts them and says at what price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite
from lykta_engine.surveys.design import Design, coded, fitted_to
from lykta_engine.words import decimal, percent

REFERENCE = "Deming & Stephan 1940, Ann. Math. Stat. 11:427; Deville, Särndal & Sautory 1993, JASA 88:1013"
Population = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weighting:
    """`design`: the same sample with the new weights, its variance reckoned with what they are fitted to."""

    design: Design
    rounds: int
    largest_factor: float  # new weight over old
    smallest_factor: float
    effect_of_weights: float  # 1 + squared variation of the weights (Kish 1965): the price in variance
    n_fitted_to: int  # known totals
    method: str = "survey_weighting/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        """What the weights are fitted to and what they cost."""
        price = decimal(self.effect_of_weights, language, 2)
        if language == "sv":
            return (
                f"Svaren är vägda så att de stämmer med {self.n_fitted_to} kända befolkningstal. Ett svar räknas som "
                f"mest upp {decimal(self.largest_factor, language)} gånger. Ojämna vikter gör resultaten osäkrare, här "
                f"som om variansen vore {price} gånger så stor. Vikterna rättar inte för att de som svarade kan tycka "
                "annorlunda än andra i samma grupp."
            )
        return (
            f"The answers are weighted to agree with {self.n_fitted_to} known population figures. An answer is scaled "
            f"up at most {decimal(self.largest_factor, language)} times. Uneven weights make the results less sure, "
            f"here as if the variance were {price} times as large. Weights do not correct for those who answered "
            "thinking otherwise than others of the same group."
        )


def poststratify(made: Design, cells: ArrayLike, population: Population) -> Weighting:
    """cells: a label for each answer; population: how many people live in each cell.

    Raises BadInput for a cell that nobody answered from, one without a population, or populations not above zero.
    """
    return rake(made, {"cells": cells}, {"cells": population})


def rake(
    made: Design,
    margins: Mapping[str, ArrayLike],
    population: Mapping[str, Population],
    *,
    tolerance: float = 1e-9,
    most_rounds: int = 1000,
) -> Weighting:
    """margins: for each (age, sex, area) a label for each answer; population: the people with each label.

    Raises BadInput as `poststratify`, and for margins whose populations differ in total or cannot hold together.
    """
    if not margins or set(margins) != set(population):
        raise BadInput("each margin needs its population, and each population its margin")
    groups, wanted = [], []
    for name, labels in margins.items():
        names, codes = coded(labels, made.n, name)
        groups.append(codes)
        wanted.append(_known(name, [str(label) for label in names], codes, made.weights, population[name]))
    totals = np.array([target.sum() for target in wanted])
    if np.ptp(totals) > 1e-6 * totals.max():
        raise BadInput("the margins' populations have different totals")
    weights, rounds = _raked(made.weights, groups, wanted, tolerance, most_rounds)
    factor = weights[made.weights > 0] / made.weights[made.weights > 0]
    scale = made.weights.sum() / totals[0]
    return Weighting(
        design=fitted_to(made, weights, groups),
        rounds=rounds,
        largest_factor=float(factor.max() * scale),
        smallest_factor=float(factor.min() * scale),
        effect_of_weights=effect_of_weights(weights),
        n_fitted_to=sum(len(target) for target in wanted),
    )


def _known(
    margin: str, names: list[str], codes: NDArray[np.int64], weights: NDArray[np.float64], population: Population
) -> NDArray[np.float64]:
    known = {str(label): float(people) for label, people in population.items()}
    finite(list(known.values()), f"the population of {margin}")
    if min(known.values(), default=0.0) < 0:
        raise BadInput(f"the population of {margin} must be numbers from zero up")
    if strange := sorted(set(names) - set(known)):
        raise BadInput(f"{margin} has answers from {strange[0]}, whose population is not given")
    answered = {name for name, sum_w in zip(names, np.bincount(codes, weights), strict=True) if sum_w > 0}
    if empty := sorted(label for label, people in known.items() if people > 0 and label not in answered):
        raise BadInput(f"nobody answered from {empty[0]} of {margin}: merge it with another before weighting")
    if absent := sorted(label for label in answered if known[label] == 0):
        raise BadInput(f"{margin} has answers from {absent[0]}, where the population is 0")
    return np.array([known[name] for name in names])


def _raked(
    start: NDArray[np.float64],
    groups: list[NDArray[np.int64]],
    wanted: list[NDArray[np.float64]],
    tolerance: float,
    most_rounds: int,
) -> tuple[NDArray[np.float64], int]:
    weights = start.copy()
    for number in range(1, most_rounds + 1):
        for codes, target in zip(groups, wanted, strict=True):
            sums = np.bincount(codes, weights, len(target))
            weights = weights * np.divide(target, sums, out=np.zeros(len(target)), where=sums > 0)[codes]
        off = [np.abs(np.bincount(g, weights, len(t)) - t).max() / t.sum() for g, t in zip(groups, wanted, strict=True)]
        if max(off) <= tolerance:
            return weights, number
    raise BadInput("the margins cannot be fitted together: some combination of groups has no answers")


def effect_of_weights(weights: NDArray[np.float64]) -> float:
    counted = weights[weights > 0]
    return float(len(counted) * (counted @ counted) / counted.sum() ** 2)


@dataclass(frozen=True, slots=True)
class Trimming:
    """Weights cut at `limit`, what was cut spread over the others in proportion, so that the sum is kept."""

    weights: NDArray[np.float64]
    limit: float
    n_cut: int
    share_moved: float  # of the sum of the weights
    effect_before: float
    effect_after: float
    method: str = "survey_trimming/1"
    reference: str = "Potter 1990, Proc. ASA Survey Research Methods 225; Kish 1965, Survey Sampling"

    def explain(self, language: str = "sv") -> str:
        moved = percent(self.share_moved, language, 1)
        before, after = (decimal(value, language, 2) for value in (self.effect_before, self.effect_after))
        if language == "sv":
            if self.n_cut == 0:
                return "Ingen vikt var så stor att den behövde kapas."
            return (
                f"{self.n_cut} stora vikter är kapade; {moved} av vikterna fördelades om på de andra. Variansens "
                f"förstoring sjönk från {before} till {after}. Kapade vikter stämmer inte längre helt med "
                "befolkningen."
            )
        if self.n_cut == 0:
            return "No weight was so large that it had to be cut."
        return (
            f"{self.n_cut} large weights were cut; {moved} of the weights was spread over the others. The inflation "
            f"of the variance fell from {before} to {after}. Cut weights no longer agree fully with the population."
        )


def trim(weights: ArrayLike, *, times_mean: float = 5.0) -> Trimming:
    """Cut at `times_mean` (above 1) times the mean weight, again until what was spread lifts none above it."""
    w = finite(weights, "weights")
    if len(w) == 0 or (w < 0).any() or w.sum() <= 0 or not times_mean > 1:
        raise BadInput("weights must be zero or more with a sum above zero, and cut at more than their mean")
    counted = w[w > 0]
    limit = times_mean * float(counted.mean())
    cut, trimmed = np.zeros(len(w), dtype=bool), w.copy()
    while (trimmed > limit * (1 + 1e-12)).any():
        cut |= trimmed > limit
        rest = w[~cut].sum()
        trimmed = np.where(cut, limit, w * (w.sum() - limit * cut.sum()) / rest)
    moved = float(np.maximum(w - limit, 0.0).sum() / w.sum())
    return Trimming(trimmed, limit, int(cut.sum()), moved, effect_of_weights(w), effect_of_weights(trimmed))
