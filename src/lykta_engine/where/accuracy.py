"""Which settings of a hot-spot map find most of what comes after? Never for forecasts of persons, only of maps.

`predicted`: what a map made *before* says of each place (a density, a count); `observed`: whole counts of events at the
same places *after*; `area`: their sizes in one unit (square metres, metres of street), 1 where they are alike.
Places are taken from the highest predicted density (predicted / area) down; ties go against the forecast: of equal
predictions the place with the lower observed density comes first, then the larger one, then the first in order.

With n of N events in the chosen places of area a of A (Chainey, Tompson & Uhlig 2008, Secur. J. 21:4):
PAI = (n / N) / (a / A). It rewards tiny areas, so it never stands without its share of the area.
PEI = PAI / the PAI of as many places chosen knowing what came (Hunt 2016, as R's ptools has it).
PEI* = n / n*, n* the most events that any places of at most the same area had (White, Hunt & Green 2023, Secur. J.).
RRI = predicted / observed in the chosen places, as ptools has it; recapture = (n / N) / (share of the predicted that
they had), 1 where the map holds what it promised (Levine 2008, Secur. J. 21:295).
Finding n* exactly is a knapsack; with unequal sizes n* here is its upper bound by parts of places, rounded down, which
again goes against the forecast. With equal sizes it is exact, and PEI* = PEI.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, check_alpha, finite, same_length, whole_counts
from lykta_engine.significance import binomial_tails, share_interval
from lykta_engine.where.accuracy_sentences import sentences_on_choice, sentences_on_hit
from lykta_engine.words import Noun

METHOD = "accuracy/1"
REFERENCE = "Chainey, Tompson & Uhlig 2008, Secur. J. 21:4; Hunt 2016; White, Hunt & Green 2023, Secur. J."
CONVENTION = "highest predicted density first; ties go against the forecast"
FEWEST = 20

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HitRate:
    """The chosen places, and how much of what came after they held. None where a ratio has nothing below the line."""

    n_places: int
    share_area: float
    n_hit: int
    n_events: int
    share_events: float
    share_low: float  # exact mid-p limits: places fixed, events falling independently
    share_high: float
    pai: float
    pei: float | None
    pei_star: float | None
    rri: float | None
    recapture: float | None
    alpha: float
    convention: str = CONVENTION
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """What share of the area held what share of the events, and what that does not mean."""
        return sentences_on_hit(self, language, event)


@dataclass(frozen=True, slots=True, eq=False)
class Accuracy:
    """One row for each number of chosen places, 1 to all. Ratios with nothing below the line are NaN in these arrays
    (None in `as_data` and in `at`)."""

    order: Integers  # the places, first chosen first
    n_hit: Integers
    share_area: Floats
    share_events: Floats
    pai: Floats
    pei: Floats
    pei_star: Floats
    rri: Floats
    recapture: Floats
    n_events: int
    convention: str = CONVENTION
    method: str = METHOD
    reference: str = REFERENCE

    def at(self, share_area: float, *, alpha: float = 0.05) -> HitRate:
        """The most places whose area together is at most `share_area` of the whole. BadInput where even one is more."""
        check_alpha(alpha)
        chosen = int(np.searchsorted(self.share_area, share_area + 1e-12, side="right"))
        if not 0 < share_area <= 1 or chosen == 0:
            raise BadInput("the share of the area must be at most 1 and hold at least the first place")
        row, n_hit = chosen - 1, int(self.n_hit[chosen - 1])
        low, high = share_interval(n_hit, self.n_events, alpha)
        return HitRate(
            n_places=chosen,
            share_area=float(self.share_area[row]),
            n_hit=n_hit,
            n_events=self.n_events,
            share_events=float(self.share_events[row]),
            share_low=low,
            share_high=high,
            pai=float(self.pai[row]),
            pei=_number(self.pei[row]),
            pei_star=_number(self.pei_star[row]),
            rri=_number(self.rri[row]),
            recapture=_number(self.recapture[row]),
            alpha=alpha,
        )

    def explain(self, language: str = "sv", *, event: Noun | None = None, share_area: float = 0.05) -> str:
        return self.at(max(share_area, float(self.share_area[0]))).explain(language, event=event)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def accuracy(observed: ArrayLike, predicted: ArrayLike, area: ArrayLike | None = None) -> Accuracy:
    """PAI, PEI, PEI*, RRI and recapture for every number of chosen places. All shapes (places,).

    BadInput for unequal lengths, observed that are not whole counts, predicted below zero, sizes not above zero;
    TooFewEvents where nothing was observed.
    """
    counts, sizes = whole_counts(observed, "observed"), _sizes(area, np.shape(observed))
    forecast = finite(predicted, "predicted")
    same_length(observed=counts, predicted=forecast, area=sizes)
    if (forecast < 0).any():
        raise BadInput("predicted must be zero or more")
    if counts.sum() == 0:
        raise TooFewEvents("no event came after, so no map can have found any", needed=1, got=0)
    return _curve(counts, forecast, sizes)


def _sizes(area: ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    if area is None:
        return np.ones(shape)
    sizes = finite(area, "area")
    if (sizes <= 0).any():
        raise BadInput("every place needs a size above zero")
    return sizes


def _curve(counts: Integers, forecast: Floats, sizes: Floats) -> Accuracy:
    order = np.lexsort((-sizes, _comparable(counts / sizes), -_comparable(forecast / sizes)))
    n_hit, area = np.cumsum(counts[order]), np.cumsum(sizes[order])
    share_area, share_events = area / area[-1], n_hit / n_hit[-1]
    promised = np.cumsum(forecast[order])
    pai = share_events / share_area
    return Accuracy(
        order=order,
        n_hit=n_hit,
        share_area=share_area,
        share_events=share_events,
        pai=pai,
        pei=_ratio(pai, _best_pai(counts, sizes)),
        pei_star=_ratio(n_hit, _most_events(counts, sizes, area)),
        rri=_ratio(promised, n_hit),
        recapture=_ratio(share_events, _ratio(promised, promised[-1:])),
        n_events=int(n_hit[-1]),
    )


def _comparable(densities: Floats) -> Floats:
    """Rounded to 40 bits, so that ties are ties in any unit of area."""
    part, power = np.frexp(densities)
    return np.asarray(np.ldexp(np.rint(np.ldexp(part, 40)), power - 40))


def _ratio(above: NDArray[np.generic], below: NDArray[np.generic]) -> Floats:
    over, under = np.broadcast_arrays(above, below)
    return np.divide(over, under, out=np.full(over.shape, np.nan), where=np.asarray(under != 0))


def _best_pai(counts: Integers, sizes: Floats) -> Floats:
    """PAI of as many places, by observed density; of equal ones the smaller first, which keeps it high."""
    best = np.lexsort((sizes, -_comparable(counts / sizes)))
    events, area = np.cumsum(counts[best]), np.cumsum(sizes[best])
    return np.asarray((events / events[-1]) / (area / area[-1]))


def _most_events(counts: Integers, sizes: Floats, budgets: Floats) -> Floats:
    """Upper bound of the events in any places of at most these areas: the last place is taken in part."""
    best = np.argsort(-counts / sizes, kind="stable")
    area, events = np.cumsum(sizes[best]), np.cumsum(counts[best])
    return np.floor(np.interp(budgets, np.r_[0.0, area], np.r_[0.0, events]) + 1e-9)


class Choice(StrEnum):
    BEST = "best"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    TOO_FEW_TO_JUDGE = "too_few_to_judge"


@dataclass(frozen=True, slots=True)
class SettingsCompared:
    """Settings by PEI* at the same share of the area, best first (equal ones by name)."""

    share_area: float  # at most
    names: tuple[str, ...]
    hit_rates: tuple[HitRate, ...]
    n_only_best: int | None  # events that only the best found; None with a single setting
    n_only_second: int | None
    p_value: float | None  # two-sided mid-p of those two as one throw each (McNemar); None with a single setting
    alpha: float
    verdict: Choice
    convention: str = CONVENTION
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """Which settings found most, and whether that is more than chance."""
        return sentences_on_choice(self, language, event)


def compare_settings(
    observed: ArrayLike,
    predicted: Mapping[str, ArrayLike],
    area: ArrayLike | None = None,
    *,
    share_area: float = 0.05,
    alpha: float = 0.05,
) -> SettingsCompared:
    """Which of several maps (name -> prediction of the same places) found most in `share_area` of the area?

    The best of many always looks better than it is: choose on one period, and state the accuracy of the next.
    Too few to judge: under 20 events. BadInput as for `accuracy`, or without any map.
    """
    if not predicted:
        raise BadInput("there are no settings to compare")
    curves = {name: accuracy(observed, forecast, area) for name, forecast in predicted.items()}
    rates = {name: curve.at(share_area, alpha=alpha) for name, curve in curves.items()}
    names = tuple(sorted(rates, key=lambda name: (-(rates[name].pei_star or 0.0), name)))
    counts = whole_counts(observed, "observed")
    only = [_only(counts, curves, rates, *pair) for pair in (names[:2], names[1::-1])] if len(names) > 1 else None
    p = binomial_tails(only[0], sum(only), 0.5).two_sided() if only else None
    return SettingsCompared(
        share_area=share_area,
        names=names,
        hit_rates=tuple(rates[name] for name in names),
        n_only_best=only[0] if only else None,
        n_only_second=only[1] if only else None,
        p_value=p,
        alpha=alpha,
        verdict=_verdict(int(counts.sum()), p, alpha),
    )


def _only(counts: Integers, curves: Mapping[str, Accuracy], rates: Mapping[str, HitRate], one: str, other: str) -> int:
    chosen, others = (curves[name].order[: rates[name].n_places] for name in (one, other))
    return int(counts[np.setdiff1d(chosen, others)].sum())


def _verdict(n_events: int, p: float | None, alpha: float) -> Choice:
    if n_events < FEWEST or p is None:
        return Choice.TOO_FEW_TO_JUDGE
    return Choice.BEST if p <= alpha else Choice.NO_CLEAR_DIFFERENCE
