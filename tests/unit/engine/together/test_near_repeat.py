from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.replicates import Processes, Threads
from lykta_engine.result import as_data
from lykta_engine.together.knox import KnoxReason, knox
from lykta_engine.together.near_repeat import NearRepeat, NearRepeatVerdict, near_repeat, shared_positions
from lykta_engine.words import decimal
from tests.unit.engine.together.knox_oracle import band, far, slow_table

EDGES = {"distance_m": (0, 0.1, 100, 200, 400), "time_days": (0, 7, 14, 28)}
MORE, AS_CHANCE = NearRepeatVerdict.MORE_THAN_CHANCE, NearRepeatVerdict.AS_CHANCE
UNDECIDED = NearRepeatVerdict.CANNOT_BE_DECIDED
HOMES = np.random.default_rng(99).uniform(0, 3000, (30, 2))
SHARES = np.random.default_rng(98).dirichlet(np.full(30, 0.7))


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def year(draw: np.random.Generator, firsts: float, repeated: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A year in a fixed town; each event is followed by another within 200 m and 14 days with chance `repeated`."""
    n = draw.poisson(firsts)
    place = HOMES[draw.choice(30, n, p=SHARES)] + draw.normal(0, 300, (n, 2))
    moment = draw.uniform(0, 365, n)
    places, moments = [place], [moment]
    while (again := draw.random(moment.size) < repeated).any():
        reach, way = 200 * np.sqrt(draw.random(again.sum())), draw.uniform(0, 2 * np.pi, again.sum())
        place = place[again] + np.stack([reach * np.cos(way), reach * np.sin(way)], axis=1)
        moment = moment[again] + draw.uniform(0, 14, again.sum())
        places.append(place)
        moments.append(moment)
    x, y = np.concatenate(places).T
    t = np.concatenate(moments)
    return x[t < 365], y[t < 365], np.floor(t[t < 365])


def planted(seed: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return year(rng(seed), 300, 0.35)


def test_the_cells_within_the_distance_and_the_days_are_counted_as_one() -> None:
    x, y, t = planted()
    found = near_repeat(x, y, t, rng=rng(), replicates=99, **EDGES)
    both, near, soon = slow_table(x, y, t, (0.1, 200), (0, 14))
    assert found.nearby.observed == both[0, 0]
    assert found.nearby.expected == pytest.approx(near[0] * soon[0] / found.table.pairs)
    assert found.nearby.ratio == pytest.approx(found.nearby.observed / found.nearby.expected)
    assert (found.nearby.beyond_m, found.nearby.within_m, found.nearby.days) == (0.1, 200, 14)
    assert (found.same_place.beyond_m, found.same_place.within_m) == (0, 0.1)
    table = knox(x, y, t, rng=rng(), replicates=99, **EDGES)
    np.testing.assert_array_equal(found.table.observed, table.observed)
    np.testing.assert_array_equal(found.table.p_upper, table.p_upper)


def test_p_is_of_the_sum_of_the_cells() -> None:
    """The same two cells as one band of a table with the same key give the same p."""
    x, y, t = year(rng(8), 150, 0.1)
    summed = near_repeat(x, y, t, rng=rng(), replicates=499, **EDGES).nearby
    whole = knox(x, y, t, rng=rng(), replicates=499, distance_m=(0.1, 200, 400), time_days=(0, 14))
    assert whole.p_upper is not None
    assert whole.p_two_sided is not None
    assert (summed.p_upper, summed.p_two_sided) == (whole.p_upper[0, 0], whole.p_two_sided[0, 0])


def test_the_interval_is_what_leaving_out_each_event_gives() -> None:
    x, y, t = year(rng(4), 200, 0.15)
    found = near_repeat(x, y, t, rng=rng(), **EDGES)
    theta = []
    for left_out in range(len(x)):
        rest = np.delete(np.stack([x, y, t]), left_out, axis=1)
        apart = np.hypot(rest[0] - rest[0][:, None], rest[1] - rest[1][:, None])
        later = np.abs(rest[2] - rest[2][:, None])
        upper = np.triu_indices(len(x) - 1, 1)
        near, soon = ((apart >= 0.1) & (apart < 200))[upper], (later < 14)[upper]
        theta.append(math.log((near & soon).sum() * near.size / (near.sum() * soon.sum())))
    n = len(x)
    error = math.sqrt((n - 1) / n * np.sum((np.array(theta) - np.mean(theta)) ** 2))
    assert found.nearby.ratio is not None
    assert found.nearby.low == pytest.approx(found.nearby.ratio * math.exp(-1.959964 * error), rel=1e-6)
    assert found.nearby.high == pytest.approx(found.nearby.ratio * math.exp(1.959964 * error), rel=1e-6)


# --- is it true as often as it says


@pytest.mark.parametrize(("firsts", "repeated"), [(300, 0.0), (300, 0.15), (250, 0.4), (100, 0.3)])
def test_the_interval_holds_the_true_ratio(firsts: int, repeated: float) -> None:
    draw, worlds = rng(21), 250
    found = [
        near_repeat(*year(draw, firsts, repeated), rng=draw, replicates=99, runner=Threads(1)).nearby
        for _ in range(worlds)
    ]
    true = sum(f.observed for f in found) / sum(f.expected for f in found)
    held = [f.low is not None and f.high is not None and f.low <= true <= f.high for f in found]
    assert np.mean(held) >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / worlds)


def test_without_repetition_little_is_claimed_and_with_it_it_is_found() -> None:
    draw = rng(22)
    none = [near_repeat(*year(draw, 150, 0), rng=draw, replicates=99, runner=Threads(1)) for _ in range(300)]
    assert np.mean([f.nearby.verdict is MORE for f in none]) <= 0.025 + 3 * math.sqrt(0.025 * 0.975 / 300)
    assert np.mean([f.nearby.verdict is not AS_CHANCE for f in none]) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 300)
    some = [near_repeat(*year(draw, 300, 0.2), rng=draw, replicates=99, runner=Threads(1)) for _ in range(100)]
    assert np.mean([f.nearby.verdict is MORE for f in some]) >= 0.75


def test_a_busy_season_or_a_busy_block_is_no_near_repeat() -> None:
    """Half of the year's events in one month, and half of them in one block, but each on its own."""
    draw, called = rng(23), 0
    for _ in range(60):
        n = 200
        x, y = draw.uniform(0, 3000, n), draw.uniform(0, 3000, n)
        block, month = draw.random(n) < 0.5, draw.random(n) < 0.5
        x[block], y[block] = draw.uniform(0, 400, block.sum()), draw.uniform(0, 400, block.sum())
        t = np.where(month, draw.integers(150, 180, n), draw.integers(0, 365, n))
        called += near_repeat(x, y, t, rng=draw, replicates=99, runner=Threads(1)).nearby.verdict is MORE
    assert called <= 60 * 0.025 + 3 * math.sqrt(60 * 0.025)


# --- which events the statement concerns now


def test_recent_events_are_the_last_fourteen_days_latest_first() -> None:
    x, y, t = planted()
    found = near_repeat(x, y, t, rng=rng(), until=300)
    assert found.nearby.verdict is MORE
    assert set(found.recent) == set(np.flatnonzero((t > 286) & (t <= 300)))
    assert (np.diff(t[found.recent]) <= 0).all()
    np.testing.assert_allclose(found.recent_days_left, 14 - (300 - t[found.recent]))
    assert (found.recent_days_left > 0).all()
    assert found.until == 300


def test_recent_events_of_dates_and_moments() -> None:
    x, y, t = planted()
    dates = np.datetime64("2026-01-01") + t.astype(int)
    found = near_repeat(x, y, dates, rng=rng())
    assert found.until == str(dates.max())
    in_days = near_repeat(x, y, t, rng=rng())
    np.testing.assert_array_equal(found.recent, in_days.recent)
    noon = near_repeat(x, y, dates.astype("datetime64[s]"), rng=rng(), until=np.datetime64("2026-10-28T12:00"))
    assert set(noon.recent) == set(np.flatnonzero((t > 286.5) & (t <= 300.5)))


def test_long_after_the_last_event_nothing_is_recent() -> None:
    found = near_repeat(*planted(), rng=rng(), until=1000)
    assert found.recent.size == 0
    assert "Just nu gäller det ingenstans, eftersom inget har hänt de senaste 14 dagarna." in found.explain()


def test_without_a_statement_no_event_is_listed() -> None:
    found = near_repeat(*year(rng(31), 150, 0), rng=rng())
    assert found.nearby.verdict is AS_CHANCE
    assert found.recent.size == found.recent_days_left.size == 0


# --- the same position


def test_positions_shared_by_many_are_listed_and_kept_apart() -> None:
    """A hundred reports given the police station's position, evenly over the year, are no near repeat."""
    draw = rng(5)
    x, y, t = draw.uniform(0, 5000, 200), draw.uniform(0, 5000, 200), draw.integers(0, 365, 200)
    x[:100], y[:100], x[100:103], y[100:103] = 2500, 2600, 40, 50
    found = near_repeat(x, y, t, rng=rng())
    assert [(p.x, p.y, p.events, p.share) for p in found.shared_positions] == [
        (2500, 2600, 100, 0.5),
        (40, 50, 3, 0.015),
    ]
    assert found.table.n_sharing_position == 103
    assert found.same_place.verdict is AS_CHANCE
    assert found.nearby.verdict is not MORE
    assert "103 händelser har exakt samma position som någon annan, flest på en och samma position är 100." in (
        found.explain()
    )


def test_repetition_at_the_same_position_is_said_by_itself() -> None:
    draw = rng(6)
    x, y, t = draw.uniform(0, 9000, 120), draw.uniform(0, 9000, 120), draw.integers(0, 365, 120)
    x[:40], y[:40], t[:40] = x[40:80], y[40:80], t[40:80] + draw.integers(0, 9, 40)
    found = near_repeat(x, y, t, rng=rng())
    assert found.same_place.verdict is MORE
    assert found.nearby.verdict is UNDECIDED
    assert "På samma position är det" in found.explain()
    assert "de närmaste 14 dagarna" not in found.explain()


def test_at_most_ten_positions_the_fullest_first() -> None:
    x = np.repeat(np.arange(15.0), np.arange(1, 16))
    found = shared_positions(x, x * 0)
    assert [(p.x, p.events) for p in found] == [(float(k), k + 1) for k in range(14, 4, -1)]
    assert shared_positions(np.arange(3.0), np.zeros(3)) == ()


# --- what must not matter


def numbers(found: NearRepeat) -> tuple:
    nearby = found.nearby
    return nearby.observed, nearby.expected, nearby.ratio, nearby.p_upper, nearby.p_two_sided, nearby.verdict


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10)
def test_the_order_given_and_where_the_axes_lie_do_not_matter(seed: int) -> None:
    x, y, t = (column.round() for column in planted())
    order, moved = rng(seed).permutation(x.size), rng(seed).integers(-(10**6), 10**6, 2)
    here = near_repeat(x, y, t, rng=rng(), replicates=99)
    there = near_repeat(x[order] + moved[0], y[order] + moved[1], t[order] + 77, rng=rng(), replicates=99)
    assert numbers(here) == numbers(there)
    assert set(order[there.recent]) == set(here.recent)
    assert here.nearby.low == pytest.approx(there.nearby.low)


