import csv
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.when.aoristic import Times, weekday_hour


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


@pytest.mark.shared
def test_the_published_table_of_burglaries_in_washington(shared: Path) -> None:
    """The R package's table: a missing end is one minute, and from seven days on every hour of the week gets 1/168."""
    with (shared / "methods/data/dc_burglary_2016_aoristic.csv").open() as file:
        rows = list(csv.DictReader(file))
    start = np.array([r["StartDateTime"].replace(" ", "T") for r in rows], dtype="datetime64[s]")
    end = np.array(
        ["NaT" if r["EndDateTime"] == "NA" else r["EndDateTime"].replace(" ", "T") for r in rows], "datetime64[s]"
    )
    end = np.where(np.isnat(end), start + np.timedelta64(60, "s"), end)
    result = weekday_hour(start, end)
    table = result.weights + result.n_too_long / 168
    assert len(rows) == 1025
    np.testing.assert_allclose(table[0, :3], [6.032, 3.136, 4.371], atol=0.0006)
    np.testing.assert_allclose(table[6, :3], [4.130, 5.629, 7.123], atol=0.0006)
