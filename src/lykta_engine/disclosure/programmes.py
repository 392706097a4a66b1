"""The programmes of protection.py: the attacker's two for a cell, the master's, and the moves that they find.

protection.py says what they are for, and with which equations.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, vstack

from lykta_engine.errors import EngineError

SMALL = 1e-6
BIG = 10.0  # M in widths


@dataclass(frozen=True, slots=True)
class Problem:
    """`sums` (cells, atoms); per cell: weight of hiding it, room below its value, always hidden, never hidden."""

    sums: csr_array
    weights: NDArray[np.float64]
    room: NDArray[np.float64]
    hidden: NDArray[np.bool_]
    fixed: NDArray[np.bool_]
    below: NDArray[np.float64]  # room below each atom
    above: NDArray[np.float64]  # 0 where the atom can only be zero, else M
    targets: NDArray[np.int64]
    width: float

    @property
    def most(self) -> float:
        return BIG * self.width


@dataclass(slots=True)
class Moves:
    """Moves of the table found so far, as changes of whole cells: each is a proof, wherever the pattern allows it.

    Only moves of whole numbers are kept: the table that a move leads to is then one that could have been counted.
    """

    problem: Problem
    of_cells: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, atoms: NDArray[np.float64]) -> NDArray[np.float64]:
        """The change of each cell; zero where the move is not of whole numbers."""
        whole = np.round(atoms)
        if np.abs(atoms - whole).max(initial=0.0) > SMALL:
            return np.zeros(len(self.problem.weights))
        change = np.asarray(self.problem.sums @ whole)
        self.of_cells.append(change)
        return change

    def ends(self, y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Per target, the least and the greatest change among the moves that the pattern allows."""
        targets = self.problem.targets
        if not self.of_cells:
            return np.zeros(len(targets)), np.zeros(len(targets))
        every = np.array(self.of_cells)
        fits = (every <= self.problem.most * y + SMALL) & (every >= -self.problem.room * y - SMALL)
        moved = np.vstack([np.zeros(every.shape[1]), every[fits.all(axis=1)]])[:, targets]
        return moved.min(axis=0), moved.max(axis=0)


