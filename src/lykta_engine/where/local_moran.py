"""Local Moran: is a cell like its neighbours, high among high or low among low, or unlike them?

I_i = (n - 1) z_i sum_j w_ij z_j / sum z^2, z the values less their mean, w row-standardised (Anselin 1995); its z score
by the conditional moments of Sokal, Oden & Thomson 1998 (eqs. A7, A8). The verdict is never the z score's: the cell's
own value stays in place, so I_i is as extreme as its neighbours' sum, and p is that sum's (neighbour_chance.py),
two-sided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.replicates import Runner
from lykta_engine.where.cell_tests import REPLICATES, Spot, check_share, tested
from lykta_engine.where.cell_values import cells_of
from lykta_engine.where.hot_spot_sentences import sentences_on_patterns
from lykta_engine.where.neighbour_chance import Floats, Integers, Null
from lykta_engine.where.neighbours import Neighbours, Unit
from lykta_engine.words import Noun

REFERENCE = "Anselin 1995, Geogr. Anal. 27:93; Sokal, Oden & Thomson 1998, Geogr. Anal. 30:331, eqs. A7-A8"


class Pattern(IntEnum):
    """The cell's own value, then its neighbours'; above or below the mean. Numbered as in esda."""

    NONE = 0
    HIGH_HIGH = 1
    LOW_HIGH = 2
    LOW_LOW = 3
    HIGH_LOW = 4


@dataclass(frozen=True, slots=True)
class LocalMoran:
    """Arrays have the shape of the input. Where `judged` is False I and z are 0 and p and q are 1."""

    value: Floats  # I_i
    z: Floats
    p_value: Floats
    q_value: Floats
    verdict: NDArray[np.int8]  # of Pattern
    judged: NDArray[np.bool_]
    n: int
    n_outside: int
    n_not_judged: int
    n_of_pattern: dict[str, int]
    n_singly: int
    total: float
    mean: float
    fdr: float
    null: Null
    replicates: int | None
    key: int | None
    smallest_p: float
    described: str
    unit: Unit
    method: str = "local_moran/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_patterns(self, language, event)


def local_moran(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    fdr: float = 0.05,
    null: Null | None = None,
    replicates: int = REPLICATES,
    rng: np.random.Generator | None = None,
    runner: Runner | None = None,
) -> LocalMoran:
    """Local Moran of every cell: alike its neighbours (high among high, low among low) or unlike them?

    values: any finite numbers; else as `hot_spots`. A cell exactly at the mean counts as low, as in esda.
    """
    check_share(fdr)
    cells = cells_of(values, neighbours, negative=True)
    sums, numbers = cells.of(neighbours.sums(cells.full)), cells.of(neighbours.numbers())
    moran, z, judged, high, high_around = _local(cells.line, sums, numbers)
    found = tested(cells, sums, numbers, judged, True, fdr, null, replicates, rng, runner)
    # The neighbours' sum is above its mean and in the upper tail, or below and in the lower; a skewed null may part the
    # two, and then there is no find.
    high_called, low_called = found.called == Spot.HOT, found.called == Spot.COLD
    verdict = np.select(
        [high_called & high_around & high, high_called & high_around, low_called & ~high_around & ~high,
         low_called & ~high_around],
        [Pattern.HIGH_HIGH, Pattern.LOW_HIGH, Pattern.LOW_LOW, Pattern.HIGH_LOW],
        Pattern.NONE,
    ).astype(np.int8)  # fmt: skip
    n = int(np.count_nonzero(judged))
    return LocalMoran(
        value=cells.back(moran, 0.0),
        z=cells.back(z, 0.0),
        p_value=cells.back(found.p_value, 1.0),
        q_value=cells.back(found.q_value, 1.0),
        verdict=cells.back(verdict, Pattern.NONE),
        judged=cells.back(judged, False),
        n=n,
        n_outside=cells.full.size - cells.line.size,
        n_not_judged=cells.line.size - n,
        n_of_pattern={p.name.lower(): int(np.count_nonzero(verdict == p)) for p in Pattern if p},
        n_singly=int(np.count_nonzero(found.p_value <= fdr)),
        total=float(cells.line.sum()),
        mean=float(cells.line.mean()),
        fdr=fdr,
        null=found.null,
        replicates=found.replicates,
        key=found.key,
        smallest_p=found.smallest_p,
        described=neighbours.described,
        unit=neighbours.unit,
    )


def _local(
    values: NDArray, sums: NDArray, numbers: Integers
) -> tuple[Floats, Floats, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    n, mean = values.size, float(values.mean())
    apart = values - mean
    square = float(apart @ apart) / n
    k = np.maximum(numbers, 1)
    around = sums / k - mean * (numbers > 0)
    moran = apart * around / square  # Sokal's; Anselin's and esda's is (n - 1) / n of it
    expected = -(apart**2) / (square * (n - 1)) * (numbers > 0)
    variance = (apart / square) ** 2 * (n / (n - 2)) * (1 / k - 1 / (n - 1)) * (square - apart**2 / (n - 1))
    judged = (numbers > 0) & (variance > 1e-14) & (numbers < n - 1)
    z = np.divide(moran - expected, np.sqrt(np.maximum(variance, 0.0)), out=np.zeros(n), where=judged)
    return np.where(numbers > 0, (n - 1) / n * moran, 0.0), z, judged, apart > 0, around > 0
