import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.errors import BadInput
from lykta_engine.result import as_data
from lykta_engine.significance import binomial_tails, overdispersed_share_tails
from lykta_engine.when.blocks import Cycle
from lykta_engine.when.season import Reason, SeasonalProfile, Standing, seasonal_profile, year_wheel


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def at(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[s]")


def thrown(rng: np.random.Generator, since: str, until: str, per_day: float, by_month: dict[int, float]) -> np.ndarray:
    days = np.arange(day(since), day(until))
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    rate = per_day * np.array([by_month.get(int(m), 1.0) for m in month])
    return np.repeat(days, rng.poisson(rate))


SLOW_BIN = {
    Cycle.WEEKDAY: lambda d: d.weekday(),
    Cycle.MONTH: lambda d: d.month - 1,
    Cycle.WEEK: lambda d: d.isocalendar()[1] - 1,
}
days_of = st.dates(date(2019, 1, 1), date(2025, 12, 30))


@given(
    cycle=st.sampled_from([Cycle.WEEKDAY, Cycle.MONTH, Cycle.WEEK]),
    since=days_of,
    length=st.integers(1, 1500),
    events=st.lists(st.integers(-100, 1700), max_size=30),
)
def test_counts_and_days_agree_with_the_calendar(cycle: Cycle, since: date, length: int, events: list[int]) -> None:
    until = since + timedelta(days=length)
    dates = [since + timedelta(days=n) for n in events]
    result = seasonal_profile(np.array(dates, "datetime64[D]"), np.datetime64(since), np.datetime64(until), cycle)
    first = date.fromisoformat(result.first_day)
    watched = [first + timedelta(days=n) for n in range((until - first).days)]
    for each in result.bins:
        assert each.n_days == sum(SLOW_BIN[cycle](d) == each.index for d in watched)
        assert each.count == sum(SLOW_BIN[cycle](d) == each.index and first <= d < until for d in dates)
    assert result.n + result.n_outside == len(dates)
    assert sum(each.expected for each in result.bins) == pytest.approx(result.n)


def test_whole_years_run_back_from_the_end_also_over_leap_days() -> None:
    since = {
        "2026-01-01": ("2023-06-01", "2024-01-01", 2),
        "2024-02-29": ("2020-02-29", "2020-02-29", 4),
        "2025-03-01": ("2024-03-01", "2024-03-01", 1),
        "2026-01-02": ("2025-01-03", "2025-01-03", 0),
    }
    for until, (first, start, years) in since.items():
        result = year_wheel(at(), day(first), day(until))
        assert (result.first_day, result.n_whole_blocks) == (start, years)


def test_a_season_that_returns_is_found() -> None:
    times = thrown(np.random.default_rng(1), "2022-01-01", "2026-01-01", 0.4, {5: 2.0, 6: 2.0, 1: 0.4})
    result = year_wheel(times, day("2022-01-01"), day("2026-01-01"))
    assert {each.index + 1 for each in result.standing(Standing.HIGH)} == {5, 6}
    may = result.bins[4]
    assert may.ratio is not None
    assert may.ratio_low is not None
    assert may.ratio_high is not None
    assert may.ratio_low < may.ratio < may.ratio_high
    assert may.n_blocks_above == 4


def test_one_bad_month_in_one_year_is_no_season() -> None:
    """Also a hundred reports on top of the six or so that the month otherwise has."""
    rng = np.random.default_rng(2)
    times = thrown(rng, "2022-01-01", "2026-01-01", 0.2, {})
    burst = np.repeat(np.arange(day("2023-09-05"), day("2023-09-15")), 10)
    result = year_wheel(np.r_[times, burst], day("2022-01-01"), day("2026-01-01"))
    assert result.standing(Standing.HIGH) == ()


def test_an_outage_of_reporting_is_no_low_season() -> None:
    times = thrown(np.random.default_rng(3), "2022-01-01", "2026-01-01", 3.0, {})
    kept = times[(times < day("2023-07-01")) | (times >= day("2023-09-01"))]
    result = year_wheel(kept, day("2022-01-01"), day("2026-01-01"))
    assert result.standing(Standing.LOW) == ()


def test_steady_growth_is_no_season() -> None:
    rng = np.random.default_rng(4)
    days = np.arange(day("2021-01-01"), day("2026-01-01"))
    times = np.repeat(days, rng.poisson(2 * np.exp(0.4 * np.arange(days.size) / 365)))
    result = year_wheel(times, day("2021-01-01"), day("2026-01-01"))
    assert result.growth == pytest.approx(math.exp(0.4), rel=0.05)
    assert {each.standing for each in result.bins} == {Standing.NO_CLEAR_DIFFERENCE}


def called(
    rng: np.random.Generator, years: int, per_month: float, size: float | None, repeats: int, cycle: Cycle
) -> tuple[list[float], float]:
    """All p, and the share of periods in which anything is called, where no season is."""
    since, until = day("2020-01-01"), day(f"{2020 + years}-01-01")
    days = np.arange(since, until)
    month = days.astype("datetime64[M]").astype(int) - 600
    p_values: list[float] = []
    n_called = 0
    for _ in range(repeats):
        level = rng.gamma(size, 1 / size, 12 * years)[month] if size else np.ones(days.size)
        result = seasonal_profile(np.repeat(days, rng.poisson(per_month * 12 / 365 * level)), since, until, cycle)
        p_values += [each.p_value for each in result.bins if each.p_value is not None]
        n_called += any(each.standing in (Standing.HIGH, Standing.LOW) for each in result.bins)
    return p_values, n_called / repeats


@pytest.mark.parametrize(
    ("years", "per_month", "size", "cycle"),
    [
        (2, 4, None, Cycle.MONTH),
        (3, 20, 5.0, Cycle.MONTH),
        (5, 100, 5.0, Cycle.MONTH),
        (3, 40, None, Cycle.WEEK),
        (2, 20, None, Cycle.WEEKDAY),
    ],
)
def test_calls_chance_no_more_often_than_promised(
    years: int, per_month: float, size: float | None, cycle: Cycle
) -> None:
    repeats = 100 if cycle is Cycle.WEEK else 250
    p_values, share_called = called(np.random.default_rng(7), years, per_month, size, repeats, cycle)
    share = np.mean(np.array(p_values) <= 0.05)
    # The bins of one period share its events: its own number is the number of independent looks.
    assert share <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / repeats)
    assert share_called <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / repeats)