class Separator:
    """The attacker's two programmes for one target under a pattern, whole or fractional."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.solved = problem, 0
        alone = np.diff(problem.sums.indptr) == 1
        self.atom = problem.sums.indices[problem.sums.indptr[:-1]]
        self.single, self.joint = np.flatnonzero(alone), np.flatnonzero(~alone)
        part = csr_array(problem.sums[self.joint])
        self.rows = csr_array(vstack([part, -part])) if len(self.joint) else None

    def solve(self, y: NDArray[np.float64], target: int, sign: float) -> OptimizeResult:
        """The furthest that `target` goes up (sign 1) or down (-1); `x` over all atoms."""
        wanted = self.problem.sums[[target]].toarray().ravel()
        low, high, limit = self._limits(y)
        return self._solve(low, high, limit, -sign * wanted)

    def _limits(self, y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        problem, atoms = self.problem, self.atom[self.single]
        low, high = -problem.below, problem.above.copy()
        low[atoms] = np.maximum(low[atoms], -problem.room[self.single] * y[self.single])
        high[atoms] = np.minimum(high[atoms], problem.most * y[self.single])
        return low, high, np.r_[problem.most * y[self.joint], problem.room[self.joint] * y[self.joint]]

    def _solve(
        self,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        limit: NDArray[np.float64],
        objective: NDArray[np.float64],
    ) -> OptimizeResult:
        self.solved += 1
        free = np.flatnonzero(low < high)
        solved = linprog(
            objective[free],
            A_ub=None if self.rows is None else self.rows[:, free],
            b_ub=None if self.rows is None else limit,
            bounds=np.column_stack([low[free], high[free]]),
            method="highs",
        )
        if solved.status != 0:
            raise EngineError(f"the attacker's programme was not solved: {solved.message}")
        solved.x = _spread(solved.x, free, len(low))
        solved.lower.marginals = _spread(solved.lower.marginals, free, len(low))
        solved.upper.marginals = _spread(solved.upper.marginals, free, len(low))
        return solved

    def many(self, y: NDArray[np.float64], signs: NDArray[np.float64]) -> NDArray[np.float64]:
        """One move that takes as many targets as it can a width in the direction of their sign."""
        low, high, limit = self._limits(y)
        problem, objective = self.problem, signs @ self.problem.sums[self.problem.targets]
        atoms = self.atom[self.single]
        low[atoms] = np.maximum(low[atoms], -problem.width)
        high[atoms] = np.minimum(high[atoms], problem.width)
        return np.asarray(self._solve(low, high, limit, -objective).x)

    def whole(self, y: NDArray[np.float64], target: int, sign: float) -> NDArray[np.float64]:
        """As `solve`, in whole numbers: tables with levels on two axes or more can differ."""
        low, high, limit = self._limits(y)
        wanted = self.problem.sums[[target]].toarray().ravel()
        rows = [] if self.rows is None else [LinearConstraint(self.rows, -np.inf, np.floor(limit + SMALL))]
        found = milp(
            -sign * wanted,
            constraints=rows,
            bounds=Bounds(np.ceil(low), np.floor(high)),
            integrality=1,
            options={"node_limit": 200},
        )
        return np.zeros(len(low)) if found.x is None else np.asarray(found.x)  # what is not found proves nothing

    def coefficients(self, solved: OptimizeResult) -> tuple[NDArray[np.float64], float]:
        """c and constant of: the move is at most Σ c_j y_j + constant, for every pattern y (weak duality)."""
        problem = self.problem
        c, constant = np.zeros(len(problem.weights)), 0.0
        if self.rows is not None:
            dual = np.maximum(-solved.ineqlin.marginals, 0.0)
            up, down = np.split(dual, 2)
            c[self.joint] = problem.most * up + problem.room[self.joint] * down
        falls, rises = np.maximum(solved.lower.marginals, 0.0), np.maximum(-solved.upper.marginals, 0.0)
        atoms = self.atom[self.single]
        above = np.minimum(problem.most, problem.above[atoms])
        c[self.single] = problem.room[self.single] * falls[atoms] + above * rises[atoms]
        hidden_atoms = np.ones(len(problem.below), dtype=bool)
        hidden_atoms[atoms] = False
        constant = float((falls * problem.below + rises * problem.above)[hidden_atoms].sum())
        return c, constant


def _spread(values: NDArray[np.float64], at: NDArray[np.int64], length: int) -> NDArray[np.float64]:
    every = np.zeros(length)
    every[at] = values
    return every


@dataclass(slots=True)
class Master:
    """The weight to be minimised and the cuts found so far."""

    problem: Problem
    cuts: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, c: NDArray[np.float64], constant: float) -> bool:
        """Cells that are always hidden go to the right-hand side; a coefficient above it says no more than it."""
        right = self.problem.width - constant - c[self.problem.hidden].sum()
        cut = np.where(self.problem.hidden | self.problem.fixed, 0.0, c)
        if right <= SMALL or not (cut > SMALL).any():
            return False
        self.cuts.append(np.minimum(cut / right, 1.0))
        return True

    def more_than(self, hidden: NDArray[np.bool_]) -> None:
        """Neither this pattern nor a part of it protects: at least one more cell has to be hidden."""
        self.cuts.append((~hidden & ~self.problem.fixed).astype(float))

    def solve(self, *, whole: bool, gap: float) -> tuple[NDArray[np.float64], float]:
        problem = self.problem
        low, high = problem.hidden.astype(float), (~problem.fixed).astype(float)
        if not self.cuts:
            return low, float(problem.weights @ low)
        free = np.flatnonzero(low < high)
        solved = milp(
            problem.weights[free],
            constraints=LinearConstraint(csr_array(np.array(self.cuts)[:, free]), 1.0, np.inf),
            bounds=Bounds(0.0, 1.0),
            integrality=int(whole),
            options={"mip_rel_gap": gap, "node_limit": 20_000},
        )
        if solved.x is None:
            raise EngineError(f"the master programme was not solved: {solved.message}")
        always = float(problem.weights @ low)
        low[free] = np.round(solved.x) if whole else solved.x
        return low, always + float(solved.mip_dual_bound if whole else solved.fun)
