import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lykta_engine.change.change_table import changes, season_periods
from lykta_engine.change.counts import Verdict, compare_with_baseline
from lykta_engine.change.shared_dispersion import indices_of_dispersion, moderated
from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.result import as_data
from tests.unit.engine.change.drawn import negative_binomial

CHANGED = (Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL)


def claims(table: object) -> int:
    return sum(len(table.cells(verdict)) for verdict in CHANGED)  # type: ignore[attr-defined]


def test_one_cell_is_the_single_comparison() -> None:
    """With nothing to borrow from, a cell's p is that of compare_with_baseline."""
    before, now = [8, 7, 9, 8, 8, 7, 9, 8], 16
    table = changes([[[*before, now]]])
    assert table.p_value[0, 0] == pytest.approx(compare_with_baseline(now, before).p_value)


def test_a_true_rise_and_a_true_fall_are_found_among_many() -> None:
    counts = np.random.default_rng(5).poisson(12, (60, 8, 27))
    counts[7, 3, -1], counts[40, 6, -1] = 60, 0
    table = changes(counts)
    assert table.cells(Verdict.MORE_THAN_USUAL) == [(7, 3)]
    assert table.cells(Verdict.FEWER_THAN_USUAL) == [(40, 6)]
    assert table.tested == 480


@pytest.mark.parametrize("dispersion", [1.0, 2.0, None])
def test_calm_tables_claim_a_change_at_most_as_often_as_promised(dispersion: float | None) -> None:
    """Any claim at all in a table without changes is a false discovery: at most 5 % of tables, and p keeps its
    level.
    """
    rng, tables, said, small = np.random.default_rng(8), 60, 0, []
    for _ in range(tables):
        mean = rng.uniform(2, 20, (25, 2, 1))
        spread = 1 + rng.gamma(2, 0.5, (25, 2, 1)) if dispersion is None else dispersion
        gamma = mean if dispersion == 1.0 else rng.gamma(mean / (spread - 1), spread - 1, (25, 2, 13))
        table = changes(rng.poisson(np.broadcast_to(gamma, (25, 2, 13))), rolling=12)
        said += claims(table) > 0
        small.append((table.p_value <= 0.05).mean())
    assert said / tables <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / tables)
    assert np.mean(small) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / (tables * 50))


@settings(max_examples=20)
def small_town(rng: np.random.Generator) -> np.ndarray:
    """Five areas, twelve kinds, some of them jumpy, nine periods: too few areas to borrow from within a kind."""
    mean = rng.gamma(2, 2, (5, 12, 1)) + 0.3
    dispersion = np.array([1.001, 1.2, 1.5, 2, 3, 1.001, 1.3, 1.001, 2, 4, 1.1, 1.6])[None, :, None]
    return rng.poisson(rng.gamma(np.broadcast_to(mean / (dispersion - 1), (5, 12, 9)), dispersion - 1))


def test_a_calm_small_town_is_seldom_said_to_have_changed() -> None:
    tables, claims, p = 300, 0, []
    rng = np.random.default_rng(3)
    for _ in range(tables):
        found = changes(small_town(rng), rolling=8)
        claims += bool(found.cells(Verdict.MORE_THAN_USUAL) or found.cells(Verdict.FEWER_THAN_USUAL))
        p.append(found.p_value)
    assert claims <= tables * 0.05 + 3 * math.sqrt(tables * 0.05 * 0.95)
    for alpha in (0.05, 0.01, 0.001):
        assert np.mean(np.array(p) <= alpha) <= alpha + 3 * math.sqrt(alpha * (1 - alpha) / np.size(p))


def test_fourteen_times_the_usual_is_seen_in_a_small_town() -> None:
    """Planted burglaries that were missed among 108 cells when a kind borrowed only from its own nine areas."""
    rng = np.random.default_rng(4)
    counts = np.concatenate([small_town(rng), small_town(rng)[:4]])
    alone = compare_with_baseline(38, [0, 2, 5, 2, 4, 2, 5, 1])
    assert alone.p_value * counts[:, :, 0].size > 0.05
    counts[2, 5] = [0, 2, 5, 2, 4, 2, 5, 1, 38]
    assert changes(counts, rolling=8).cells(Verdict.MORE_THAN_USUAL)[0] == (2, 5)


@given(
    hnp.arrays(np.int64, (3, 2, 9), elements=st.integers(0, 30)),
    st.permutations(range(3)),
    st.permutations(range(8)),
)
def test_the_order_of_areas_and_of_earlier_periods_does_not_matter(
    counts: np.ndarray, areas: list[int], earlier: list[int]
) -> None:
    one, other = changes(counts), changes(counts[areas][:, :, [*earlier, 8]])
    np.testing.assert_allclose(other.p_value, one.p_value[areas], rtol=1e-12)
    assert (other.verdict == one.verdict[areas]).all()


