"""How many cases are expected at each place and time from the population there.

`expected_from_population`: indirect standardisation. The rate of each stratum (age and sex, say) in the whole study,
times its population at each place and time: E = sum over strata of population * cases of the stratum / population of
the stratum. `population_over`: what the population was on average between two days, from counts on some dates, along
straight lines between them and level before the first and after the last (as SaTScan reckons it).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite


def expected_from_population(cases: ArrayLike, population: ArrayLike) -> NDArray[np.float64]:
    """cases and population: (locations, units, strata), the population times the unit's length. Gives (locations,
    units), which sums to all cases. BadInput where a stratum has cases and no population."""
    counted = finite(cases, "cases", dimensions=3)
    people = finite(population, "population", dimensions=3)
    if counted.shape != people.shape:
        raise BadInput("cases and population must have the same shape")
    if (counted < 0).any() or (people < 0).any():
        raise BadInput("cases and population must be zero or more")
    of_stratum, all_people = counted.sum(axis=(0, 1)), people.sum(axis=(0, 1))
    if (of_stratum[all_people == 0] > 0).any():
        raise BadInput("a stratum has cases and no population")
    rate = np.divide(of_stratum, all_people, out=np.zeros_like(of_stratum), where=all_people > 0)
    return np.asarray((people * rate).sum(axis=2))


def population_over(edges: ArrayLike, dates: ArrayLike, population: ArrayLike) -> NDArray[np.float64]:
    """Person-days in each unit [edges[u], edges[u + 1]): population (locations, dates, ...) counted on day numbers
    `dates`, rising. Gives (locations, units, ...)."""
    limits, known = finite(edges, "edges"), finite(dates, "dates")
    people = finite(population, "population", dimensions=np.ndim(population))
    if limits.size < 2:
        raise BadInput("edges must be where the first unit begins and where each ends")
    if known.size == 0 or people.ndim < 2 or people.shape[1] != known.size:
        raise BadInput("population must have one column for each of its dates")
    if (people < 0).any():
        raise BadInput("population must be numbers from zero up")
    if (np.diff(limits) <= 0).any() or (np.diff(known) <= 0).any():
        raise BadInput("edges and dates must rise")
    return np.einsum("ud,ld...->lu...", _weights(limits, known), people)


def _weights(edges: NDArray[np.float64], dates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Days that each date's count stands for in each unit: the integral of its share along the straight lines."""
    knots = np.union1d(edges, dates)
    shares = np.column_stack([np.interp(knots, dates, row) for row in np.eye(dates.size)])
    pieces = (shares[1:] + shares[:-1]) / 2 * np.diff(knots)[:, None]
    unit = np.searchsorted(edges, (knots[1:] + knots[:-1]) / 2, side="right") - 1
    weights = np.zeros((edges.size - 1, dates.size))
    within = (unit >= 0) & (unit < edges.size - 1)
    np.add.at(weights, unit[within], pieces[within])
    return weights
