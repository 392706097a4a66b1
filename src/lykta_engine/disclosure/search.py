"""The search for cells that a pattern leaves unprotected, and for the cuts that say so (protection.py)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lykta_engine.disclosure.programmes import SMALL, Master, Moves, Problem, Separator

MANY = 24  # moves that take many targets at once, before the rest are taken one by one
PER_ROUND = 150  # targets, evenly spread, for which cuts are sought at one fractional pattern
FEW = 8  # targets that are quicker to take one by one
LEAK = 1e-3  # capacity lent to published cells when cuts are sought, so that the cheapest cut is found


class Search:
    """One problem with its programmes, the moves found and the cuts found."""

    def __init__(self, problem: Problem, cuts: int) -> None:
        self.problem, self.separator, self.left = problem, Separator(problem), cuts
        self.moves, self.master = Moves(problem), Master(problem)
        self.hidden_for: dict[int, int] = {}  # cell: the target for whose sake a repair hid it

    def unprotected(self, hidden: NDArray[np.bool_], *, first: bool = False) -> NDArray[np.int64]:
        """The targets without a whole-number proof of their width, or the first; each was sought one by one."""
        y, width = hidden.astype(float), self.problem.width - SMALL
        low, high = self.moves.ends(y) if first else self._together(y)
        lost = []
        for place, target in enumerate(self.problem.targets):
            for way in (self._real_way, self._whole_way):
                if high[place] - low[place] >= width:
                    break
                for change in way(y, int(target)):
                    change = change[self.problem.targets]
                    low, high = np.minimum(low, change), np.maximum(high, change)
            if high[place] - low[place] < width:
                lost.append(target)
                if first:
                    break
        return np.array(lost, dtype=np.int64)

    def _real_way(self, y: NDArray[np.float64], target: int) -> list[NDArray[np.float64]]:
        return [self.moves.add(self.separator.solve(y, target, sign).x) for sign in (1.0, -1.0)]

    def _whole_way(self, y: NDArray[np.float64], target: int) -> list[NDArray[np.float64]]:
        if self.reach(y, target) < self.problem.width - SMALL:
            return []
        return [self.moves.add(self.separator.whole(y, target, sign)) for sign in (1.0, -1.0)]

    def reach(self, y: NDArray[np.float64], target: int) -> float:
        return sum(-float(self.separator.solve(y, target, sign).fun) for sign in (1.0, -1.0))

    def _together(self, y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Moves of many targets at once, with fixed signs, as long as they prove more than a few programmes would."""
        low, high = self.moves.ends(y)
        targets, width = self.problem.targets, self.problem.width - SMALL
        before = len(targets) + 1
        for turn in range(MANY):
            open_ones = high - low < width
            if open_ones.sum() < FEW or (turn % 3 == 2 and open_ones.sum() > before - FEW):
                break
            before = int(open_ones.sum()) if turn % 3 == 2 or turn == 0 else before
            signs = np.where((np.arange(len(targets)) * (2 * turn + 1)) % 7 < 3, 1.0, -1.0) * (-1.0) ** turn
            change = self.moves.add(self.separator.many(y, signs * open_ones))[targets]
            low, high = np.minimum(low, change), np.maximum(high, change)
        return low, high

    def cut(self, y: NDArray[np.float64], target: int) -> bool:
        """Two programmes for `target` at `y`; their cut, where y breaks it. False when the allotment is used up."""
        if self.left <= 0:
            return False
        self.left -= 1
        lent = np.maximum(y, LEAK * ~self.problem.fixed)
        sides = [self.separator.solve(lent, target, sign) for sign in (1.0, -1.0)]
        parts = [self.separator.coefficients(side) for side in sides]
        c, constant = parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]
        return bool(c @ y + constant < self.problem.width - SMALL) and self.master.add(c, constant)

    def fractional_cuts(self, rounds: int = 12) -> None:
        """Cuts at the optima of the relaxed master programme, until they add little to its bound."""
        before = -np.inf
        for _ in range(rounds):
            y, bound = self.master.solve(whole=False, gap=0.0)
            if bound <= before + 1e-3 * abs(before) + SMALL:
                return
            before = bound
            low, high = self._together(y)
            open_ones = self.problem.targets[high - low < self.problem.width - SMALL]
            for target in open_ones[:: 1 + len(open_ones) // PER_ROUND]:
                self.cut(y, int(target))