def test_intervals_cover_the_ratio() -> None:
    rng = np.random.default_rng(8)
    covered, n = 0, 300
    truth = 2 * 365 / (365 + 31)  # July twice as high as every other day
    for _ in range(n):
        result = year_wheel(
            thrown(rng, "2021-01-01", "2024-01-01", 0.3, {7: 2.0}), day("2021-01-01"), day("2024-01-01")
        )
        july = result.bins[6]
        assert july.ratio_low is not None
        assert july.ratio_high is not None
        covered += july.ratio_low <= truth <= july.ratio_high
    assert covered / n >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / n)


@given(st.integers(0, 30), st.integers(30, 60), st.floats(0.05, 0.95))
def test_without_extra_spread_the_tails_are_the_binomial(count: int, total: int, share: float) -> None:
    assert overdispersed_share_tails(count, total, share, 0.5, 10_000) == pytest.approx(
        binomial_tails(count, total, share)
    )


@pytest.mark.parametrize(("count", "share"), [(330, 0.1), (270, 0.1), (40, 0.02)])
def test_tails_of_many_events_join_those_of_fewer(count: int, share: float) -> None:
    """Either side of the number where every outcome is no longer walked through."""
    exact = overdispersed_share_tails(count, 3000, share, 3.0, 20)
    smooth = overdispersed_share_tails(count, 3001, share, 3.0, 20)
    assert smooth.lower == pytest.approx(exact.lower, abs=0.02)
    assert sum(exact) == pytest.approx(1)
    assert sum(smooth) == pytest.approx(1)


