"""Counts drawn for calibrations."""

import numpy as np
from numpy.typing import NDArray


def negative_binomial(rng: np.random.Generator, mean: float, dispersion: float, size: object) -> NDArray[np.int64]:
    """Variance dispersion * mean; Poisson at 1."""
    if dispersion <= 1:
        return rng.poisson(mean, size)  # type: ignore[arg-type]
    return rng.poisson(rng.gamma(mean / (dispersion - 1), dispersion - 1, size))  # type: ignore[arg-type]
