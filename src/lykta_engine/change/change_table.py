"""What has changed, over many areas and categories at once, without calling chance a change.

Each cell is compared with its own usual as in counts.py; how jumpy it is, is partly borrowed from the other areas, or
where they are few from the whole table (shared_dispersion.py), since a few periods of its own tell too little to
stand out among thousands. The false discovery rate is held over the whole table by Benjamini & Hochberg: among the
cells called changed, on average at most `fdr` are so by chance alone. Every cell with enough history takes part in
that, also those too small to be judged, since leaving out cells for being small now would make the others look rarer
than they are. Assumed: as counts.py; cells may depend on each other positively.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.comparisons import position, usual_periods
from lykta_engine.change.counts import FEW, FEWEST_PERIODS, Verdict
from lykta_engine.change.shared_dispersion import FEWEST_SERIES, can_lend, indices_of_dispersion, moderated
from lykta_engine.change.table_sentences import sentences_on_cell, sentences_on_table
from lykta_engine.errors import BadInput, TooFewEvents, whole_counts
from lykta_engine.significance import benjamini_hochberg, dispersion_nodes, predictive_tails

REFERENCE = "Benjamini & Hochberg 1995, JRSS B 57:289, on the p-values of counts/1"
LEAST_SHARE = 0.5  # with less than half of the reports in, "fewer" cannot be told from "not yet"
MOST_PERIODS = 100_000


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """Arrays are (areas, categories). A cell that cannot be decided has p and q 1."""

    count: NDArray[np.int64]
    baseline_mean: NDArray[np.float64]  # per period, of the periods compared with; 0 without any
    n_periods: NDArray[np.int64]  # how many periods each cell is compared with
    p_value: NDArray[np.float64]
    q_value: NDArray[np.float64]
    verdict: NDArray[np.object_]  # counts.Verdict
    fdr: float
    share_reported: float
    at: int
    tested: int  # cells that took part in the false discovery rate
    method: str = "change-table/1"
    reference: str = REFERENCE

    def cells(self, verdict: Verdict) -> list[tuple[int, int]]:
        """The (area, category) of every cell with that verdict, the surest first; ties in the order of the table."""
        found = np.argwhere(self.verdict == verdict)
        return [(int(a), int(c)) for a, c in found[np.argsort(self.p_value[tuple(found.T)], kind="stable")]]

    def explain(self, language: str = "sv") -> str:
        return sentences_on_table(self, language)

    def explain_cell(self, area: int, category: int, name: str, language: str = "sv") -> str:
        return sentences_on_cell(self, area, category, name, language)


def changes(
    counts: ArrayLike,
    *,
    at: int = -1,
    rolling: int = 26,
    usual: ArrayLike | None = None,
    fdr: float = 0.05,
    left_out: ArrayLike | None = None,
    share_reported: float = 1.0,
) -> ChangeTable:
    """Compare period `at` of counts (areas, categories, periods), whole numbers, oldest first, with the usual.

    The usual is the `rolling` latest periods before `at`, or the periods numbered in `usual` (say the same season of
    earlier years, from `season_periods`). `left_out`: (periods) or (areas, periods), True where the collection of
    reports failed: never compared with, and nothing is decided there. `share_reported`: the share of this period's
    events that has been reported so far, from delay.py; under a half, nothing is called fewer.
    """
    table = whole_counts(counts, "counts", dimensions=3)
    areas, categories, periods = table.shape
    if periods < 2:
        raise TooFewEvents("a comparison needs at least two periods", needed=2, got=periods)
    if not 0 < share_reported <= 1 or not 0 < fdr < 1:
        raise BadInput("share_reported must be above 0 and at most 1, fdr between 0 and 1")
    at, out = position(at, periods), _left_out(left_out, areas, periods)
    used = [usual_periods(out[a], at, rolling) if usual is None else _numbered(usual, out[a], at) for a in range(areas)]
    n_periods = np.array([before.size for before in used], dtype=np.int64).reshape(areas)
    total, index = np.zeros((areas, categories), dtype=np.int64), np.ones((areas, categories))
    for area, before in enumerate(used):
        total[area] = table[area][:, before].sum(axis=1)
        index[area] = indices_of_dispersion(table[area][:, before])
    tested = (n_periods >= FEWEST_PERIODS) & ~out[:, at]
    mean = total / np.maximum(n_periods, 1)[:, None]
    p, lower = _tested(table[:, :, at], total, index, n_periods, tested, share_reported)
    q = np.ones_like(p)
    if tested.any():
        q[tested] = benjamini_hochberg(p[tested])
    verdict = _verdicts(table[:, :, at], mean * share_reported, q <= fdr, lower, share_reported)
    verdict[~(n_periods >= FEWEST_PERIODS)] = Verdict.TOO_FEW_TO_JUDGE
    verdict[out[:, at]] = Verdict.CANNOT_BE_DECIDED
    return ChangeTable(
        count=table[:, :, at],
        baseline_mean=mean,
        n_periods=np.repeat(n_periods[:, None], categories, axis=1),
        p_value=p,
        q_value=q,
        verdict=verdict,
        fdr=fdr,
        share_reported=share_reported,
        at=at,
        tested=int(tested.sum()) * categories,
    )


def season_periods(at: int, *, per_year: int, years: int, half_window: int) -> NDArray[np.int64]:
    """The periods at the same time of the year, plus or minus `half_window`, in each of the `years` years before."""
    if not (1 <= per_year <= MOST_PERIODS and 0 <= years * per_year <= MOST_PERIODS and 0 <= half_window <= per_year):
        raise BadInput("per_year, years or half_window is out of bounds")
    middles = at - per_year * np.arange(years, 0, -1)
    found = (middles[:, None] + np.arange(-half_window, half_window + 1)).ravel()
    return np.asarray(found[(found >= 0) & (found < at)], dtype=np.int64)


def _left_out(left_out: ArrayLike | None, areas: int, periods: int) -> NDArray[np.bool_]:
    given = np.zeros(periods, dtype=bool) if left_out is None else np.asarray(left_out, dtype=bool)
    if given.shape not in ((periods,), (areas, periods)):
        raise BadInput(f"left_out must be ({periods}) or ({areas}, {periods}), not {given.shape}")
    return np.broadcast_to(given, (areas, periods))


def _numbered(usual: ArrayLike, out: NDArray[np.bool_], at: int) -> NDArray[np.int64]:
    numbers = np.unique(whole_counts(usual, "usual"))
    if numbers.size and numbers[-1] >= at:
        raise BadInput("the usual must be periods before the one compared")
    return np.asarray(numbers[~out[numbers]])


def _tested(
    now: NDArray[np.int64],
    total: NDArray[np.int64],
    index: NDArray[np.float64],
    n_periods: NDArray[np.int64],
    tested: NDArray[np.bool_],
    exposure: float,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """p and whether the count is the lower side, of every cell of the tested areas."""
    p, lower = np.ones(now.shape), np.zeros(now.shape, dtype=bool)
    if not tested.any():
        return p, lower
    n = np.repeat(n_periods[:, None], now.shape[1], axis=1)
    drawn, degrees = index.copy(), np.ones(now.shape)
    drawn[tested], degrees[tested] = _borrowed(index[tested], n[tested] - 1, total[tested] / n[tested])
    nodes = {d: dispersion_nodes(1.0, d) for d in np.unique(degrees[tested])}  # of 1, scaled below: found once
    for cell in zip(*np.nonzero(np.broadcast_to(tested[:, None], now.shape)), strict=True):
        spread = drawn[cell] * nodes[degrees[cell]]
        tails = predictive_tails(int(now[cell]), int(total[cell]), int(n[cell]), spread, exposure)
        p[cell], lower[cell] = tails.two_sided(), tails.lower < tails.upper
    return p, lower


def _borrowed(
    index: NDArray[np.float64], degrees: NDArray[np.int64], mean: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Seasons are a category's own, so a category borrows within itself; one with too few areas to borrow from, as
    all have in a small municipality, borrows from every category.
    """
    everyone = moderated(index.ravel(), degrees.ravel(), mean.ravel())
    drawn, more = (values.reshape(index.shape).copy() for values in everyone)
    for category in np.flatnonzero(can_lend(degrees, mean).sum(axis=0) >= FEWEST_SERIES):
        own = moderated(index[:, category], degrees[:, category], mean[:, category])
        drawn[:, category], more[:, category] = own
    return drawn, more


def _verdicts(
    count: NDArray[np.int64],
    expected: NDArray[np.float64],
    sure: NDArray[np.bool_],
    lower: NDArray[np.bool_],
    share_reported: float,
) -> NDArray[np.object_]:
    verdict = np.full(count.shape, Verdict.AS_USUAL, dtype=object)
    verdict[sure & ~lower] = Verdict.MORE_THAN_USUAL
    verdict[sure & lower] = Verdict.FEWER_THAN_USUAL if share_reported >= LEAST_SHARE else Verdict.CANNOT_BE_DECIDED
    verdict[np.maximum(count, expected) < FEW] = Verdict.TOO_FEW_TO_JUDGE
    return verdict