def test_two_whole_years_are_needed() -> None:
    times = thrown(np.random.default_rng(9), "2024-02-01", "2026-01-01", 1.0, {6: 5.0})
    result = year_wheel(times, day("2024-02-01"), day("2026-01-01"))
    assert result.reason is Reason.SHORT_PERIOD
    assert {each.standing for each in result.bins} == {Standing.CANNOT_BE_DECIDED}
    assert result.explain() == (
        "Det går inte att avgöra vilka månader som återkommer: det behövs minst två hela år och det finns ett helt år. "
        "Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    short = year_wheel(times, day("2025-02-01"), day("2026-01-01"))
    assert "there are none" in short.explain("en")


@pytest.mark.parametrize("n", [0, 1, 23])
def test_too_few_events(n: int) -> None:
    result = year_wheel(at(*["2025-06-01"] * n), day("2023-01-01"), day("2026-01-01"))
    assert result.reason is Reason.FEW_EVENTS
    assert "för få" in result.explain()
    assert as_data(result)["bins"][5]["p_value"] is None


@pytest.mark.parametrize("cycle", list(Cycle))
def test_all_at_one_time(cycle: Cycle) -> None:
    """All in one year: nothing returns; by the hour and the weekday the one moment is what it is."""
    result = seasonal_profile(at(*["2025-06-01T13:00"] * 200), day("2023-01-01"), day("2026-01-01"), cycle)
    assert "nan" not in result.explain() + str(as_data(result))
    assert "inf" not in str(as_data(result))
    if cycle in (Cycle.MONTH, Cycle.WEEK):
        assert result.standing(Standing.HIGH) == ()


@given(
    cycle=st.sampled_from(list(Cycle)),
    length=st.sampled_from([1, 6, 7, 30, 365, 730, 731, 3652]),
    groups=st.lists(st.tuples(st.integers(-10, 3660 * 24), st.integers(1, 400)), max_size=5),
)
def test_never_a_number_that_is_none(cycle: Cycle, length: int, groups: list[tuple[int, int]]) -> None:
    """Whatever lies where: no nan or infinity, and every interval around its ratio."""
    since = day("2015-01-01")
    times = np.array([since.astype("datetime64[s]") + at_hour * 3600 for at_hour, n in groups for _ in range(n)])
    result = seasonal_profile(times.astype("datetime64[s]"), since, since + length, cycle)
    data = as_data(result)
    assert None not in [data["growth"], *[each["expected"] for each in data["bins"]]]
    assert result.reason is not None or data["dispersion"] is not None
    for each in result.bins:
        if each.ratio_low is not None and each.ratio is not None and each.ratio_high is not None:
            assert 0 <= each.ratio_low <= each.ratio * (1 + 1e-9)
            assert each.ratio <= each.ratio_high * (1 + 1e-9)
    for language in ("sv", "en"):
        assert result.explain(language)


def test_the_week_number_that_one_year_alone_has() -> None:
    times = np.arange(day("2019-01-01"), day("2022-01-01"))
    result = seasonal_profile(times, day("2019-01-01"), day("2022-01-01"), Cycle.WEEK)
    week_53 = result.bins[52]
    assert (week_53.n_days, week_53.count) == (7, 7)
    assert "vecka 53" not in result.explain().split("inte att avgöra")[0]


def test_unknown_times_are_pointed_out() -> None:
    times = at(*[f"2025-{m:02d}-01T{h:02d}:00" for m in range(1, 13) for h in (0, 0, 0, 7, 12, 19)])
    by_hour = seasonal_profile(times, day("2025-01-01"), day("2026-01-01"), Cycle.HOUR)
    assert by_hour.heaped == 0.5
    assert "50 % har klockslaget 00.00, vilket ofta betyder att tiden är okänd." in by_hour.explain()
    by_week = seasonal_profile(
        np.r_[times, times - np.timedelta64(366, "D")], day("2024-01-01"), day("2026-01-01"), Cycle.WEEK
    )
    assert "datum den första i månaden" in by_week.explain()


def test_says_it_in_words() -> None:
    rng = np.random.default_rng(11)
    times = thrown(rng, "2023-01-01", "2026-01-01", 0.5, {5: 2.5})
    text = year_wheel(times, day("2023-01-01"), day("2026-01-01")).explain()
    assert f"{times.size} händelser på tre hela år, från 2023-01-01 till men inte med 2026-01-01" in text
    assert "Fler än så: maj (" in text
    assert "fler i tre av tre år" in text
    assert "inte varför och inte att det kommer igen." in text
    assert text.endswith("fler rapporter kan också betyda att fler rapporterar.")
    even = year_wheel(thrown(rng, "2023-01-01", "2026-01-01", 0.5, {}), day("2023-01-01"), day("2026-01-01"))
    assert "No months differ more from an even spread than chance can give." in even.explain("en")


def test_evenings_and_saturdays() -> None:
    rng = np.random.default_rng(12)
    days = np.repeat(np.arange(day("2025-01-06"), day("2025-06-30")), 2)
    days = days[(days.astype(int) + 3) % 7 == 5].repeat(6)
    times = days.astype("datetime64[s]") + rng.integers(18, 22, days.size) * 3600
    late = seasonal_profile(times, day("2025-01-06"), day("2025-06-30"), Cycle.HOUR)
    assert {each.index for each in late.standing(Standing.HIGH)} == {18, 19, 20, 21}
    weekday = seasonal_profile(times, day("2025-01-06"), day("2025-06-30"), Cycle.WEEKDAY)
    assert {each.index for each in weekday.standing(Standing.HIGH)} == {5}
    assert "lördagar" in weekday.explain()


@pytest.mark.parametrize(
    ("times", "since", "until"),
    [
        (at("NaT"), "2025-01-01", "2026-01-01"),
        (np.array([1.0]), "2025-01-01", "2026-01-01"),
        (at("2025-01-01").reshape(1, 1), "2025-01-01", "2026-01-01"),
        (at("2025-01-01"), "2026-01-01", "2026-01-01"),
        (at("2025-01-01"), "NaT", "2026-01-01"),
    ],
)
def test_refuses(times: np.ndarray, since: str, until: str) -> None:
    with pytest.raises(BadInput):
        year_wheel(times, np.datetime64(since), np.datetime64(until))


@pytest.fixture(scope="module")
def made_reports(shared: Path) -> np.ndarray:
    duckdb = pytest.importorskip("duckdb", reason="reads the made reports")
    path = shared / "data/synthetic/est_incidents_620k.parquet"
    rows = duckdb.sql(f"select occurred_from at time zone 'UTC' as at from '{path}' where kommunkod = '1496'")
    return np.asarray(rows.fetchnumpy()["at"])


def weeks_of(times: np.ndarray) -> SeasonalProfile:
    return seasonal_profile(times, day("2015-01-01"), day("2025-01-01"), Cycle.WEEK)


@pytest.mark.shared
def test_the_planted_outage_is_not_called_a_low_season(made_reports: np.ndarray) -> None:
    """Ten years of made reports: three weeks of November 2019 kept 2 % of them, spring 2020 72 %."""
    in_2019 = (made_reports >= day("2019-01-01")) & (made_reports < day("2020-01-01"))
    outage = (made_reports >= day("2019-11-04")) & (made_reports < day("2019-11-25"))
    assert outage.sum() < 0.2 * in_2019.sum() * 21 / 365  # it is there
    low = {each.index + 1 for each in weeks_of(made_reports).standing(Standing.LOW)}
    assert not low & {45, 46, 47}