def test_an_outage_is_undecided_and_not_compared_with() -> None:
    counts = np.full((2, 3, 12), 20)
    counts[:, :, 11] = 0
    out = np.zeros((2, 12), dtype=bool)
    out[0, 11] = True
    table = changes(counts, left_out=out)
    assert (table.verdict[0] == Verdict.CANNOT_BE_DECIDED).all()
    assert (table.verdict[1] == Verdict.FEWER_THAN_USUAL).all()
    counts[:, :, 5:8] = 0
    counts[:, :, 11] = 20
    mask = np.isin(np.arange(12), [5, 6, 7])
    assert (changes(counts, left_out=mask).baseline_mean == 20).all()


def test_what_is_not_yet_reported_is_no_decrease() -> None:
    counts = np.random.default_rng(2).poisson(40, (5, 3, 14))
    counts[:, :, -1] = np.random.default_rng(3).binomial(counts[:, :, -1], 0.55)
    assert len(changes(counts).cells(Verdict.FEWER_THAN_USUAL)) > 5
    assert claims(changes(counts, share_reported=0.55)) == 0
    counts[:, :, -1] //= 10
    early = changes(counts, share_reported=0.3)
    assert len(early.cells(Verdict.FEWER_THAN_USUAL)) == 0
    assert len(early.cells(Verdict.CANNOT_BE_DECIDED)) > 0


def test_the_same_season_of_earlier_years() -> None:
    assert list(season_periods(120, per_year=52, years=2, half_window=1)) == [15, 16, 17, 67, 68, 69]
    t = np.arange(260)
    counts = np.round(30 + 25 * np.sin(2 * np.pi * t / 52)).astype(int)[None, None]
    usual = season_periods(259, per_year=52, years=4, half_window=2)
    assert changes(counts, usual=usual).verdict[0, 0] == Verdict.AS_USUAL


def test_series_alike_share_their_dispersion_and_unlike_ones_do_not() -> None:
    rng = np.random.default_rng(4)
    alike = negative_binomial(rng, 10, 2, (100, 9))
    index = indices_of_dispersion(alike)
    drawn, degrees = moderated(index, np.full(100, 8), alike.mean(axis=1))
    assert drawn.std() < 0.2 * index.std()
    assert degrees[0] > 30
    unlike = np.concatenate([rng.poisson(10, (50, 9)), negative_binomial(rng, 10, 12, (50, 9))])
    _, few = moderated(indices_of_dispersion(unlike), np.full(100, 8), unlike.mean(axis=1))
    assert few[0] < 20


@given(
    hnp.arrays(np.int64, hnp.array_shapes(min_dims=3, max_dims=3, max_side=5), elements=st.integers(0, 9)),
    st.sampled_from(["sv", "en"]),
)
def test_every_table_can_be_said(counts: np.ndarray, language: str) -> None:
    try:
        table = changes(counts)
    except TooFewEvents:
        return
    said = [table.explain(language), table.explain_cell(0, 0, "A, b", language)]
    assert not any(wrong in " ".join(said) for wrong in ("{", "nan", ": None"))
    claimed = {"sv": "är fler än vanligt", "en": "more than usual."}[language] in said[0]
    assert claimed == bool(table.cells(Verdict.MORE_THAN_USUAL))
    assert "nan" not in str(as_data(table))


def test_words() -> None:
    counts = np.random.default_rng(5).poisson(12, (60, 8, 27))
    counts[7, 3, -1] = 60
    table = changes(counts)
    assert table.explain() == (
        "480 tal jämfördes, vart och ett med sitt eget vanliga. Ett är fler än vanligt. Högst 5 % av de utpekade "
        "väntas i "
        "genomsnitt vara en slump. Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    assert table.explain_cell(7, 3, "Furutorget, klotter", "en") == (
        f"Furutorget, klotter: 60, against {table.baseline_mean[7, 3]:.1f} on average in 26 earlier periods. That "
        "is more "
        "than usual, also with every comparison of the table taken into account. The count rests on reports; more "
        "reports "
        "can also mean that more people report."
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"counts": [[[1, math.nan]]]}, {"counts": [[[1, -1]]]}, {"counts": [[1, 2]]}, {"counts": [[[1]]]},
        {"counts": [[[1, 2]]], "fdr": 0}, {"counts": [[[1, 2]]], "share_reported": 0},
        {"counts": [[[1, 2]]], "left_out": [True]}, {"counts": [[[1, 2]]], "usual": [1]},
        {"counts": [[[1, 2]]], "at": 2},
    ],
)  # fmt: skip
def test_bad_input(wrong: dict) -> None:
    with pytest.raises(EngineError):
        changes(**wrong)


def test_left_out_of_another_length_says_so() -> None:
    with pytest.raises(BadInput, match="left_out"):
        changes(np.ones((1, 1, 9), dtype=int), left_out=np.zeros(8, dtype=bool))
