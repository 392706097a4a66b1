from __future__ import annotations

import itertools
import re
import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from lykta_engine.disclosure.audit import Knowledge, feasible_interval, feasible_intervals
from lykta_engine.disclosure.suppression import Mark, Suppression, Verdict, Zeros, suppress
from lykta_engine.disclosure.tables import Axis, Release, Table, cells_of
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data


def flat(n_areas: int, n_kinds: int) -> Table:
    areas = Axis.flat("område", [f"o{i}" for i in range(n_areas)])
    return Table("tabell", (areas, Axis.flat("brott", [f"b{i}" for i in range(n_kinds)])))


def towns() -> Axis:
    """Four areas in two districts in one town."""
    return Axis.tree("område", ["stad", "norr", "söder", "n1", "n2", "s1", "s2"], [-1, 0, 0, 1, 1, 2, 2])


def kinds() -> Axis:
    return Axis.tree("brott", ["alla", "våld", "annat", "hot", "rån", "stöld"], [-1, 0, 0, 1, 1, 2])


def knowledge(counts: NDArray, tables: Sequence[Table], hidden: Sequence[NDArray], least: float = 0.0) -> Knowledge:
    cells = cells_of(counts, tables)
    published = np.zeros(len(cells.values), dtype=bool)
    for place, dark in zip(cells.places, hidden, strict=True):
        published[place[~dark]] = True
    never = np.zeros(counts.size, dtype=bool)
    return Knowledge(cells, published, counts.ravel(), never, np.full(len(published), least))


def dark(result: Suppression) -> list[NDArray]:
    return [~table.published for table in result.tables]


def widths(counts: NDArray, tables: Sequence[Table], result: Suppression, *, whole: bool = False) -> list[float]:
    """The attacker's interval of every small cell."""
    known = knowledge(counts, tables, dark(result), float(result.zeros is Zeros.ALWAYS_PUBLISHED))
    small = np.flatnonzero((known.cells.values > 0) & (known.cells.values < result.threshold))
    return [interval.width for interval in feasible_intervals(known, small, whole_numbers=whole)]


def enumerated(counts: NDArray, table: Table, hidden: NDArray, most: int) -> tuple[NDArray, NDArray]:
    """Smallest and largest value of each cell over every table of 0..most that fits what is published."""
    sums = table.sums().toarray()
    every = np.array(list(itertools.product(range(most + 1), repeat=counts.size)))
    values, shown = every @ sums.T, ~hidden.ravel()
    fits = values[(values[:, shown] == (sums @ counts.ravel())[shown]).all(axis=1)]
    return fits.min(axis=0), fits.max(axis=0)


@settings(max_examples=25)
@given(arrays(np.int64, (2, 2), elements=st.integers(0, 4)), arrays(bool, (2, 2)))
def test_the_attacker_finds_what_listing_every_table_finds(counts: NDArray, inner: NDArray) -> None:
    hidden = np.zeros((3, 3), dtype=bool)
    hidden[:2, :2] = inner  # the totals are published, so no count exceeds their 16
    low, high = enumerated(counts, flat(2, 2), hidden, 8)
    known = knowledge(counts, [flat(2, 2)], [hidden])
    for place in np.ndindex(3, 3):
        for whole in (False, True):
            got = feasible_interval(known, int(known.cells.places[0][place]), whole_numbers=whole)
            at = 3 * place[0] + place[1]
            assert (got.low, got.high) == (low[at], high[at])


def lightest(counts: NDArray, table: Table, threshold: int) -> float:
    """The least weight of a pattern that protects, by trying all patterns from the lightest."""
    cells = cells_of(counts, [table])
    small = np.flatnonzero((cells.values > 0) & (cells.values < threshold))
    others = np.setdiff1d(np.arange(len(cells.values)), small)
    weight = cells.values + threshold
    tries = [c for k in range(len(others) + 1) for c in itertools.combinations(others, k)]
    for extra in sorted(tries, key=lambda chosen: weight[list(chosen)].sum()):
        published = np.ones(len(cells.values), dtype=bool)
        published[[*small, *extra]] = False
        never = np.zeros(counts.size, dtype=bool)
        known = Knowledge(cells, published, counts.ravel(), never, np.zeros(len(published)))
        if all(feasible_interval(known, int(cell), whole_numbers=True).width >= threshold for cell in small):
            return float(weight[[*small, *extra]].sum())
    raise AssertionError("hiding everything protects")


