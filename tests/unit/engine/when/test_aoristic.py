import csv
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine import kernels
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data
from lykta_engine.when.aoristic import MissingEnd, Times, TooLong, weekday_hour


def times(*texts: str) -> Times:
    return np.array(texts, dtype="datetime64[s]")


def whole_seconds(length: timedelta) -> timedelta:
    return timedelta(seconds=length // timedelta(seconds=1))


def slow(start: Times, end: Times) -> np.ndarray:
    """Second by second."""
    weights = np.zeros((7, 24))
    for first, last in zip(start.tolist(), end.tolist(), strict=True):
        if last is None or last == first:
            weights[first.weekday(), first.hour] += 1
        elif last - first <= timedelta(days=7):
            seconds = np.arange(int((last - first).total_seconds()))
            moment = np.datetime64(first, "s") + seconds
            hour = (moment.astype("datetime64[h]").astype(int) + 72) % 168
            weights += np.bincount(hour, minlength=168).reshape(7, 24) / seconds.size
    return weights


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(1969, 12, 20), datetime(2030, 1, 1)).map(lambda d: d.replace(microsecond=0)),
            st.none() | st.timedeltas(timedelta(0), timedelta(days=8)).map(whole_seconds),
        ),
        max_size=6,
    )
)
def test_agrees_with_counting_seconds(rows: list[tuple[datetime, timedelta | None]]) -> None:
    start = np.array([r[0] for r in rows], dtype="datetime64[s]")
    end = np.array([None if r[1] is None else r[0] + r[1] for r in rows], dtype="datetime64[s]")
    result = weekday_hour(start, end)
    np.testing.assert_allclose(result.weights, slow(start, end), atol=1e-9)
    assert result.n + result.n_too_long == len(rows)
    assert result.weights.sum() == pytest.approx(result.n)
    assert (result.weights >= -1e-12).all()


def test_friday_evening_to_monday_morning() -> None:
    result = weekday_hour(times("2026-11-13T18:00"), times("2026-11-16T08:00"))
    expected = np.zeros((7, 24))
    expected[4, 18:] = expected[5] = expected[6] = expected[0, :8] = 1 / 62
    np.testing.assert_allclose(result.weights, expected, atol=1e-12)


def test_ragged_ends_are_shared_by_the_minute() -> None:
    weights = weekday_hour(times("2026-11-17T07:45"), times("2026-11-17T08:30")).weights
    assert (weights[1, 7], weights[1, 8]) == pytest.approx((1 / 3, 2 / 3))


def test_seven_days_are_spread_evenly_and_a_second_more_is_left_out() -> None:
    start = times("2026-11-10T10:20", "2026-11-10T10:20")
    result = weekday_hour(start, times("2026-11-17T10:20", "2026-11-17T10:20:01"))
    np.testing.assert_allclose(result.weights, np.full((7, 24), 1 / 168), atol=1e-12)
    assert (result.n, result.n_too_long) == (1, 1)


def test_moving_a_week_changes_nothing() -> None:
    start, end = times("2026-11-13T18:10", "2026-11-14T01:00"), times("2026-11-16T07:20", "2026-11-14T01:59")
    week = np.timedelta64(7, "D")
    np.testing.assert_allclose(weekday_hour(start, end).weights, weekday_hour(start + week, end + week).weights)


