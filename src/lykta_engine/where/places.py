"""Places where events lie close together: DBSCAN on points (Ester, Kriegel, Sander & Xu 1996, KDD-96:226).

A point with at least `fewest` points (itself counted) at most eps_m metres away is a core point. Core points at most
eps_m apart belong together; a point that is no core point but within eps_m of one is the border of its place; the rest
belong nowhere. Distances are closed (eps_m itself counts). Clusters are numbered by their smallest core point in the
order of the input; a border point within reach of several goes to the lowest number. Same labels as scikit-learn's.
There is no p-value in this: chance also makes places. Addresses that many reports share, such as a police station,
make places of their own: see `n_at_one_position`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, finite, same_length
from lykta_engine.where.dense_points import Clustered, clusters_of
from lykta_engine.where.place_sentences import sentences_on_places
from lykta_engine.words import Noun

REFERENCE = "Ester, Kriegel, Sander & Xu 1996, Proc. KDD-96:226"
SMALLEST_M, FARTHEST_M = 1e-6, 1e9
TIES = "a border point within reach of several places goes to the one whose first core point comes first in the input"


@dataclass(frozen=True, slots=True)
class Place:
    label: int  # in `Places.labels`
    n: int  # points, border included
    n_core: int
    n_positions: int  # different coordinates among them
    n_at_one_position: int  # the most with the very same coordinates: many may be an address that reports share
    x: float  # centre: the mean of the points
    y: float
    west: float
    south: float
    east: float
    north: float
    radius_m: float  # from the centre to the farthest of the points


@dataclass(frozen=True, slots=True)
class Places:
    labels: NDArray[np.int32]  # per point: its place, or -1
    core: NDArray[np.bool_]
    places: tuple[Place, ...]  # most points first; equally many in the order of their labels
    n: int
    n_alone: int  # points of no place
    eps_m: float
    fewest: int
    ties: str = TIES
    method: str = "places/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_places(self, language, event)


def find_places(x: ArrayLike, y: ArrayLike, *, eps_m: float, fewest: int) -> Places:
    """x, y in metres. BadInput for what is not finite, unequal lengths, eps_m not above 0, fewest below 1.

    TooFewEvents below `fewest` points: then there can be no place. That there is none is otherwise an answer.
    """
    east, north = finite(x, "x"), finite(y, "y")
    n = same_length(x=east, y=north)
    if not SMALLEST_M <= eps_m <= FARTHEST_M:
        raise BadInput("eps_m must be above zero, and neither below a micrometre nor beyond a million kilometres")
    if max(np.abs(east).max(initial=0), np.abs(north).max(initial=0)) > FARTHEST_M:
        raise BadInput("x and y must be metres, within a million kilometres")
    if int(fewest) != fewest or fewest < 1:
        raise BadInput("fewest must be a whole number from one up")
    if n < fewest:
        raise TooFewEvents(f"a place takes {fewest} events", needed=int(fewest), got=n)
    found = clusters_of(east + 0.0, north + 0.0, float(eps_m), int(fewest))  # + 0.0: minus zero is zero
    return Places(
        labels=found.labels,
        core=found.core,
        places=_places(found),
        n=n,
        n_alone=n - int(found.members.sum()),
        eps_m=float(eps_m),
        fewest=int(fewest),
    )


def _places(found: Clustered) -> tuple[Place, ...]:
    order = np.argsort(-found.members, kind="stable")
    columns = (
        order,
        found.members[order],
        found.core_members[order],
        found.positions[order],
        found.at_one_position[order],
        *found.six[order].T,
        np.sqrt(found.farthest[order]),
    )
    return tuple(Place(*row) for row in zip(*(column.tolist() for column in columns), strict=True))
