"""Small counts in tables with totals: what is hidden so that nobody can reckon it out again.

Primary cells hold 1 to threshold - 1. Hiding them alone hides nothing: a total minus its other parts gives them back.
So further cells are hidden, as little as possible by weight, such that for one who has read every published cell of
every table, and of earlier releases, each primary cell may have values at least `width` apart (protection.py). Each
answer carries its proof, `spans`; audit.py is the attacker, who asks the other way round.

Not covered: what an insider who knows single events can reckon; that two hidden cells together are few, where their
sum stands in no table; numbers told in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.disclosure.programmes import BIG, Problem
from lykta_engine.disclosure.protection import Pattern, protect
from lykta_engine.disclosure.suppression_sentences import sentences
from lykta_engine.disclosure.tables import Cells, Release, Table, as_mask, cells_of
from lykta_engine.errors import BadInput, whole_counts

METHOD = "suppression/1"
REFERENCE = (
    "Fischetti & Salazar 2001, Management Science 47:1008; Hundepool et al. 2012, Statistical Disclosure Control"
)
EXACT_UP_TO = 300  # atoms; larger tables are solved to within LARGE_GAP in fewer rounds
LARGE_GAP = 0.01


class Zeros(StrEnum):
    MAY_BE_HIDDEN = "may_be_hidden"  # a hidden cell may be a zero
    ALWAYS_PUBLISHED = "always_published"  # so everybody knows that a hidden cell is at least one


class Mark(StrEnum):
    PUBLISHED = "published"
    PRIMARY = "primary"
    COMPLEMENTARY = "complementary"


class Verdict(StrEnum):
    NOTHING_TO_HIDE = "nothing_to_hide"
    SAFE = "safe"
    CANNOT_BE_RELEASED = "cannot_be_released"


@dataclass(frozen=True, slots=True)
class Hidden:
    """One table as it may be let out. `marks` and `published` have the table's shape."""

    table: Table
    values: NDArray[np.int64]
    marks: NDArray[np.str_]

    @property
    def published(self) -> NDArray[np.bool_]:
        return self.marks == Mark.PUBLISHED.value

    def shown(self) -> list[int | None]:
        """The values in C order, None where hidden."""
        return [int(v) if p else None for v, p in zip(self.values.ravel(), self.published.ravel(), strict=True)]


@dataclass(frozen=True, slots=True)
class Suppression:
    verdict: Verdict
    tables: tuple[Hidden, ...]
    threshold: int
    width: float
    zeros: Zeros
    n_cells: int  # different cells of the new tables
    n_primary: int
    n_complementary: int
    n_earlier: int  # earlier releases that were taken into account
    hidden_weight: float
    least_weight: float  # no pattern that protects weighs less
    optimal: bool
    # Small cell, and two values that it has in tables of whole numbers that fit everything published: proof that a
    # reader cannot say more. How far his true interval goes is audit.feasible_interval's to say.
    spans: tuple[tuple[str, int, int], ...]
    exposed: tuple[str, ...]  # primary cells that nothing can protect, given the earlier releases
    method: str = METHOD
    reference: str = REFERENCE

    def explain(self, language: str = "sv") -> str:
        """What was hidden, why, what a reader can still work out, and what it does not protect against."""
        return sentences(self, language)


def suppress(
    counts: ArrayLike,
    tables: Table | Sequence[Table],
    *,
    threshold: int = 5,
    width: float | None = None,
    zeros: Zeros = Zeros.MAY_BE_HIDDEN,
    impossible: ArrayLike | None = None,
    earlier: Sequence[Release] = (),
    weights: Sequence[ArrayLike] | None = None,
) -> Suppression:
    """Hide the cells of `tables` that hold 1 to `threshold` - 1, and what else must be hidden for their sake.

    counts: whole numbers from zero up, the atoms: areas × categories, or × periods; the axes of every table sum them.
    width: what each primary cell's interval must at least measure; `threshold` unless said.
    impossible: True for atoms that everybody knows are zero (the category does not exist in the area).
    earlier: releases on the same atoms. What they published is known and stays; what they hid is kept hidden by
        nobody but this table, so their small cells are protected too.
    weights: the cost of hiding each cell, one array for each table; value + threshold unless said.
    Raises BadInput for counts that are not whole or negative, axes that do not fit, a threshold under 1.
    """
    chosen = [tables] if isinstance(tables, Table) else list(tables)
    atoms = _whole(counts)
    wide = float(threshold if width is None else width)
    if threshold < 1 or not np.isfinite(wide) or wide <= 0 or not chosen:
        raise BadInput("the threshold is at least one, the width above zero, and there is at least one table")
    cells = cells_of(atoms, [*chosen, *(release.table for release in earlier)])
    never = as_mask(impossible, atoms.shape, "impossible").ravel()
    if atoms.ravel()[never].any():
        raise BadInput("a count that is said to be impossible is above zero")
    status = _status(cells, chosen, earlier, threshold, zeros, never)
    problem = _problem(cells, status, atoms.ravel(), never, _weights(cells, chosen, weights, threshold), wide)
    small = len(never) <= EXACT_UP_TO
    pattern = protect(problem, rounds=60 if small else 4, gap=0.0 if small else LARGE_GAP)
    return _result(chosen, cells, status, problem, pattern, threshold, zeros, len(earlier))