def test_no_events() -> None:
    result = weekday_hour(times(), times())
    assert (result.n, result.weights.sum()) == (0, 0)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (["2026-11-17"], ["2026-11-16"], "before its start"),
        (["NaT"], ["2026-11-16"], "needs a start"),
        (["2026-11-17"], ["2026-11-18", "2026-11-18"], "equal length"),
    ],
)
def test_refuses(start: list[str], end: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weekday_hour(times(*start), times(*end))


def test_a_million_events_in_a_blink() -> None:
    rng = np.random.default_rng(1)
    start = np.datetime64("2020-01-01", "s") + rng.integers(0, 10**8, 10**6)
    end = start + rng.integers(0, 10**5, 10**6)
    began = time.process_time()
    assert weekday_hour(start, end).weights.sum() == pytest.approx(10**6)
    assert time.process_time() - began < 20.0


# The published table `dcburgsum` of R's aoristic package (Ratcliffe), burglaries in Washington in 2016:
# hours 0 to 23 down, Monday to Sunday across.
DC_BURGLARIES = """
    6.032 7.073 3.555 6.202 6.257 7.266 4.130
    3.136 10.357 5.051 5.648 8.964 6.413 5.629
    4.371 5.193 4.465 4.277 6.046 7.201 7.123
    3.714 11.599 8.854 3.367 10.280 4.630 4.616
    6.701 7.620 6.460 5.743 6.341 3.766 5.877
    9.954 5.877 5.863 6.231 5.429 5.549 4.816
    2.569 6.368 5.752 6.414 4.251 9.096 5.156
    3.473 3.838 4.046 3.358 3.772 4.273 3.916
    6.014 3.886 4.179 4.353 5.444 3.299 2.738
    6.450 5.995 4.039 5.658 6.140 4.922 4.240
    7.698 6.797 6.969 9.336 7.783 4.165 3.499
    5.852 9.253 6.738 6.788 6.977 4.028 5.422
    7.454 7.604 9.633 6.861 8.543 2.230 4.104
    7.378 9.105 8.383 7.122 9.173 2.600 4.331
    9.045 11.697 7.656 11.846 7.310 3.747 2.832
    7.581 7.257 5.622 8.125 7.093 4.059 3.493
    8.473 6.635 5.475 9.930 6.158 3.880 6.294
    7.518 4.809 8.260 8.869 6.540 4.763 5.717
    4.931 3.848 7.093 7.688 4.286 6.648 7.951
    7.518 3.652 6.264 7.253 6.755 5.028 5.331
    4.659 3.934 8.272 4.979 8.595 6.283 6.705
    4.577 8.487 5.963 6.777 5.568 5.445 7.360
    4.156 8.491 7.482 5.063 6.334 7.289 6.682
    7.927 4.133 6.567 5.227 5.363 5.554 5.065
"""


@pytest.mark.shared
@pytest.mark.parametrize("way", ["", "numpy"])
def test_the_published_table_of_burglaries_in_washington(
    shared: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The R package's table: a missing end is one minute, and from seven days on every hour of the week gets 1/168."""
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", way)
    with (shared / "methods/data/dc_burglary_2016_aoristic.csv").open() as file:
        rows = list(csv.DictReader(file))
    start = np.array([r["StartDateTime"].replace(" ", "T") for r in rows], dtype="datetime64[s]")
    end = np.array(
        ["NaT" if r["EndDateTime"] == "NA" else r["EndDateTime"].replace(" ", "T") for r in rows], "datetime64[s]"
    )
    result = weekday_hour(start, end, too_long=TooLong.SPREAD_EVENLY, missing_end=MissingEnd.ONE_MINUTE)
    published = np.array([line.split() for line in DC_BURGLARIES.split("\n")[1:-1]], dtype=float).T
    assert (len(rows), result.n, result.n_without_end) == (1025, 1025, 37)
    np.testing.assert_allclose(result.weights, published, atol=0.00051)
    in_utc = weekday_hour(start + np.timedelta64(4, "h"), end + np.timedelta64(4, "h"))
    assert np.abs(in_utc.weights - published).max() > 3  # what reading local times as UTC would do


KERNELS = pytest.mark.skipif(kernels.library() is None, reason="the kernels were not compiled")


@KERNELS
@given(st.integers(0, 2**32), st.integers(0, 300))
def test_with_and_without_kernels_to_the_last_bit(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    start = np.datetime64("1969-12-01", "s") + rng.integers(0, 10**7, n)
    end = start + rng.integers(0, 8 * 86400, n) * rng.integers(0, 2, n)
    end[rng.random(n) < 0.1] = np.datetime64("NaT")
    with_kernels = weekday_hour(start, end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
        without = weekday_hour(start, end)
    assert as_data(with_kernels) == as_data(without)
    assert (with_kernels.weights == without.weights).all()


@pytest.mark.parametrize("way", ["", "numpy"])
class TestChangeNights:
    """Sweden's clocks: 2026-03-29 02:00 becomes 03:00; 2026-10-25 03:00 becomes 02:00."""

    @pytest.fixture(autouse=True)
    def _kernels(self, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
        monkeypatch.setenv("LYKTA_ENGINE_KERNELS", way)

    def test_across_the_hour_that_spring_skips(self) -> None:
        result = weekday_hour(times("2026-03-29T01:00"), times("2026-03-29T04:00"))
        np.testing.assert_allclose(result.weights[6, 1:4], 1 / 3)

    def test_across_the_hour_that_autumn_repeats(self) -> None:
        result = weekday_hour(times("2026-10-25T01:00"), times("2026-10-25T04:00"))
        np.testing.assert_allclose(result.weights[6, 1:4], 1 / 3)

    def test_an_end_that_the_clock_shows_before_its_start(self) -> None:
        """02:50 summer time to 02:10 winter time is twenty minutes."""
        result = weekday_hour(times("2026-10-25T02:50"), times("2026-10-25T02:10"))
        assert (result.weights[6, 2], result.n, result.n_in_repeated_hour) == (1.0, 1, 1)

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ("2026-10-25T03:50", "2026-10-25T03:10"),  # no clock repeats this hour
            ("2026-10-25T02:10", "2026-10-25T01:50"),  # nor goes back past the hour
            ("2026-10-24T02:50", "2026-10-24T02:10"),  # nor on a Saturday
            ("2026-10-25T02:50", "2026-10-18T02:10"),
        ],
    )
    def test_any_other_end_before_its_start_is_refused(self, start: str, end: str) -> None:
        with pytest.raises(BadInput, match="before its start"):
            weekday_hour(times(start), times(end))


@pytest.mark.parametrize("way", ["", "numpy"])
def test_conventions_are_chosen_and_counted(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", way)
    start = times("2026-11-16T00:00", "2026-11-16T23:59:30", "2026-11-16T12:00")
    end = times("NaT", "NaT", "2026-12-16T12:00")
    ours = weekday_hour(start, end)
    assert (ours.n, ours.n_too_long, ours.n_spread_evenly, ours.n_without_end, ours.n_at_midnight) == (2, 1, 0, 2, 1)
    assert (ours.weights[0, 0], ours.weights[0, 23]) == (1.0, 1.0)
    theirs = weekday_hour(start, end, too_long=TooLong.SPREAD_EVENLY, missing_end=MissingEnd.ONE_MINUTE)
    assert (theirs.n, theirs.n_too_long, theirs.n_spread_evenly) == (3, 0, 1)
    assert theirs.weights[1, 0] == pytest.approx(0.5 + 1 / 168)
    assert theirs.weights.sum() == pytest.approx(3)


def test_parts_of_a_second_are_cut_off() -> None:
    start = np.array(["2026-11-17T07:59:59.999"], dtype="datetime64[ms]")
    assert weekday_hour(start, start).weights[1, 7] == 1.0


@pytest.mark.parametrize("start", [np.array([1.0]), np.array(["a"]), np.array([np.inf])])
def test_refuses_what_are_not_times(start: np.ndarray) -> None:
    with pytest.raises(BadInput, match="datetime64"):
        weekday_hour(start, start)


@pytest.mark.parametrize("way", ["", "numpy"])
def test_refuses_times_beyond_any_calendar(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", way)
    start = np.array([0, 2**62]).view("datetime64[s]")
    with pytest.raises(BadInput, match="years off"):
        weekday_hour(start, start)
    with pytest.raises(BadInput, match="years off"):
        weekday_hour(start[:1], start[1:])


def test_says_it_in_words() -> None:
    start = np.repeat(times("2026-11-17T08:00", "2026-11-20T00:00", "2026-11-18T13:00"), [15, 9, 1])
    end = np.where(np.arange(25) == 24, times("2026-12-18T13:00"), times("NaT"))
    assert weekday_hour(start, end).explain() == (
        "24 händelser fördelades över veckans 168 timmar i lokal tid; den som bara är känd som ett intervall delas "
        "lika över det, så att varje räknas som en. Störst del föll på tisdagar kl. 08–12: 62,5 %, mot 2,4 % om allt "
        "vore jämnt fördelat. 24 händelser utan sluttid räknas vid starttiden. En händelse med ett intervall längre än "
        "sju dygn är inte med: det säger inget om timmen. 38 % har klockslaget 00.00, vilket ofta betyder att tiden är "
        "okänd. "
        "Fördelningen visar när det hände enligt uppgifterna, inte om skillnaderna är större än slumpen kan ge. "
        "Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    few = weekday_hour(start[:3], start[:3])
    assert "too few to say when" in few.explain("en")
    assert weekday_hour(times(), times()).explain("en") == "There are no times to spread over the week."
    spread = weekday_hour(start, end, too_long=TooLong.SPREAD_EVENLY)
    assert "One incident longer than seven days: spread equally over all hours." in spread.explain("en")
    week = weekday_hour(times(*["2026-11-10T10:20"] * 20), times(*["2026-11-17T10:20"] * 20))
    assert "Det är lika mycket under hela veckan." in week.explain()
