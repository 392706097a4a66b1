"""Which cells to hide besides the primary ones, so that every primary cell stays uncertain enough.

y_j = 1: cell j is hidden. For a pattern y the attacker can move the table by d (over atoms) as long as

    -(a_j - l_j) y_j ≤ (E d)_j ≤ M y_j  for every cell j,   d ≥ -a

and a primary cell p is protected when max (E d)_p - min (E d)_p ≥ width. Wherever it is not, the dual solutions of
the two programmes give a cut Σ c_j y_j ≥ width - constant that every protecting pattern fulfils; the master
programme minimises the hidden weight under the cuts found so far (Benders; Fischetti & Salazar 2001, Management
Science 47:1008). Cuts are first sought at fractional patterns, which is cheap, then at whole ones. When no protected
pattern has come out of the allotted rounds, the last pattern is repaired, each unprotected cell by the cheapest move
that protects it, and hidden cells that turn out not to be needed are published again; the master's bound then says
how far from the best it can be. M is finite, which can only demand more hiding, never less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lykta_engine.disclosure.programmes import Problem
from lykta_engine.disclosure.repair import repaired, thinned
from lykta_engine.disclosure.search import Search


@dataclass(frozen=True, slots=True)
class Pattern:
    hidden: NDArray[np.bool_]
    weight: float
    bound: float  # no protecting pattern weighs less
    unprotected: NDArray[np.int64]  # targets that no pattern protects
    low: NDArray[np.float64]  # per target: how far down and up it goes in tables that fit everything published
    high: NDArray[np.float64]


def protect(problem: Problem, *, rounds: int = 60, cuts: int = 2500, gap: float = 0.0) -> Pattern:
    """The pattern; `rounds` of cuts at whole patterns, and `cuts` in all, before it is repaired instead."""
    search = Search(problem, cuts)
    widest = ~problem.fixed
    lost = search.unprotected(widest)
    if len(lost):
        return _pattern(search, widest, _weight(problem, problem.hidden), lost)
    hidden, bound = problem.hidden, _weight(problem, problem.hidden)
    open_to_attack = search.unprotected(hidden)
    if len(open_to_attack):
        search.fractional_cuts()
    for _ in range(rounds):
        if not len(open_to_attack) or search.left <= 0:
            break
        y, bound = search.master.solve(whole=True, gap=gap)
        hidden = y > 0.5
        open_to_attack = search.unprotected(hidden)
        if len(open_to_attack) and not sum(search.cut(hidden.astype(float), int(t)) for t in open_to_attack):
            search.master.more_than(hidden)
    if len(open_to_attack):
        hidden = thinned(search, repaired(search, hidden))
    return _pattern(search, hidden, bound, np.array([], dtype=np.int64))


def _pattern(search: Search, hidden: NDArray[np.bool_], bound: float, lost: NDArray[np.int64]) -> Pattern:
    low, high = search.moves.ends(hidden.astype(float))
    return Pattern(hidden, _weight(search.problem, hidden), bound, lost, low, high)


def _weight(problem: Problem, hidden: NDArray[np.bool_]) -> float:
    return float(problem.weights[hidden].sum())
