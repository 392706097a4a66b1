"""The attacker: between which values must a suppressed cell lie, for one who has read everything published?

He knows every published cell exactly, that counts are not negative, which zeros must be zeros, and, where the rule is
that zeros are always published, that a suppressed cell is at least one. For each cell he solves

    min and max  (E x)_c   subject to  (E x)_j = v_j for published j,  x ≥ 0

over the atoms x (Fischetti & Salazar 2001, Management Science 47:1008, the attacker's problems). With
`whole_numbers` he also knows that counts are whole: the intervals are then his true ones in tables of any shape.
In a table with totals and levels on one of two axes both are the same, since the equations are those of a network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, vstack

from lykta_engine.disclosure.tables import Cells
from lykta_engine.errors import EngineError

ZERO = 1e-6


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the attacker has: all cells, which of them are published, which atoms can only be zero.

    `least` (cells): the smallest value that a suppressed cell may have by the published rules.
    """

    cells: Cells
    published: NDArray[np.bool_]
    atoms: NDArray[np.int64]
    impossible: NDArray[np.bool_]
    least: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """What the attacker can say; `high` None: there is no upper end."""

    low: float
    high: float | None

    @property
    def width(self) -> float:
        return np.inf if self.high is None else self.high - self.low


@dataclass(frozen=True, slots=True)
class Attack:
    """The attacker's linear programme with the atoms that he knows taken out."""

    free: NDArray[np.int64]
    known: csr_array
    equal: NDArray[np.float64]
    bounded: csr_array
    least: NDArray[np.float64]
    low: NDArray[np.float64]


def attack(knowledge: Knowledge) -> Attack:
    cells = knowledge.cells
    alone = np.diff(cells.sums.indptr) == 1
    atom_of = cells.sums.indices[cells.sums.indptr[:-1]]
    known_atom = knowledge.impossible.copy()
    known_atom[atom_of[alone & knowledge.published]] = True
    free = np.flatnonzero(~known_atom)
    low = np.zeros(len(known_atom))
    hidden_alone = alone & ~knowledge.published
    low[atom_of[hidden_alone]] = knowledge.least[hidden_alone]
    rest = cells.values - cells.sums[:, np.flatnonzero(known_atom)] @ knowledge.atoms[known_atom]
    part = csr_array(cells.sums[:, free])
    holds = np.diff(part.indptr) > 0
    rows = np.flatnonzero(knowledge.published & ~alone & holds)
    bounded = np.flatnonzero(~knowledge.published & ~alone & holds & (knowledge.least > 0))
    known, floor = csr_array(part[rows]), knowledge.least[bounded] - (cells.values - rest)[bounded]
    return Attack(free, known, rest[rows].astype(float), csr_array(part[bounded]), floor, low[free])


def feasible_interval(knowledge: Knowledge, cell: int, *, whole_numbers: bool = False) -> Interval:
    """The interval of one cell. Raises EngineError when the solver fails: never a guess."""
    return _interval(knowledge, attack(knowledge), cell, whole_numbers)


def feasible_intervals(
    knowledge: Knowledge, targets: NDArray[np.int64], *, whole_numbers: bool = False
) -> list[Interval]:
    made = attack(knowledge)
    return [_interval(knowledge, made, int(cell), whole_numbers) for cell in targets]


def _interval(knowledge: Knowledge, made: Attack, cell: int, whole: bool) -> Interval:
    row = knowledge.cells.sums[[cell]]
    wanted = row[:, made.free].toarray().ravel()
    sure = float((row @ knowledge.atoms)[0] - wanted @ knowledge.atoms[made.free])
    if not wanted.any():
        return Interval(sure, sure)
    low, high = _least(made, wanted, whole), _least(made, -wanted, whole)
    if low is None:
        raise EngineError("the lower end of a cell is unbounded, which the rules do not allow")
    return Interval(low + sure, None if high is None else sure - high)


def _least(made: Attack, direction: NDArray[np.float64], whole: bool) -> float | None:
    solved = _whole(made, direction) if whole else _real(made, direction)
    if solved.status == 3 or (whole and solved.status == 4 and "nbounded" in solved.message):
        return None
    if solved.status != 0:
        raise EngineError(f"the attacker's programme was not solved: {solved.message}")
    return round(float(solved.fun), 6) + 0.0


def _real(made: Attack, direction: NDArray[np.float64]) -> OptimizeResult:
    bounded = made.bounded.shape[0] > 0
    return linprog(
        direction,
        A_eq=made.known if made.known.shape[0] else None,
        b_eq=made.equal if made.known.shape[0] else None,
        A_ub=-made.bounded if bounded else None,
        b_ub=-made.least if bounded else None,
        bounds=np.column_stack([made.low, np.full(len(made.low), np.inf)]),
        method="highs",
    )


def _whole(made: Attack, direction: NDArray[np.float64]) -> OptimizeResult:
    """A bound is unbounded among whole numbers exactly where it is among real ones: asked there first."""
    real = _real(made, direction)
    if real.status != 0:
        return real
    rows = vstack([made.known, made.bounded])
    lower, upper = np.r_[made.equal, made.least], np.r_[made.equal, np.full(len(made.least), np.inf)]
    constraints = [LinearConstraint(rows, lower, upper)] if rows.shape[0] else []
    return milp(direction, constraints=constraints, bounds=Bounds(made.low, np.inf), integrality=1)
