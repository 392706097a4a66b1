"""How jumpy each of many series is, each borrowing from all: a few periods tell too little about their own spread.

The index of dispersion of a series on d degrees of freedom is taken as F-distributed about the common one, with d and
d0 degrees; d0 is the one that gives the spread seen between the series, and each index is drawn to the common one as
(d index + d0 common) / (d + d0), with d + d0 degrees (Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3, on variances;
Robinson & Smyth 2007, Bioinformatics 23:2881, on counts). Series alike: much is borrowed. Series unlike: little.
"""

import numpy as np
from numpy.typing import NDArray

FEWEST_SERIES = 10
LEAST_MEAN = 1.0  # below this the index of dispersion says little
FEWEST_BORROWED, MOST_BORROWED = 4.2, 1000.0  # the variance of F has no value at 4 or below


def indices_of_dispersion(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sample variance / mean along the last axis, from whole-number sums; 1 where it is all zeros."""
    n, total = counts.shape[-1], counts.sum(axis=-1)
    squares = (counts.astype(np.float64) ** 2).sum(axis=-1)  # exact up to 2**53, where whole numbers would wrap
    sound = (total > 0) & (n > 1)
    index = (n * squares - total.astype(np.float64) ** 2) / np.maximum((n - 1) * total, 1)
    return np.where(sound, index, 1.0)


def can_lend(degrees: NDArray[np.int64], mean: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((mean >= LEAST_MEAN) & (degrees >= 2))


def moderated(
    index: NDArray[np.float64], degrees: NDArray[np.int64], mean: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Index and degrees of each series after borrowing; as they were where there are fewer than ten to borrow from."""
    used = can_lend(degrees, mean)
    if used.sum() < FEWEST_SERIES:
        return index, degrees.astype(np.float64)
    common = float(np.average(index[used], weights=degrees[used]))
    borrowed = _degrees_between(index[used] / max(common, 1e-9), float(np.mean(degrees[used])))
    drawn = (degrees * index + borrowed * common) / (degrees + borrowed)
    return np.asarray(drawn, dtype=np.float64), np.asarray(degrees + borrowed, dtype=np.float64)


def _degrees_between(ratio: NDArray[np.float64], degrees: float) -> float:
    """d0 of F(degrees, d0) whose relative variance is the one seen; much where the series do not differ."""
    d0 = np.geomspace(FEWEST_BORROWED, MOST_BORROWED, 200)
    relative = 2 * (degrees + d0 - 2) / (degrees * (d0 - 4))
    seen = float(np.var(ratio, ddof=1))
    return float(d0[np.argmin(np.abs(relative - seen))])
