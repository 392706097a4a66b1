"""How much of what happens does so at few places, and is that more than chance?

`counts`: events per place, one number for every place there is, also those with none. Places are taken as alike in
size (cells of one grid, street segments, housing areas); their order does not matter.

Gini: G = 2 sum(i y_i) / (n sum(y)) - (n + 1) / n, y rising. With fewer events than places (c < n) even the most equal
spread leaves places empty, so G is compared with that: G' = max(1, n / c) (G - 1) + 1 (Bernasco & Steenbeek 2017,
J. Quant. Criminol. 33:451), times m / (m - 1), m = min(n, c), since G' cannot reach 1 with few (Deltas 2003, Rev. Econ.
Stat. 85:226; so in R's lorenzgini). The line of greatest equality goes from (0, 0) to (min(1, c / n), 1).

Whether it is more than chance: events thrown at random on the same places, `replicates` times. Intervals: bootstrap
over places, bias-corrected and accelerated (Efron 1987, JASA 82:171).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from lykta_engine.errors import BadInput, TooFewEvents, check_alpha, finite, whole_counts
from lykta_engine.significance import monte_carlo_p
from lykta_engine.where.concentration_sentences import sentences_on_concentration
from lykta_engine.where.concentration_statistics import (
    FIRST_TOP,
    GINI,
    HALF,
    Floats,
    Histogram,
    Integers,
    Interval,
    ginis,
    intervals_of,
    lorenz,
    n_top_places,
    statistics,
    thrown_at_random,
)
from lykta_engine.words import Noun

METHOD = "concentration/1"
REFERENCE = "Bernasco & Steenbeek 2017, J. Quant. Criminol. 33:451; Weisburd 2015, Criminology 53:133"
CONVENTION = "the top x % of places is x % of all places, rounded up; places with the same count are worth the same"
FEWEST_EVENTS = 20
FEWEST_PLACES = 10
MOST_A_PLACE = 100_000  # on average; beyond it the maps thrown at random would not fit in memory
TOPS = (0.01, 0.05, 0.10, 0.25)
BUSIEST = 10


class Concentrated(StrEnum):
    MORE_THAN_CHANCE = "more_than_chance"
    NO_MORE_THAN_CHANCE = "no_more_than_chance"
    TOO_FEW_TO_JUDGE = "too_few_to_judge"


@dataclass(frozen=True, slots=True)
class TopShare:
    """The busiest places: how many, and what share of the events they hold; `by_chance` is the mean of even throws."""

    share_places: float
    n_places: int
    share_events: float
    by_chance: float
    interval: Interval | None


@dataclass(frozen=True, slots=True, eq=False)
class Concentration:
    n_places: int
    n_events: int
    n_places_with_events: int
    tops: tuple[TopShare, ...]
    n_places_with_half: int  # the fewest places that hold half of the events, or more
    share_places_with_half: float
    half_interval: Interval | None  # of the share
    places_with_half_by_chance: float  # mean of even throws, share of places
    gini: float  # as it stands
    gini_generalised: float  # against the greatest equality that c events on n places allow
    gini_corrected: float | None  # and times m / (m - 1); None for a single event or place
    gini_interval: Interval | None  # of the corrected
    gini_by_chance: float  # mean of the corrected of even throws
    p_value: float | None  # Monte Carlo, one-sided: throws at least as concentrated (by Gini)
    verdict: Concentrated
    lorenz_places: Floats  # share of places, busiest first, from 0 to 1
    lorenz_events: Floats  # share of events they hold
    equality_at: float  # where the line of greatest equality reaches 1
    busiest: Integers  # indices of the busiest places with events, at most ten, first come first
    alpha: float
    replicates: int
    convention: str = CONVENTION
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None, place: Noun | None = None) -> str:
        """What share falls on how few places, against what chance gives, and what it does not mean."""
        return sentences_on_concentration(self, language, event, place)


def concentration(
    counts: ArrayLike,
    *,
    rng: np.random.Generator,
    tops: Sequence[float] = TOPS,
    alpha: float = 0.05,
    replicates: int = 999,
) -> Concentration:
    """How concentrated `counts` (shape (places,), whole numbers, places without events included) are.

    Too few to judge, and no intervals: under 20 events or 10 places. Raises BadInput for counts that are not whole
    numbers from zero up or tops outside (0, 1], TooFewEvents where there is no event or no place.
    """
    values = whole_counts(counts, "counts")
    check_alpha(alpha)
    tops = tuple(finite(tops, "the shares of places").tolist())
    if not tops or min(tops) <= 0 or max(tops) > 1:
        raise BadInput("the shares of places must be above 0 and at most 1")
    if values.size == 0 or values.sum() == 0:
        raise TooFewEvents("there is nothing to be concentrated", needed=1, got=0)
    if values.sum() / values.size > MOST_A_PLACE:
        raise BadInput(f"more than {MOST_A_PLACE} events a place cannot be thrown at random")
    few = values.sum() < FEWEST_EVENTS or values.size < FEWEST_PLACES
    observed = Histogram.of(values)
    found = statistics(observed, tops)[0]
    thrown = statistics(thrown_at_random(int(values.sum()), values.size, replicates, rng), tops)
    intervals: list[Interval | None] = (
        [None] * found.size if few else intervals_of(observed, tops, alpha, replicates, rng)
    )
    p = float(monte_carlo_p(np.count_nonzero(thrown[:, GINI] >= found[GINI] - 1e-12), replicates))
    gini, generalised, corrected = ginis(observed)
    places, events = lorenz(observed)
    n_half = round(found[HALF] * values.size)
    return Concentration(
        n_places=values.size,
        n_events=int(values.sum()),
        n_places_with_events=int(np.count_nonzero(values)),
        tops=_tops(tops, values.size, found, thrown.mean(axis=0), intervals),
        n_places_with_half=n_half,
        share_places_with_half=n_half / values.size,
        half_interval=intervals[HALF],
        places_with_half_by_chance=float(thrown[:, HALF].mean()),
        gini=gini,
        gini_generalised=generalised,
        gini_corrected=corrected,
        gini_interval=intervals[GINI],
        gini_by_chance=float(thrown[:, GINI].mean()),
        p_value=None if few else p,
        verdict=_verdict(few, p, alpha),
        lorenz_places=places,
        lorenz_events=events,
        equality_at=min(1.0, float(values.sum() / values.size)),
        busiest=_busiest(values),
        alpha=alpha,
        replicates=replicates,
    )


def _verdict(few: bool, p: float, alpha: float) -> Concentrated:
    if few:
        return Concentrated.TOO_FEW_TO_JUDGE
    return Concentrated.MORE_THAN_CHANCE if p <= alpha else Concentrated.NO_MORE_THAN_CHANCE


def _busiest(values: Integers) -> Integers:
    order = np.argsort(-values, kind="stable")[:BUSIEST]
    return np.asarray(order[values[order] > 0])


def _tops(
    tops: Sequence[float], n_places: int, found: Floats, by_chance: Floats, intervals: list[Interval | None]
) -> tuple[TopShare, ...]:
    return tuple(
        TopShare(top, n_top_places(top, n_places), float(found[at]), float(by_chance[at]), intervals[at])
        for at, top in enumerate(tops, start=FIRST_TOP)
    )