@settings(max_examples=12)
@given(arrays(np.int64, (2, 2), elements=st.integers(0, 9)), st.integers(2, 5))
def test_no_pattern_that_protects_a_tiny_table_is_lighter(counts: NDArray, threshold: int) -> None:
    result = suppress(counts, flat(2, 2), threshold=threshold)
    assert result.hidden_weight == lightest(counts, flat(2, 2), threshold)
    assert result.optimal
    assert result.least_weight == pytest.approx(result.hidden_weight)


def test_no_pattern_is_lighter_in_a_table_with_levels() -> None:
    areas = Axis.tree("område", ["alla", "norr", "söder", "n1", "n2"], [-1, 0, 0, 1, 1])
    table = Table("t", (areas, Axis.flat("brott", ["a", "b"])))
    counts = np.array([[7, 12], [3, 9], [11, 6]])  # söder, n1, n2
    result = suppress(counts, table)
    assert result.hidden_weight == lightest(counts, table, 5)


@settings(max_examples=30)
@given(
    arrays(np.int64, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=st.integers(0, 12)),
    st.integers(2, 6),
    st.sampled_from(Zeros),
)
def test_every_small_cell_stays_uncertain(counts: NDArray, threshold: int, zeros: Zeros) -> None:
    table = flat(*counts.shape)
    result = suppress(counts, table, threshold=threshold, zeros=zeros)
    marks, values = result.tables[0].marks, result.tables[0].values
    small = (values > 0) & (values < threshold)
    assert (marks[small] == Mark.PRIMARY).all()
    assert (marks[~small] != Mark.PRIMARY).all()
    if result.verdict is not Verdict.CANNOT_BE_RELEASED:
        assert all(width >= threshold - 1e-6 for width in widths(counts, [table], result, whole=True))
    if zeros is Zeros.ALWAYS_PUBLISHED:
        assert (marks[values == 0] == Mark.PUBLISHED).all()
    else:
        assert result.verdict is not Verdict.CANNOT_BE_RELEASED


@settings(max_examples=5)
@given(arrays(np.int64, (4, 3), elements=st.integers(0, 12)))
def test_levels_on_both_axes_are_protected_against_whole_numbers(counts: NDArray) -> None:
    table = Table("nivåer", (towns(), kinds()))
    result = suppress(counts, table)
    assert all(width >= 5 for width in widths(counts, [table], result, whole=True))
    for name, low, high in result.spans:
        assert high - low >= 5, name


@settings(max_examples=10)
@given(arrays(np.int64, (3, 3), elements=st.integers(0, 12)), st.randoms())
def test_the_order_of_lines_changes_neither_weight_nor_verdict(counts: NDArray, random: object) -> None:
    order = list(range(3))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = suppress(counts, flat(3, 3)), suppress(counts[order][:, order], flat(3, 3))
    turned = suppress(counts.T, flat(3, 3))
    assert (one.verdict, one.hidden_weight) == (other.verdict, other.hidden_weight)
    assert (one.verdict, one.hidden_weight) == (turned.verdict, turned.hidden_weight)


def test_the_primary_cell_alone_is_never_hidden() -> None:
    counts = np.array([[20, 3, 30], [40, 50, 60], [70, 80, 90]])
    result = suppress(counts, flat(3, 3))
    assert result.n_primary == 1
    assert result.n_complementary == 3
    only = np.zeros((4, 4), dtype=bool)
    only[0, 1] = True
    exposed = feasible_interval(knowledge(counts, [flat(3, 3)], [only]), 1)
    assert (exposed.low, exposed.high) == (3, 3)


def test_two_small_cells_that_hide_each_other_too_little_get_company() -> None:
    """1 + 1 in one line: each is known to be 0, 1 or 2 from the line's total."""
    counts = np.array([[1, 1, 30], [40, 50, 60], [1, 1, 90]])
    result = suppress(counts, flat(3, 3))
    assert result.n_complementary > 0
    assert min(widths(counts, [flat(3, 3)], result)) >= 5


