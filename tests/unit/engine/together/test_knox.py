from __future__ import annotations

import csv
import json
import math
import re
from itertools import permutations as all_orders
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom, poisson

from lykta_engine import kernels, replicates
from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.replicates import Processes, Threads
from lykta_engine.result import as_data
from lykta_engine.significance import monte_carlo_two_sided
from lykta_engine.together import event_pairs, knox_replicates
from lykta_engine.together.event_pairs import Metric, near_pairs
from lykta_engine.together.knox import KnoxReason, KnoxTable, KnoxVerdict, Settings, knox, study
from lykta_engine.together.knox_bands import checked
from lykta_engine.together.knox_local import local_knox
from lykta_engine.together.knox_replicates import dealt_within, local_within, observed_within
from lykta_engine.together.knox_times import coded
from tests.unit.engine.together.knox_oracle import slow_table

DISTANCE, TIME = (0.0, 0.1, 2.0, 5.0), (0.0, 1.0, 3.0)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def town(n: int, seed: int = 1, side: int = 60, days: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whole metres and days, with some positions shared."""
    draw = rng(seed)
    return draw.integers(0, side, n).astype(float), draw.integers(0, side, n).astype(float), draw.integers(0, days, n)


def table(n: int = 60, seed: int = 1, **changed: object) -> KnoxTable:
    x, y, t = town(n, seed)
    chosen: dict = {"distance_m": (0, 0.1, 5, 10), "time_days": (0, 7, 14), "replicates": 199, "rng": rng()} | changed
    return knox(x, y, t, **chosen)


edges = st.lists(st.sampled_from([0.1, 0.5, 1, 1.5, 2, 3, 5, 8, math.inf]), min_size=1, max_size=4, unique=True).map(
    sorted
)
starts = st.sampled_from([0.0, 0.0, 0.05])
whole_or_not = st.sampled_from([1, 0.5, 0.1, 1 / 3])


@given(
    st.lists(st.tuples(*[st.integers(-6, 6)] * 3), min_size=2, max_size=14),
    starts,
    edges,
    starts,
    edges,
    st.sampled_from(Metric),
    st.booleans(),
    whole_or_not,
    st.booleans(),
)
def test_agrees_with_going_through_every_pair(
    rows: list[tuple[int, int, int]],
    near_from: float,
    near_to: list[float],
    soon_from: float,
    soon_to: list[float],
    metric: Metric,
    closed: bool,
    step: float,
    compiled: bool,
) -> None:
    x, y, t = (np.array(column, dtype=float) * step for column in zip(*rows, strict=True))
    distance, time = (near_from, *near_to), (soon_from, *soon_to)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LYKTA_ENGINE_KERNELS", "" if compiled else "numpy")
        found = knox(
            x, y, t, distance_m=distance, time_days=time, metric=metric, closed=closed, replicates=3, rng=rng()
        )
    both, near, soon = slow_table(x, y, t, distance, time, metric, closed)
    np.testing.assert_array_equal(found.observed, both)
    np.testing.assert_array_equal(found.pairs_by_distance, near)
    np.testing.assert_array_equal(found.pairs_by_time, soon)
    np.testing.assert_allclose(found.expected, np.outer(near, soon) / found.pairs)


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("step", [1, 1000, 0.37])  # 16-bit days, 32-bit ticks, floats
def test_replicates_are_the_observed_count_of_times_dealt_out_anew(
    monkeypatch: pytest.MonkeyPatch, compiled: bool, step: float
) -> None:
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "" if compiled else "numpy")
    x, y, t = town(40)
    days = t * step
    days[0] += (step == 1000) * 1
    distance, time = checked((0, 0.1, 10, 20), "m", False), checked((0, 7 * step, 14 * step, math.inf), "d", False)
    done = study(x, y, days, distance, time, Settings(Metric.EUCLIDEAN, 40, 0.05, 77, Threads(1)))
    assert done.clock.codes.dtype == {1: np.int16, 1000: np.int32, 0.37: np.float64}[step]
    order = done.near.order
    for replicate in (0, 31, 32, 39):
        dealt = np.sort(days)[replicates.permutation(77, replicate, 40)]
        expected, _, _ = slow_table(x[order], y[order], dealt, distance.edges, time.edges)
        np.testing.assert_array_equal(done.dealt[replicate], expected)


@pytest.mark.skipif(kernels.library() is None, reason="no C compiler built the kernels here")
@pytest.mark.parametrize("kind", ["int16", "int32", "float64"])
@pytest.mark.parametrize("limits", [1, 2, 3, 4, 7])
def test_compiled_and_numpy_give_the_same_numbers(monkeypatch: pytest.MonkeyPatch, kind: str, limits: int) -> None:
    draw = rng(limits)
    x, y = draw.normal(0, 500, 900).round(1), draw.normal(0, 500, 900).round(1)
    codes = draw.integers(0, 365, 900).astype(kind)
    bounds = np.arange(1, limits + 1).astype(kind) * 7

    def everything(metric: Metric) -> list[np.ndarray]:
        near = near_pairs(x, y, np.array([0.1, 50.0, 100.0]), metric, threads=2)
        dealt = dealt_within(near, codes, bounds, 37, 5, Threads(1))
        seen = observed_within(near, codes, bounds)
        return [near.order, near.offset, near.partner, dealt, seen, *local_within(near, codes, range(1, 3), 7.0)]

    for metric in Metric:
        monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "")
        fast = everything(metric)
        monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
        for one, other in zip(fast, everything(metric), strict=True):
            np.testing.assert_array_equal(one, other)


def test_candidates_are_found_a_few_at_a_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_pairs, "CANDIDATES_AT_ONCE", 50)
    monkeypatch.setattr(knox_replicates, "PAIRS_AT_ONCE", 11)
    fast = table(replicates=5)
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    np.testing.assert_array_equal(table(replicates=5).observed, fast.observed)
    np.testing.assert_array_equal(table(replicates=5).replicate_mean, fast.replicate_mean)


def test_sums_of_sixteen_bits_never_overflow() -> None:
    """500 events at one position: 124,750 pairs in one band, four times what a lane of 16 bits holds."""
    x, t = np.zeros(500), np.arange(500) % 3
    found = knox(x, x, t, distance_m=(0, 1), time_days=(0, 1, 2, 9), replicates=40, rng=rng())
    np.testing.assert_array_equal(found.replicate_mean, found.observed)
    np.testing.assert_array_equal(found.replicate_sd, 0)
    assert found.observed.sum() == found.pairs == 124_750


def test_one_far_away_event_does_not_blow_up_the_grid() -> None:
    x, y, t = town(50)
    there = knox(np.append(x, 9e8), np.append(y, -9e8), np.append(t, 5), distance_m=(0, 5), time_days=(0, 7), rng=rng())
    here = knox(x, y, t, distance_m=(0, 5), time_days=(0, 7), rng=rng())
    np.testing.assert_array_equal(here.observed, there.observed)


def test_the_expectation_is_the_mean_of_all_ways_to_deal_out_the_times() -> None:
    x, y, t = np.array([0, 0, 3, 4, 9.0]), np.array([0, 1, 0, 0, 9.0]), np.array([0, 1, 1, 4, 6])
    every = [slow_table(x, y, t[list(order)], DISTANCE, TIME)[0] for order in all_orders(range(5))]
    found = knox(x, y, t, distance_m=DISTANCE, time_days=TIME, rng=rng())
    np.testing.assert_allclose(found.expected, np.mean(every, axis=0))


def test_replicates_scatter_around_the_exact_expectation() -> None:
    found = table(n=200, replicates=999)
    assert found.replicate_mean is not None
    assert found.replicate_sd is not None
    error = found.replicate_sd / math.sqrt(999)
    assert (np.abs(found.replicate_mean - found.expected) <= 4 * error + 1e-9).all()


# --- what must not matter, and what must


def same(one: KnoxTable, other: KnoxTable) -> None:
    for name in ("observed", "expected", "replicate_mean", "p_upper", "p_two_sided", "pairs_by_time"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_the_order_given_and_where_the_axes_lie_do_not_matter(seed: int) -> None:
    x, y, t = town(50)
    order = rng(seed).permutation(50)
    moved, later = rng(seed).integers(-(10**6), 10**6, 2), int(rng(seed).integers(-5000, 5000))
    chosen: dict = {"distance_m": (0, 0.1, 5, 10), "time_days": (0, 7, 14), "replicates": 40}
    here = knox(x, y, t, **chosen, rng=rng())
    same(here, knox(x[order] + moved[0], y[order] + moved[1], t[order] + later, **chosen, rng=rng()))


def test_turning_and_mirroring_leave_the_counts() -> None:
    x, y, t = town(80)
    chosen: dict = {"distance_m": (0, 0.1, 5, 10), "time_days": (0, 7, 14), "replicates": 499}
    here = knox(x, y, t, **chosen, rng=rng())
    for there in (knox(-y, x, t, **chosen, rng=rng()), knox(x, -y, 40 - t, **chosen, rng=rng())):
        np.testing.assert_array_equal(there.observed, here.observed)
        np.testing.assert_allclose(there.p_upper, here.p_upper, atol=0.1)  # other replicates


def test_other_units_give_the_same_table() -> None:
    x, y, t = town(80)
    here = knox(x, y, t, distance_m=(0, 0.5, 5, 10), time_days=(0, 7, 14), rng=rng())
    same(here, knox(x * 8, y * 8, t, distance_m=(0, 4, 40, 80), time_days=(0, 7, 14), rng=rng()))
    same(here, knox(x, y, t / 4, distance_m=(0, 0.5, 5, 10), time_days=(0, 1.75, 3.5), rng=rng()))
    moments = np.datetime64("2026-11-01T00:00:00") + t * np.timedelta64(86400, "s")
    for times in (moments, moments.astype("datetime64[D]"), moments.astype("datetime64[ns]"), t.astype(float)):
        same(here, knox(x, y, times, distance_m=(0, 0.5, 5, 10), time_days=(0, 7, 14), rng=rng()))


def test_every_event_twice() -> None:
    """Each pair becomes four, and each event a pair with its double in the innermost cell."""
    x, y, t = town(40)
    chosen: dict = {"distance_m": (0, 0.1, 5, 10), "time_days": (0, 7, 14), "replicates": 0, "rng": rng()}
    once = knox(x, y, t, **chosen)
    twice = knox(np.tile(x, 2), np.tile(y, 2), np.tile(t, 2), **chosen)
    expected = 4 * once.observed
    expected[0, 0] += 40
    np.testing.assert_array_equal(twice.observed, expected)
    assert twice.n_sharing_position == 80


@pytest.mark.parametrize("replicated", [1, 31, 32, 33, 100])
def test_the_same_numbers_on_any_number_of_threads(replicated: int) -> None:
    first = table(replicates=replicated, runner=Threads(1))
    same(first, table(replicates=replicated, runner=Threads(4)))
    assert first.replicates == replicated


def test_the_same_numbers_in_other_processes() -> None:
    same(table(runner=Threads(1)), table(runner=Processes(2)))


def test_another_seed_gives_other_replicates() -> None:
    assert not np.array_equal(table().replicate_mean, table(rng=rng(2)).replicate_mean)


# --- intervals


def test_a_pair_on_a_limit_is_in_the_band_above_or_with_closed_the_band_below() -> None:
    """Two events 100 m and 3 days apart, which the Near Repeat Calculator puts in "101 to 200 m" and "4 to 6 days"."""
    times = np.array(["2019-01-01", "2019-01-04"], dtype="datetime64[D]")
    chosen: dict = {"distance_m": (0, 100, 200), "time_days": (0, 3, 6), "replicates": 0, "rng": rng()}
    above = knox([0, 0], [0, 100], times, **chosen)
    below = knox([0, 0], [0, 100], times, **chosen, closed=True)
    assert above.observed.tolist() == [[0, 0], [0, 1]]
    assert below.observed.tolist() == [[1, 0], [0, 0]]
    assert [above.distance.interval(b) for b in (0, 1)] == ["[0, 100)", "[100, 200)"]
    assert [below.distance.interval(b) for b in (0, 1)] == ["[0, 100]", "(100, 200]"]


def test_bands_are_called_what_they_are() -> None:
    bands = checked((0, 0.1, 1000, math.inf), "m", False)
    assert [bands.label(b) for b in range(3)] == [
        "under 0,1 meter",
        "från 0,1 till under 1000 meter",
        "från 1000 meter",
    ]
    assert [bands.label(b, "en") for b in range(3)] == [
        "under 0.1 metres",
        "from 0.1 to under 1000 metres",
        "from 1000 metres",
    ]
    closed = checked((0, 7, 14, math.inf), "d", True)
    assert [closed.label(b) for b in range(3)] == ["högst 7 dagar", "över 7 till och med 14 dagar", "över 14 dagar"]
    assert bands.interval(2) == "[1000, ∞)"
    day = checked((0, 1, math.inf), "d", False)
    assert [day.label(b, language) for language in ("sv", "en") for b in (0, 1)] == [
        "under 1 dag",
        "från 1 dag",
        "under 1 day",
        "from 1 day",
    ]


@given(st.lists(st.integers(0, 3000), min_size=2, max_size=9), st.sampled_from([0.1, 0.3, 0.7, 7 / 1440]))
def test_minutes_are_counted_to_the_letter(minutes: list[int], edge: float) -> None:
    """0.1 days is 8,640 seconds exactly; as floats of days some differences would fall on the other side."""
    times = np.datetime64("2026-03-28T22:00", "m") + np.array(minutes)
    found = knox(np.zeros(len(minutes)), np.arange(len(minutes)), times, distance_m=(0, 99), time_days=(0, edge),
                 replicates=0, rng=rng())  # fmt: skip
    soon = sum(abs(a - b) * 1_000_000 < round(edge * 1_440_000_000) for i, a in enumerate(minutes) for b in minutes[:i])
    assert found.observed[0, 0] == soon


def test_times_are_coded_as_small_as_they_can_be() -> None:
    bands = checked((0, 7), "d", False)
    assert coded(np.array([5, 12, 40]), bands).codes.tolist() == [0, 1, 5]  # weeks
    assert coded(np.array([0, 30_001, 32_766]), bands).codes.dtype == np.int16
    assert coded(np.array([0, 30_001, 32_767]), bands).codes.dtype == np.int32
    assert coded(np.array([0.0, 1.5]), bands).codes.dtype == np.float64
    every_half_hour = np.array(["2026-01-01T00:00", "2026-01-01T00:30", "2026-06-01T13:00"], dtype="datetime64[m]")
    assert coded(every_half_hour, bands).codes.dtype == np.int16


@given(st.lists(st.floats(0, 30), min_size=1, max_size=30), st.sampled_from([0.1, 1.0, 7.0, 100.0]))
def test_neighbours_in_time(days: list[float], limit: float) -> None:
    bands = checked((0, limit), "d", False)
    clock = coded(np.array(days), bands)
    slow = [sum(abs(a - b) < limit for j, b in enumerate(days) if j != i) for i, a in enumerate(days)]
    assert clock.neighbours(float(clock.limits[0])).tolist() == slow
    assert clock.pairs_within().tolist() == [sum(slow) // 2]


# --- which events take part


@given(st.lists(st.tuples(*[st.integers(0, 8)] * 3), min_size=3, max_size=12), st.booleans())
def test_each_event_against_its_neighbours(rows: list[tuple[int, int, int]], closed: bool) -> None:
    x, y, t = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = local_knox(x, y, t, distance_m=3, days=2, closed=closed)
    apart, later = np.hypot(x - x[:, None], y - y[:, None]), np.abs(t - t[:, None])
    near, soon = (apart <= 3, later <= 2) if closed else (apart < 3, later < 2)
    for matrix in (near, soon):
        np.fill_diagonal(matrix, False)
    np.testing.assert_array_equal(found.near, near.sum(axis=1))
    np.testing.assert_array_equal(found.soon, soon.sum(axis=1))
    np.testing.assert_array_equal(found.close, (near & soon).sum(axis=1))
    np.testing.assert_allclose(found.expected, found.near * found.soon / (len(x) - 1))
    p = [hypergeom.sf(c - 1, len(x) - 1, s, k) for c, s, k in zip(found.close, found.near, found.soon, strict=True)]
    np.testing.assert_allclose(found.p_upper, np.clip(p, 0, 1))
    assert {frozenset(pair) for pair in found.pairs.tolist()} == {
        frozenset((i, j)) for i, j in zip(*np.nonzero(near & soon), strict=True)
    }
    assert all(t[a] <= t[b] for a, b in found.pairs)


def test_a_planted_group_is_found_and_named() -> None:
    draw = rng(3)
    x, y, t = draw.uniform(0, 5000, 300), draw.uniform(0, 5000, 300), draw.integers(0, 365, 300)
    x[:6], y[:6], t[:6] = 2000 + draw.uniform(0, 60, 6), 2000 + draw.uniform(0, 60, 6), 100
    found = local_knox(x, y, t, distance_m=200, days=7)
    assert set(np.flatnonzero(found.beyond_chance)) == set(range(6))
    assert "Runt sex händelser är det fler sådana grannar än slumpen ger" in found.explain()
    assert "Around six incidents there are more such neighbours" in found.explain("en")


def test_nothing_is_claimed_of_events_without_more_neighbours() -> None:
    x, y, t = town(40)
    assert (
        "Ingen av dem har fler sådana grannar än slumpen kan ge" in local_knox(x, y, t, distance_m=5, days=7).explain()
    )


def test_two_sided_is_twice_the_smaller_tail_at_most_one() -> None:
    """Of 99 replicates 4 reach so high and 96 so low; or most of them both, as where counts are tied."""
    np.testing.assert_allclose(monte_carlo_two_sided([4, 96, 60], [96, 4, 60], 99), [0.1, 0.1, 1.0])


# --- under the null


def test_p_holds_what_it_promises_when_nothing_happens() -> None:
    draw, shares = rng(12), {"upper": [], "two_sided": [], "called": []}
    for _ in range(600):
        x, y, t = draw.uniform(0, 1000, 60), draw.uniform(0, 1000, 60), draw.integers(0, 90, 60)
        found = knox(x, y, t, distance_m=(0, 100, 200), time_days=(0, 14), replicates=199, rng=draw, runner=Threads(1))
        assert found.p_upper is not None
        assert found.p_two_sided is not None
        shares["upper"].append(found.p_upper[0, 0])
        shares["two_sided"].append(found.p_two_sided[1, 0])
        shares["called"].append(found.verdict is KnoxVerdict.MORE_THAN_CHANCE)
    for alpha in (0.01, 0.05, 0.1, 0.25):
        most = alpha + 3 * math.sqrt(alpha * (1 - alpha) / 600)
        assert np.mean(np.array(shares["upper"]) <= alpha) <= most
        assert np.mean(np.array(shares["two_sided"]) <= alpha) <= most
    assert np.mean(shares["called"]) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 600)


def test_local_p_holds_what_it_promises() -> None:
    draw, p = rng(13), []
    for _ in range(150):
        x, y, t = draw.uniform(0, 1000, 60), draw.uniform(0, 1000, 60), draw.integers(0, 90, 60)
        p.append(local_knox(x, y, t, distance_m=200, days=14).p_upper[0])
    for alpha in (0.05, 0.1, 0.25):
        assert np.mean(np.array(p) <= alpha) <= alpha + 3 * math.sqrt(alpha * (1 - alpha) / 150)


# --- what cannot be answered


def test_all_at_one_place_or_one_time_cannot_be_decided() -> None:
    x, y, t = town(40)
    chosen: dict = {"distance_m": (0, 0.1, 5), "time_days": (0, 7), "rng": rng()}
    place, moment = knox(x * 0, y * 0, t, **chosen), knox(x, y, t * 0, **chosen)
    assert (place.verdict, place.reason) == (KnoxVerdict.CANNOT_BE_DECIDED, KnoxReason.ONE_PLACE)
    assert (moment.verdict, moment.reason) == (KnoxVerdict.CANNOT_BE_DECIDED, KnoxReason.ONE_TIME)
    assert "eftersom alla har samma position" in place.explain()
    assert "since all have one time" in moment.explain("en")


def test_few_pairs_and_no_replicates_say_so() -> None:
    few = knox([0, 1, 900], [0, 0, 0], [1, 1, 300], distance_m=(0, 5), time_days=(0, 7), rng=rng())
    assert (few.verdict, few.reason) == (KnoxVerdict.CANNOT_BE_DECIDED, KnoxReason.FEW_PAIRS)
    assert "Det är för få par för att bedöma" in few.explain()
    none = table(replicates=0)
    assert (none.p_upper, none.replicate_mean, none.reason) == (None, None, KnoxReason.NO_REPLICATES)
    assert "har inte prövats" in none.explain()
    empty = knox([0, 900, 1800], [0, 0, 0], [0, 9, 99], distance_m=(0, 5, 6), time_days=(0, 1), rng=rng())
    assert empty.ratio == ((None,), (None,))


@pytest.mark.parametrize(
    ("x", "y", "t", "said"),
    [
        ([0, math.nan], [0, 0], [0, 0], "x holds values that are missing or infinite"),
        ([0, 1], [0, math.inf], [0, 0], "y holds values that are missing or infinite"),
        ([0, 1], [0, 0], [0, math.nan], "times holds values that are missing or infinite"),
        ([0, 1], [0, 0], np.array(["2026-01-01", "NaT"], dtype="M8[D]"), "times holds values that are missing"),
        ([0, 1], [0, 0, 0], [0, 0], "unequal lengths: x 2, y 3"),
        ([0, 1], [0, 0], [0, 0, 1], "unequal lengths: x 2, y 2, times 3"),
        ([0, 1e300], [0, 0], [0, 0], "too large to reckon with"),
        ([0, 1], [0, 0], [0, 1e300], "too large to reckon with"),
        (["a", "b"], [0, 0], [0, 0], "x must be numbers"),
        ([[0, 1]], [[0, 0]], [0, 0], "x must have 1 dimension, not 2"),
        ([0, 1], [0, 0], np.array([["2026-01-01"], ["2026-01-02"]], dtype="M8[D]"), "times must have 1 dimension"),
        ([0, 1], [0, 0], ["i går", "i dag"], "times must be numbers"),
    ],
)
def test_bad_input_is_told_in_one_sentence(x: list, y: list, t: list, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        knox(x, y, t, distance_m=(0, 1), time_days=(0, 1), rng=rng())


@pytest.mark.parametrize("bad", [(), (0,), (1, 0), (0, 0), (-1, 1), (0, math.nan), (math.inf, math.inf), ("a", "b")])
def test_bands_must_rise(bad: tuple) -> None:
    with pytest.raises(BadInput):
        table(distance_m=bad)
    with pytest.raises(BadInput):
        table(time_days=bad)


def test_too_few_events_and_too_many_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (0, 1):
        with pytest.raises(TooFewEvents) as caught:
            knox([0] * n, [0] * n, [0] * n, distance_m=(0, 1), time_days=(0, 1), rng=rng())
        assert (caught.value.needed, caught.value.got) == (2, n)
    with pytest.raises(TooFewEvents):
        local_knox([0, 1], [0, 1], [0, 1], distance_m=1, days=1)
    for endless in ({"distance_m": math.inf, "days": 1}, {"distance_m": 1, "days": math.inf}):
        with pytest.raises(BadInput, match="finite"):
            local_knox([0, 1, 2], [0, 1, 2], [0, 1, 2], **endless)
    for changed in ({"replicates": -1}, {"alpha": 0}, {"alpha": 1.5}):
        with pytest.raises(BadInput, match=r"(replicates must be zero or more|alpha must be above 0 and below 1)"):
            table(**changed)
    with pytest.raises(BadInput, match="metric must be euclidean or manhattan, not chess"):
        table(metric="chess")
    monkeypatch.setattr(event_pairs, "MOST_PAIRS", 10)
    with pytest.raises(BadInput, match="choose a shorter distance or period"):
        table()


floats = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.tuples(floats, floats, floats), max_size=6), edges, edges)
def test_whatever_comes_in_an_answer_is_whole_or_an_error_is_told(
    rows: list[tuple[float, float, float]], near: list[float], soon: list[float]
) -> None:
    x, y, t = np.array(rows, dtype=float).reshape(-1, 3).T
    try:
        found = knox(x, y, t, distance_m=(0, *near), time_days=(0, *soon), replicates=9, rng=rng())
    except (BadInput, TooFewEvents):
        return
    assert found.observed.sum() <= found.pairs
    assert not re.search(r"\b(nan|inf\w*)\b", json.dumps(as_data(found)).lower() + found.explain().lower())


# --- words


def test_the_explanation_names_the_cells_beyond_chance_and_no_others() -> None:
    draw = rng(5)
    x, y, t = draw.uniform(0, 3000, 120), draw.uniform(0, 3000, 120), draw.integers(0, 180, 120).astype(float)
    x[:30], y[:30], t[:30] = x[30:60] + 20, y[30:60], t[30:60] + 2
    found = knox(x, y, t, distance_m=(0, 0.1, 100, 200), time_days=(0, 7, 14), rng=rng())
    assert found.verdict is KnoxVerdict.MORE_THAN_CHANCE
    assert found.more_than_chance.tolist() == [[False, False], [True, False], [False, False]]
    assert found.explain() == (
        "120 händelser ger 7140 par. För varje par räknas avståndet och tiden emellan. Antalet par som är nära i både "
        "rum och tid har jämförts med hur många det blir när tiderna delas ut på nytt av en slump, 999 gånger. Det "
        "finns fler par än slumpen ger där avståndet är från 0,1 till under 100 meter och tiden emellan under 7 dagar "
        f"({found.observed[1, 0]} par mot {str(round(found.expected[1, 0], 1)).replace('.', ',')} väntade). Hänsyn är "
        "tagen till att fyra kombinationer av avstånd och tid prövas samtidigt. Ett par som ligger precis på en gräns "
        "räknas till bandet ovanför. Det säger inte vad sambandet beror på, och inget om enskilda personer eller "
        "platser. Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    assert "There are more pairs than chance gives where the distance is from 0.1 to under 100" in found.explain("en")


def test_what_chance_can_give_is_not_called_a_connection() -> None:
    draw = rng(6)
    found = knox(draw.uniform(0, 500, 50), draw.uniform(0, 500, 50), draw.integers(0, 60, 50), distance_m=(0, 100),
                 time_days=(0, 14), closed=True, rng=rng())  # fmt: skip
    assert found.verdict is KnoxVerdict.NOT_MORE_THAN_CHANCE
    assert "Det finns inte fler par än slumpen kan ge." in found.explain()
    assert "no more pairs than chance can give" in found.explain("en")
    assert "räknas till bandet nedanför" in found.explain()
    assert "samma position" not in found.explain()


# --- published numbers


@pytest.fixture
def examples(shared: Path) -> dict:
    return json.loads((shared / "methods/worked_examples.json").read_text())


@pytest.fixture
def chicago(shared: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with (shared / "methods/data/chicago_be_2016.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["date"] < "2016-02-01"]
    place = np.array([(row["X"], row["Y"]) for row in rows], dtype=float)
    return place[:, 0], place[:, 1], np.array([row["date"] for row in rows], dtype="datetime64[D]")


@pytest.mark.shared
def test_the_vignette_of_near_repeat(chicago: tuple, examples: dict) -> None:
    """R NearRepeat 0.1.1, vignette NearRepeat.html: 970 burglaries in Chicago, January 2016."""
    published = examples["knox_near_repeat_chicago_jan2016"]
    found = knox(*chicago, distance_m=published["s_breaks"], time_days=published["t_breaks_days"],
                 metric=Metric.MANHATTAN, rng=rng())  # fmt: skip
    assert found.n == 970
    assert found.observed.tolist() == published["observed"]
    np.testing.assert_allclose(np.array(found.ratio), published["exact_expectation_ratio_here"], atol=5e-5)
    assert found.replicate_sd is not None
    # both means are of 999 replicates
    error = math.sqrt(2 / 999) * found.replicate_sd / found.expected * np.array(published["knox_ratio_mean_999"])
    np.testing.assert_array_less(np.abs(np.array(found.ratio_to_mean) - published["knox_ratio_mean_999"]), 4 * error)
    p = np.array(published["p_999"])
    np.testing.assert_array_less(np.abs(found.p_upper - p), 4 * np.sqrt(2 * p * (1 - p) / 999) + 0.002)


@pytest.mark.shared
def test_the_labels_of_the_near_repeat_calculator(chicago: tuple, examples: dict) -> None:
    """R NearRepeat, vignette NRC.html: true bands, and the bands that the calculator prints."""
    published = examples["near_repeat_calculator_label_bug"]
    chosen: dict = {"metric": Metric.MANHATTAN, "replicates": 0, "rng": rng()}
    true = knox(*chicago, distance_m=(0, 1, 100, 200, 300, math.inf), time_days=(0, 7, 14, 21, math.inf), **chosen)
    printed = knox(*chicago, distance_m=(0, 1, 101, 201, 301, math.inf), time_days=(0, 8, 15, 22, math.inf), **chosen)
    assert true.observed.tolist() == published["observed"]
    assert printed.observed.tolist() == published["with_s_0_1_101_201_301_inf_t_0_8_15_22_inf"]
    assert true.observed.sum() == true.pairs == 970 * 969 // 2


@pytest.mark.shared
@pytest.mark.parametrize(("delta", "tau", "name"), [(20, 5, "delta20_tau5"), (2.5, 90, "delta2.5_tau90")])
def test_burkitts_lymphoma(shared: Path, examples: dict, delta: float, tau: float, name: str) -> None:
    """pointpats 2.5.5 and R surveillance 1.20.3: 188 cases in West Nile."""
    data = np.genfromtxt(shared / "methods/data/burkitt.csv", delimiter=",", skip_header=1, usecols=(0, 1, 2))
    found = knox(*data.T, distance_m=(0, delta), time_days=(0, tau), closed=True, replicates=9999, rng=rng())
    published = examples["knox_burkitt"][name]
    counted = (found.observed[0, 0], found.pairs_by_distance[0], found.pairs_by_time[0])
    assert counted == (published["st"], published["s"], published["t"])
    assert found.pairs == 17_578
    assert found.expected[0, 0] == pytest.approx(published["expected"], rel=1e-8)
    # both programs count "more than observed" in their Poisson p, without the observed count itself
    assert poisson.sf(counted[0], found.expected[0, 0]) == pytest.approx(published["p_poisson"], rel=1e-6)
    if "p_perm_9999" in published:  # twice what the Poisson form says
        assert found.p_upper[0, 0] == pytest.approx(published["p_perm_9999"], abs=4 * math.sqrt(2 * 0.1 / 9999))
