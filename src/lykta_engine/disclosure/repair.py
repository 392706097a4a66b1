"""A pattern made protecting without being the lightest: cells hidden by the cheapest moves, needless ones shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from lykta_engine.disclosure.programmes import SMALL, Problem
from lykta_engine.disclosure.search import Search
from lykta_engine.errors import EngineError


def repaired(search: Search, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Hides what the cheapest protecting move of each unprotected target touches."""
    problem, hidden = search.problem, hidden.copy()
    for target in search.unprotected(hidden):
        y = hidden.astype(float)
        if search.reach(y, int(target)) >= problem.width - SMALL:
            continue
        down = -float(search.separator.solve(y, int(target), -1.0).fun)
        for atoms in _cheapest_moves(problem, hidden, int(target), down):
            touched = (np.abs(problem.sums @ atoms) > SMALL) & ~problem.fixed & ~hidden
            search.hidden_for |= dict.fromkeys(np.flatnonzero(touched).tolist(), int(target))
            hidden |= touched
    while len(search.unprotected(hidden)):  # only whole numbers are in the way: any further cell may help
        published = np.flatnonzero(~hidden & ~problem.fixed)
        hidden[published[np.argmin(problem.weights[published])]] = True
    return hidden


def _cheapest_moves(problem: Problem, hidden: NDArray[np.bool_], target: int, down: float) -> list[NDArray[np.float64]]:
    """Up by what the way down leaves; where nothing goes up so far, down as far as it goes and then up."""
    up = _cheapest_move(problem, hidden, target, problem.width - down)
    if up is not None:
        return [up]
    for part in np.linspace(0.0, min(problem.width, problem.room[target]), 9)[1:]:
        both = [_cheapest_move(problem, hidden, target, step) for step in (problem.width - part, -part)]
        if all(move is not None for move in both):
            return [move for move in both if move is not None]
    raise EngineError("a cell that can be protected found no move that protects it")


def _cheapest_move(problem: Problem, hidden: NDArray[np.bool_], target: int, step: float) -> NDArray[np.float64] | None:
    """Least Σ weight |E d| over published cells with (E d)_target = step; None where no move does it."""
    n_cells, n_atoms = problem.sums.shape
    eye = csr_array((np.ones(n_cells), (np.arange(n_cells), np.arange(n_cells))), shape=(n_cells, n_cells))
    balance = hstack([problem.sums, -eye, eye])
    cost = np.where(hidden, 1e-4, problem.weights)
    up = np.where(problem.fixed, 0.0, problem.most)
    low = np.r_[-problem.below, np.zeros(2 * n_cells)]
    high = np.r_[problem.above, up, np.where(problem.fixed, 0.0, problem.room)]
    cost_of_target = cost.copy()
    cost_of_target[target] = 0.0
    exact = np.zeros(n_atoms + 2 * n_cells)
    exact[:n_atoms] = problem.sums[[target]].toarray().ravel()
    solved = linprog(
        np.r_[np.zeros(n_atoms), cost_of_target, cost_of_target],
        A_eq=csr_array(vstack([balance, csr_array(exact[None, :])])),
        b_eq=np.r_[np.zeros(n_cells), step],
        bounds=np.column_stack([low, high]),
        method="highs",
    )
    return solved.x[:n_atoms] if solved.status == 0 else None


def thinned(search: Search, hidden: NDArray[np.bool_], most: int = 600) -> NDArray[np.bool_]:
    """Publishes again, heaviest first, each cell that no target needs; first asked is the one it was hidden for.

    Ends after `most` programmes: what is then hidden without need stays hidden.
    """
    until = search.separator.solved + most
    spare, width = np.flatnonzero(hidden & ~search.problem.hidden), search.problem.width - SMALL
    for cell in spare[np.argsort(-search.problem.weights[spare], kind="stable")]:
        if search.separator.solved > until:
            break
        without = hidden.copy()
        without[cell] = False
        sake = search.hidden_for.get(int(cell))
        if sake is not None and search.reach(without.astype(float), sake) < width:
            continue
        lost = search.unprotected(without, first=True)
        if len(lost):
            search.hidden_for |= {int(c): int(lost[0]) for c in spare if int(c) not in search.hidden_for}
        else:
            hidden = without
    return hidden