def test_an_overlapping_earlier_release_counts() -> None:
    """The quarter minus two published months gives the third month."""
    table = flat(3, 3)
    months = np.array([[[9, 8, 9]] * 3, [[9, 8, 9]] * 3, [[9, 8, 2]] * 3]).transpose(1, 2, 0)
    quarter = Table("kvartal", (*table.axes, Axis("tid", ("kvartal",), np.ones((1, 3), dtype=bool))))
    month = [Table(f"m{i}", (*table.axes, Axis("tid", (f"m{i}",), np.eye(3, dtype=bool)[[i]]))) for i in range(3)]
    everything = np.ones(month[0].shape, dtype=bool)
    alone = suppress(months, month[2])
    linked = suppress(
        months,
        month[2],
        earlier=[Release(quarter, everything), Release(month[0], everything), Release(month[1], everything)],
    )
    assert alone.verdict is Verdict.SAFE
    assert linked.verdict is Verdict.CANNOT_BE_RELEASED
    assert linked.exposed
    assert "kan inte lämnas ut" in linked.explain()
    partly = suppress(months, month[2], earlier=[Release(quarter, everything), Release(month[0], everything)])
    assert partly.verdict is Verdict.SAFE
    tables = [month[2], quarter, month[0]]
    hidden = [*dark(partly), ~everything, ~everything]
    known = knowledge(months, tables, hidden)
    small = np.flatnonzero((known.cells.values > 0) & (known.cells.values < 5) & ~known.published)
    assert all(i.width >= 5 for i in feasible_intervals(known, small))


def test_what_an_earlier_release_hid_stays_hidden() -> None:
    counts = np.array([[20, 3, 30], [40, 50, 60], [70, 80, 90]])
    table = flat(3, 3)
    before = suppress(counts, table)
    released = Release(table, before.tables[0].published)
    margins = Table("summor", (Axis("område", ("alla",), np.ones((1, 3), dtype=bool)), table.axes[1]))
    assert suppress(counts, margins, earlier=[released]).verdict is Verdict.SAFE
    pairs = Axis("brott", ("b0", "b1 och b2"), np.array([[1, 0, 0], [0, 1, 1]], dtype=bool))
    new = Table("annan indelning", (table.axes[0], pairs))
    result = suppress(counts, new, earlier=[released])
    known = knowledge(counts, [table, new], [~before.tables[0].published, *dark(result)])
    small = np.flatnonzero(known.cells.values == 3)
    assert feasible_interval(known, int(small[0])).width >= 5
    assert result.n_complementary > 0


def test_tables_let_out_together_are_solved_together() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(7, (4, 3))
    fine, coarse = Table("fin", (towns(), Axis.flat("b", list("xyz")))), Table("grov", (towns(), kinds()))
    result = suppress(counts, [fine, coarse])
    assert min(widths(counts, [fine, coarse], result)) >= 5
    shared_line = result.tables[0].marks[:, 3]
    assert (shared_line == result.tables[1].marks[:, 0]).all()


def test_known_zeros_protect_nobody() -> None:
    counts = np.array([[3, 0, 30], [40, 50, 60], [0, 80, 90]])
    impossible = counts == 0
    result = suppress(counts, flat(3, 3), impossible=impossible)
    assert (result.tables[0].marks[:3, :3][impossible] == Mark.PUBLISHED).all()
    known = knowledge(counts, [flat(3, 3)], dark(result))
    sure = Knowledge(known.cells, known.published, known.atoms, impossible.ravel(), known.least)
    assert feasible_interval(sure, 0).width >= 5


def test_zeros_that_are_always_shown_tell_that_hidden_cells_are_at_least_one() -> None:
    counts = np.array([[2, 20], [2, 20]])
    shown = suppress(counts, flat(2, 2), zeros=Zeros.ALWAYS_PUBLISHED)
    assert min(low for _, low, _ in shown.spans) >= 1
    assert "minst ett" in shown.explain()
    assert min(widths(counts, [flat(2, 2)], shown)) >= 5


