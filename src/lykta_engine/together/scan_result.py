"""What a scan hands out: the clusters, how sure each is, and the scan's settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lykta_engine.errors import LARGEST, BadInput, check_alpha
from lykta_engine.significance import gumbel_p, monte_carlo_error, monte_carlo_p, recurrence_interval
from lykta_engine.together.scan_likelihood import SLACK
from lykta_engine.together.scan_sentences import sentences_on_scan
from lykta_engine.together.scan_task import Best
from lykta_engine.together.scan_zones import ORDER, Zones
from lykta_engine.words import Noun

MOST_CLUSTERS = 20
CONVENTIONS = (
    f"{ORDER}; windows half-open [start, end); a cluster's edge cells belong to it; "
    "one cluster a centre, listed from the strongest, each without a location of a stronger one; "
    "at the same strength the one with fewer locations"
)


class ScanVerdict(StrEnum):
    CLUSTERS = "clusters"
    NOTHING_BEYOND_CHANCE = "nothing_beyond_chance"


class Model(StrEnum):
    SPACE_TIME_PERMUTATION = "space_time_permutation"
    POISSON_SPACE = "poisson_space"
    POISSON_SPACE_TIME = "poisson_space_time"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Locations within `radius_m` of the centre, during [start, end).

    A secondary cluster's p compares it with the strongest of each replicate: it errs on the side of chance.
    """

    centre: tuple[float, ...]  # as the positions were given
    radius_m: float  # from the centre's location to the furthest one; 0 for a single location
    locations: NDArray[np.int32]
    start: Any  # day number or date, as given; the unit's number without either; None where time was not scanned
    end: Any
    units: int  # the window's length
    observed: int
    expected: float
    ratio: float  # observed / expected
    relative_risk: float | None  # against all outside; None where all cases are inside
    log_likelihood_ratio: float
    p_value: float  # (1 + replicates at least as strong) / (1 + replicates)
    p_error: float  # its Monte Carlo standard error
    p_gumbel: float  # from a Gumbel distribution fitted to the replicates' maxima
    recurrence_days: float | None  # prospective: days between alarms so strong when nothing happens
    beyond_chance: bool  # p_value <= alpha


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for, in the units in which it was asked."""

    model: Model
    prospective: bool
    max_radius_m: float | None
    max_share: float
    max_window_units: int
    unit_days: float | None  # None where a unit has no fixed length
    cell_m: float | None  # None where locations were given
    fewest_in_cluster: int
    replicates: int
    alpha: float
    days_between_looks: float | None = None


@dataclass(frozen=True, slots=True)
class ScanResult:
    settings: Settings
    n_events: int
    n_outside_period: int  # left out
    n_locations: int
    n_zones: int
    n_units: int
    period: tuple[Any, Any] | None  # half-open; None where time was not scanned
    clusters: tuple[Cluster, ...]  # the strongest first; also those within chance
    maxima: NDArray[np.float64]  # the strongest of each replicate
    key: int  # of the replicates' random numbers
    verdict: ScanVerdict
    method: str
    reference: str
    conventions: str = CONVENTIONS

    @property
    def beyond_chance(self) -> tuple[Cluster, ...]:
        return tuple(cluster for cluster in self.clusters if cluster.beyond_chance)

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        """Plain sentences: what was searched, what was found, how sure, and what it does not mean."""
        return sentences_on_scan(self, language, event)


def separate(best: Best, zones: Zones, most: int = MOST_CLUSTERS) -> list[int]:
    """Centres of clusters without a common location, the strongest first; the best of each centre competes."""
    taken = np.zeros(zones.n_locations, dtype=bool)
    centres: list[int] = []
    order = np.lexsort((np.arange(zones.n_locations), best.rank, -best.likelihood))
    for centre in order[best.likelihood[order] > 0]:
        members = zones.of(centre, int(best.rank[centre]))
        if len(centres) < most and not taken[members].any():
            centres.append(int(centre))
            taken[members] = True
    return centres


@dataclass(frozen=True, slots=True)
class Clock:
    """From units back to the caller's time: edges[u] is where unit u begins; whole numbers where it has no length."""

    edges: NDArray | None

    def at(self, unit: int) -> Any:
        if self.edges is None:
            return None
        edge = self.edges[unit]
        return edge if isinstance(edge, np.datetime64) else edge.item()


def clusters_of(
    best: Best, zones: Zones, maxima: NDArray[np.float64], total: int, clock: Clock, settings: Settings
) -> tuple[Cluster, ...]:
    return tuple(_cluster(best, zones, v, maxima, total, clock, settings) for v in separate(best, zones))


def _cluster(
    best: Best, zones: Zones, v: int, maxima: NDArray[np.float64], total: int, clock: Clock, settings: Settings
) -> Cluster:
    observed, expected, strength = int(best.count[v]), float(best.expected[v]), float(best.likelihood[v])
    p = float(monte_carlo_p((maxima >= strength * (1 - SLACK)).sum(), maxima.size))
    looks = settings.days_between_looks
    return Cluster(
        centre=tuple(float(value) for value in zones.positions[v]),
        radius_m=zones.radius(v, int(best.rank[v])),
        locations=zones.of(v, int(best.rank[v])).copy(),
        start=clock.at(int(best.start[v])),
        end=clock.at(int(best.end[v])),
        units=int(best.end[v] - best.start[v]),
        observed=observed,
        expected=expected,
        ratio=observed / expected,
        relative_risk=observed / expected * (total - expected) / (total - observed) if observed < total else None,
        log_likelihood_ratio=strength,
        p_value=p,
        p_error=float(monte_carlo_error(p, maxima.size)),
        p_gumbel=float(gumbel_p(strength, maxima)),
        recurrence_days=recurrence_interval(p, looks) if settings.prospective and looks else None,
        beyond_chance=p <= settings.alpha,
    )


def verdict_on(clusters: tuple[Cluster, ...]) -> ScanVerdict:
    found = any(cluster.beyond_chance for cluster in clusters)
    return ScanVerdict.CLUSTERS if found else ScanVerdict.NOTHING_BEYOND_CHANCE


def check_settings(settings: Settings) -> None:
    check_alpha(settings.alpha)
    if settings.replicates < 9 or (settings.replicates + 1) * settings.alpha < 1 - SLACK:
        raise BadInput(f"{settings.replicates} replicates can never show a p of {settings.alpha} or less")
    if settings.max_radius_m is not None and not settings.max_radius_m <= LARGEST:
        raise BadInput("the largest radius must be a finite number of metres; None for no largest")
    if settings.max_window_units < 1:
        raise BadInput("the longest window must be at least one unit of time")
    if settings.fewest_in_cluster < 1:
        raise BadInput("a cluster must have at least one event")
