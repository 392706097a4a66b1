"""An alternative to hiding: every number rounded up or down to a multiple, so that the table still adds up.

Controlled rounding (Cox & Ernst 1982, INFOR 20:423): each cell becomes one of the two multiples of the base next to
it (a multiple stays), totals are sums of their rounded parts, and Σ |rounded - value| is the least possible to within
a thousandth. Where no such table exists, which takes levels on two axes or more, the totals may go some bases further
off, and the result says how far. A reader of one cell that is not a total knows it to within less than a base on each
side. What several rounded tables on the same events give together is not reckoned here: round once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from lykta_engine.disclosure.tables import Table, cells_of
from lykta_engine.errors import BadInput, EngineError, whole_counts

LOOSER = 4  # how many bases further the totals may go before it is given up


@dataclass(frozen=True, slots=True)
class Rounding:
    """`values`: the rounded table, in its shape. `furthest`: the largest change of any cell."""

    table: Table
    values: NDArray[np.int64]
    base: int
    changed: int  # cells that are not what was counted
    n_cells: int
    furthest: int
    method: str = "controlled_rounding/1"
    reference: str = "Cox & Ernst 1982, INFOR 20:423"

    def explain(self, language: str = "sv") -> str:
        if language == "sv":
            return (
                f"Talen är avrundade till multiplar av {self.base} så att summorna stämmer; {self.changed} av "
                f"{self.n_cells} tal är ändrade, som mest med {self.furthest}. Små skillnader mellan två tal kan komma "
                "av avrundningen."
            )
        return (
            f"The numbers are rounded to multiples of {self.base} so that the totals add up; {self.changed} of "
            f"{self.n_cells} numbers are changed, at most by {self.furthest}. Small differences between two numbers "
            "may come from the rounding."
        )


def rounded(counts: ArrayLike, table: Table, *, base: int = 5) -> Rounding:
    """counts: whole numbers from zero up, as for `suppress`; base: at least 2. Raises BadInput for anything else."""
    atoms = whole_counts(counts, "counts", dimensions=len(table.axes))
    if base < 2:
        raise BadInput("numbers are rounded to multiples of at least 2")
    cells = cells_of(atoms, [table])
    for looser in range(LOOSER):
        found = _fitted(cells.sums, cells.values, atoms.ravel(), base, looser)
        if found is not None:
            values = np.rint(cells.sums @ found).astype(np.int64)
            off = np.abs(values - cells.values)
            at = cells.places[0]
            return Rounding(table, values[at], base, int((off > 0).sum()), len(off), int(off.max(initial=0)))
    raise EngineError("no rounded table adds up near enough")


def _fitted(
    sums: csr_array, values: NDArray[np.int64], atoms: NDArray[np.int64], base: int, looser: int
) -> NDArray[np.float64] | None:
    """Atoms as multiples of the base; per cell a deviation that is paid for."""
    n_cells, n_atoms = sums.shape
    low, high = values // base, -(-values // base)
    alone = np.diff(sums.indptr) == 1
    slack = np.where(alone, 0, looser)
    eye = eye_array(n_cells)
    # base * E m - t ≤ v and base * E m + t ≥ v, with m the multiples of the atoms and t ≥ |deviation|
    rows = vstack([hstack([sums, 0 * eye]), hstack([base * sums, -eye]), hstack([base * sums, eye])])
    lower = np.r_[np.maximum(low - slack, 0), np.full(n_cells, -np.inf), values]
    upper = np.r_[high + slack, values, np.full(n_cells, np.inf)]
    solved = milp(
        np.r_[np.zeros(n_atoms), np.ones(n_cells)],
        constraints=LinearConstraint(csr_array(rows), lower, upper),
        bounds=Bounds(np.r_[atoms // base, np.zeros(n_cells)], np.r_[-(-atoms // base), np.full(n_cells, np.inf)]),
        integrality=np.r_[np.ones(n_atoms), np.zeros(n_cells)],
        options={"mip_rel_gap": 1e-3, "node_limit": 20_000},
    )
    return None if solved.x is None else np.rint(solved.x[:n_atoms]) * base