def test_own_weights_are_followed() -> None:
    counts = np.array([[20, 3, 30], [40, 50, 60], [70, 80, 90]])
    dear = np.ones((4, 4))
    dear[:, 0] = 1000
    result = suppress(counts, flat(3, 3), weights=[dear])
    assert (result.tables[0].marks[:, 0] == Mark.PUBLISHED).all()
    assert result.hidden_weight == 4


@pytest.mark.parametrize("mean", [3, 20])
def test_a_hundred_areas_and_twenty_kinds_take_a_few_seconds(mean: float) -> None:
    rng = np.random.default_rng(int(mean))
    counts = rng.poisson(mean * rng.gamma(2, 0.5, (100, 1)) * rng.gamma(0.7, 1, (1, 20)))
    began = time.process_time()
    result = suppress(counts, flat(100, 20))
    assert time.process_time() - began < 20
    assert result.verdict is Verdict.SAFE
    assert result.hidden_weight <= 1.05 * result.least_weight
    assert all(high - low >= 5 for _, low, high in result.spans)
    known = knowledge(counts, [flat(100, 20)], dark(result))
    small = np.flatnonzero((known.cells.values > 0) & (known.cells.values < 5))
    some = np.random.default_rng(1).choice(small, min(8, len(small)), replace=False)
    assert all(i.width >= 5 - 1e-6 for i in feasible_intervals(known, some))


def test_a_table_without_small_counts_is_published_whole() -> None:
    for counts in (np.zeros((3, 3)), np.full((3, 3), 5)):
        result = suppress(counts, flat(3, 3))
        assert result.verdict is Verdict.NOTHING_TO_HIDE
        assert result.tables[0].published.all()
        assert result.explain() == "Ingen ruta i tabellen har ett tal från 1 till 4; inget behöver döljas."


def test_the_same_table_gives_the_same_answer() -> None:
    counts = np.random.default_rng(2).poisson(6, (12, 6))
    assert as_data(suppress(counts, flat(12, 6))) == as_data(suppress(counts, flat(12, 6)))


@pytest.mark.parametrize(
    ("counts", "options"),
    [
        ([[1.5, 2], [3, 4]], {}),
        ([[-1, 2], [3, 4]], {}),
        ([[np.nan, 2], [3, 4]], {}),
        ([[np.inf, 2], [3, 4]], {}),
        ([[1, 2, 3], [4, 5, 6]], {}),
        ([["a", "b"], ["c", "d"]], {}),
        ([[1, 2], [3, 4]], {"threshold": 0}),
        ([[1, 2], [3, 4]], {"width": 0}),
        ([[1, 2], [3, 4]], {"width": np.nan}),
        ([[1, 2], [3, 4]], {"impossible": [[True, False], [False, False]]}),
        ([[1, 2], [3, 4]], {"impossible": [True]}),
        ([[1, 2], [3, 4]], {"weights": [np.zeros((3, 3))]}),
        ([[1, 2], [3, 4]], {"weights": []}),
    ],
)
def test_bad_input_is_told_in_one_sentence(counts: object, options: dict) -> None:
    with pytest.raises(BadInput, match=r"^[^.\n]+$"):
        suppress(counts, flat(2, 2), **options)  # type: ignore[arg-type]


def test_axes_that_are_no_trees_are_refused() -> None:
    for labels, parents in ((["a", "b", "c"], [1, 0, -1]), (["a"], [4]), (["a", "b"], [-1])):
        with pytest.raises(BadInput):
            Axis.tree("x", labels, parents)
    with pytest.raises(BadInput):
        Axis("x", ("a",), np.zeros((1, 2), dtype=bool))
    with pytest.raises(BadInput):
        Release(flat(2, 2), np.ones((2, 2), dtype=bool))


def test_no_sentence_holds_a_hidden_number() -> None:
    counts = np.array([[2000, 3, 3000], [4000, 5001, 6000], [7000, 8000, 9000]])
    result = suppress(counts, flat(3, 3), threshold=5)
    for language in ("sv", "en"):
        said = result.explain(language)
        assert not re.search(r"\d{4}", said)
        assert re.search(r"\b(fyra|Fyra|four)\b", said)
        assert "  " not in said
