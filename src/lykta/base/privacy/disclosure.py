"""What may be said of small numbers outside the house: nothing that lets somebody be picked out.

Totals and map cells only; tables with complementary suppression need every margin at once.
"""

import numpy as np
from numpy.typing import NDArray

from lykta.base.kernel.quadkeys import ZOOM


def publishable_total(n: int, threshold: int) -> int | None:
    """The total, or None where it is 1 to `threshold` - 1. That nothing happened points out nobody."""
    if n < 0 or threshold < 1:
        raise ValueError("counts are zero or more, and the threshold at least one")
    return n if n == 0 or n >= threshold else None


def coarse_cells(
    qk: NDArray[np.int64], zoom: int, threshold: int, stored_zoom: int = ZOOM
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells at `zoom` with at least `threshold` points, in order, and their counts.

    `qk`: Morton keys of points at `stored_zoom`. Cells with fewer are left out, not rounded up or merged.
    """
    if not 0 <= zoom <= stored_zoom:
        raise ValueError("a map cell cannot be finer than the stored key")
    if threshold < 1:
        raise ValueError("the threshold is at least one")
    cells, counts = np.unique(qk >> (2 * (stored_zoom - zoom)), return_counts=True)
    enough = counts >= threshold
    return cells[enough], counts[enough].astype(np.int64)