@pytest.mark.parametrize("runner", [Threads(4), Processes(2)])
def test_the_same_numbers_however_they_are_reckoned(runner: Threads | Processes) -> None:
    here = near_repeat(*planted(), rng=rng(), replicates=100, runner=Threads(1))
    assert numbers(here) == numbers(near_repeat(*planted(), rng=rng(), replicates=100, runner=runner))


def test_compiled_and_numpy_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = near_repeat(*planted(), rng=rng(), replicates=50)
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    slow = near_repeat(*planted(), rng=rng(), replicates=50)
    assert json.dumps(as_data(fast)) == json.dumps(as_data(slow))


# --- words


def test_the_statement_in_words() -> None:
    x, y, t = planted()
    x[0], y[0] = x[1], y[1]
    found = near_repeat(x, y, t, rng=rng(), until=364)
    nearby = found.nearby
    said = {name: decimal(getattr(nearby, name), "sv") for name in ("ratio", "low", "high")}
    assert found.explain() == (
        f"Underlaget är {len(x)} händelser. {nearby.observed} par av dem ligger mindre än 200 meter och mindre än 14 "
        f"dagar från varandra, par på samma position oräknade; av en slump väntas {nearby.expected:.0f}. Under de "
        f"närmaste 14 dagarna efter en händelse är det alltså {said['ratio']} gånger så vanligt som slumpen ger att "
        f"något händer igen inom 200 meter (mellan {said['low']} och {said['high']} gånger). I inget av "
        f"999 försök gav slumpen så många par. Just nu gäller det området runt {found.recent.size} händelser som "
        "inträffat de senaste 14 dagarna. Två händelser har exakt samma position som någon annan, flest på en och "
        "samma position är 2. Det kan vara upprepning på samma plats, men också flera platser som har fått samma "
        "koordinat eller samma händelse rapporterad flera gånger. Det är ett genomsnitt för alla händelser i "
        "underlaget. Det säger inte var eller när nästa händelse sker, inte vad upprepningen beror på, och inget om "
        "någon person. Samma händelse rapporterad två gånger från olika positioner ser också ut som en upprepning. "
        "Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    assert "In the next 14 days after an incident it is thus" in found.explain("en")


def test_what_chance_can_give_says_nothing_of_the_next_days() -> None:
    found = near_repeat(*year(rng(31), 150, 0), rng=rng())
    assert "så inget sägs om de närmaste 14 dagarna" in found.explain()
    assert "gånger så vanligt" not in found.explain()
    assert "so nothing is said about the next 14 days" in found.explain("en")


def test_fewer_than_chance_is_said_and_nothing_more() -> None:
    """The same place is never hit twice within a month: each block has its own month."""
    draw = rng(9)
    block = np.repeat(np.arange(12), 40)
    x, y = block * 2000 + draw.uniform(0, 100, 480), draw.uniform(0, 100, 480)
    t = (np.tile(np.arange(40), 12) * 20) % 400 + block
    found = near_repeat(x, y, t, rng=rng())
    assert found.nearby.verdict is NearRepeatVerdict.FEWER_THAN_CHANCE
    assert "Det är färre än slumpen ger, så inget sägs om de närmaste 14 dagarna." in found.explain()
    assert found.recent.size == 0


@pytest.mark.parametrize(
    ("x", "y", "t", "reason", "said"),
    [
        (np.zeros(30), np.zeros(30), np.arange(30), KnoxReason.ONE_PLACE, "eftersom alla har samma position"),
        (np.arange(30.0), np.zeros(30), np.zeros(30), KnoxReason.ONE_TIME, "eftersom alla har samma tid"),
        (np.arange(30.0) * 1e4, np.zeros(30), np.arange(30), KnoxReason.FEW_PAIRS, "Det är för få par för att bedöma"),
        (np.array([0.0, 5.0]), np.zeros(2), np.array([0, 1]), KnoxReason.FEW_PAIRS, "Det är för få par för att bedöma"),
    ],
)
def test_what_cannot_be_decided_says_why(
    x: np.ndarray, y: np.ndarray, t: np.ndarray, reason: KnoxReason, said: str
) -> None:
    found = near_repeat(x, y, t, rng=rng())
    assert (found.nearby.verdict, found.nearby.reason) == (UNDECIDED, reason)
    assert said in found.explain()
    assert "gånger så vanligt" not in found.explain()


def test_without_replicates_nothing_is_decided() -> None:
    found = near_repeat(*planted(), rng=rng(), replicates=0)
    assert (found.nearby.verdict, found.nearby.reason) == (UNDECIDED, KnoxReason.NO_REPLICATES)


# --- bad input


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"within_m": 150}, "within_m must be an edge"),
        ({"within_m": 0.1}, "within_m must be an edge"),
        ({"days": 10}, "days must be an edge"),
        ({"distance_m": (0, 50, 200)}, "the same position"),
        ({"distance_m": (0.1, 1, 200)}, "must begin at zero"),
        ({"time_days": (1, 14)}, "must begin at zero"),
        ({"distance_m": (0, 0.1, math.inf), "within_m": math.inf}, "finite"),
        ({"time_days": (0, math.inf), "days": math.inf}, "finite"),
        ({"until": math.nan}, "until is missing or infinite"),
        ({"until": np.datetime64("2026-01-01")}, "until must be in days"),
    ],
)
def test_bad_settings_are_told_in_one_sentence(changed: dict, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        near_repeat(*planted(), rng=rng(), **changed)


def test_until_must_be_a_moment_where_the_times_are() -> None:
    x, y, t = planted()
    dates = np.datetime64("2026-01-01") + t.astype(int)
    for until in (300, np.datetime64("NaT"), "i dag"):
        with pytest.raises(BadInput, match="until must be a moment"):
            near_repeat(x, y, dates, rng=rng(), until=until)  # type: ignore[arg-type]


def test_too_few_events() -> None:
    with pytest.raises(TooFewEvents):
        near_repeat([1], [1], [1], rng=rng())


numbers_or_not = st.floats(-1e4, 1e4) | st.sampled_from([math.nan, math.inf, 0.0])


@given(st.lists(st.tuples(numbers_or_not, numbers_or_not, numbers_or_not), max_size=8))
def test_whatever_comes_in_an_answer_is_whole_or_an_error_is_told(rows: list[tuple[float, float, float]]) -> None:
    x, y, t = np.array(rows, dtype=float).reshape(-1, 3).T
    try:
        found = near_repeat(x, y, t, rng=rng(), replicates=9)
    except (BadInput, TooFewEvents):
        return
    told = json.dumps(as_data(found)).lower() + found.explain().lower() + found.explain("en").lower()
    assert not re.search(r"\b(nan|inf\w*)\b", told)


# --- found where it was planted


@pytest.mark.shared
def test_repeats_planted_in_a_towns_reports_are_found(shared: Path) -> None:
    """est_incidents_620k: 12 % near repeats, 1-14 days and 60 m from an earlier event."""
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(
        shared / "data/synthetic/est_incidents_620k.parquet",
        columns=["occurred_from", "lon", "lat", "precision"],
        filters=[("kommunkod", "==", "1496"), ("kind", "==", "skadegorelse")],
    ).to_pydict()
    precise = [k for k, p in enumerate(rows["precision"]) if p in ("punkt", "adress")][:3000]
    lon, lat = (np.array([rows[name][k] for k in precise]) for name in ("lon", "lat"))
    x, y = (lon - 14) * 111_320 * math.cos(math.radians(58.4)), (lat - 58) * 111_320
    when = np.array([rows["occurred_from"][k].replace(tzinfo=None) for k in precise], dtype="datetime64[s]")
    found = near_repeat(x, y, when, rng=rng(), within_m=100)
    assert found.nearby.verdict is MORE


def test_the_oracle_itself() -> None:
    assert band(200, (0, 200, 400), False) == 1
    assert band(200, (0, 200, 400), True) == 0
    assert band(0, (0, 200), True) == 0
    assert far((0, 0), (3, 4), "manhattan") == 7  # type: ignore[arg-type]