def _whole(counts: ArrayLike) -> NDArray[np.int64]:
    given = whole_counts(counts, "counts", dimensions=np.ndim(counts))
    if given.size == 0:
        raise BadInput("counts must hold at least one number")
    return given


@dataclass(frozen=True, slots=True)
class Status:
    """Per cell: in a new table, small, published earlier, never to be hidden, the least a hidden one can be."""

    new: NDArray[np.bool_]
    primary: NDArray[np.bool_]
    out: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    least: NDArray[np.float64]


def _status(
    cells: Cells,
    tables: Sequence[Table],
    earlier: Sequence[Release],
    threshold: int,
    zeros: Zeros,
    never: NDArray[np.bool_],
) -> Status:
    new, out = np.zeros((2, len(cells.values)), dtype=bool)
    for place in cells.places[: len(tables)]:
        new[place.ravel()] = True
    for place, release in zip(cells.places[len(tables) :], earlier, strict=True):
        out[place[release.published]] = True
    primary = (cells.values > 0) & (cells.values < threshold) & ~(out & ~new)
    structural = (cells.sums @ (~never).astype(float)) == 0
    zero = cells.values == 0
    known = structural | zero if zeros is Zeros.ALWAYS_PUBLISHED else structural
    least = np.full(len(new), 1.0 if zeros is Zeros.ALWAYS_PUBLISHED else 0.0)
    least[~new | structural] = 0.0
    return Status(new, primary, out, out | (known & new), least)


def _weights(
    cells: Cells, tables: Sequence[Table], given: Sequence[ArrayLike] | None, threshold: int
) -> NDArray[np.float64]:
    weights = cells.values.astype(float) + threshold
    if given is None:
        return weights
    if len(given) != len(tables):
        raise BadInput("weights need one array for each table")
    for place, values in zip(cells.places, given, strict=False):
        array = np.asarray(values, dtype=np.float64)
        if array.shape != place.shape or not np.isfinite(array).all() or (array <= 0).any():
            raise BadInput("weights must be above zero, one for each cell of the table")
        weights[place] = array
    return weights


def _problem(
    cells: Cells,
    status: Status,
    atoms: NDArray[np.int64],
    never: NDArray[np.bool_],
    weights: NDArray[np.float64],
    width: float,
) -> Problem:
    always = (status.primary | ~status.new) & ~status.kept
    return Problem(
        sums=cells.sums,
        weights=np.where(status.new, weights, 0.0),
        room=np.maximum(cells.values - status.least, 0.0),
        hidden=always,
        fixed=status.kept,
        below=atoms.astype(float),
        above=np.where(never, 0.0, BIG * width),
        targets=np.flatnonzero(status.primary),
        width=width,
    )


def _result(
    tables: Sequence[Table],
    cells: Cells,
    status: Status,
    problem: Problem,
    pattern: Pattern,
    threshold: int,
    zeros: Zeros,
    n_earlier: int,
) -> Suppression:
    hidden = (pattern.hidden | status.primary) & status.new
    names, weight = _names(tables, cells), float(problem.weights[hidden].sum())
    n_primary = int((status.primary & status.new).sum())
    return Suppression(
        verdict=_verdict(problem, pattern),
        tables=tuple(_hidden(t, p, cells, hidden, status) for t, p in zip(tables, cells.places, strict=False)),
        threshold=threshold,
        width=problem.width,
        zeros=zeros,
        n_cells=int(status.new.sum()),
        n_primary=n_primary,
        n_complementary=int(hidden.sum()) - n_primary,
        n_earlier=n_earlier,
        hidden_weight=weight,
        least_weight=min(pattern.bound, weight),
        optimal=not len(pattern.unprotected) and weight <= pattern.bound + 1e-6 * max(1.0, pattern.bound),
        spans=_spans(names, cells, problem, pattern),
        exposed=tuple(names[int(t)] for t in pattern.unprotected),
    )


def _verdict(problem: Problem, pattern: Pattern) -> Verdict:
    if len(pattern.unprotected):
        return Verdict.CANNOT_BE_RELEASED
    return Verdict.SAFE if len(problem.targets) else Verdict.NOTHING_TO_HIDE


def _hidden(table: Table, place: NDArray[np.int64], cells: Cells, hidden: NDArray[np.bool_], status: Status) -> Hidden:
    marks = np.where(hidden, Mark.COMPLEMENTARY.value, Mark.PUBLISHED.value)
    marks = np.where(hidden & status.primary, Mark.PRIMARY.value, marks)
    return Hidden(table, cells.values[place], marks[place])


def _spans(names: dict[int, str], cells: Cells, problem: Problem, pattern: Pattern) -> tuple[tuple[str, int, int], ...]:
    found = zip(problem.targets, pattern.low, pattern.high, strict=True)
    return tuple((names[int(t)], int(cells.values[t] + low), int(cells.values[t] + high)) for t, low, high in found)


def _names(tables: Sequence[Table], cells: Cells) -> dict[int, str]:
    """A name for each cell: the labels of its lines in the first table that has it."""
    names: dict[int, str] = {}
    for table, places in zip(tables, cells.places, strict=False):
        for at in np.ndindex(*places.shape):
            labels = (axis.labels[i] for axis, i in zip(table.axes, at, strict=True))
            names.setdefault(int(places[at]), " × ".join(labels))
    for number in range(len(cells.values)):
        names.setdefault(number, f"earlier cell {number}")
    return names
