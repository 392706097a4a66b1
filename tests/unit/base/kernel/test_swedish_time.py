from datetime import UTC, date, datetime

import pytest

from lykta.base.kernel.local_time import STOCKHOLM
from lykta.base.kernel.periods import Cut, parse_period
from lykta.base.kernel.swedish_time import (
    bounds_label,
    clock_label,
    day_label,
    days_label,
    interval_label,
    moment_label,
    period_label,
    week_label,
)

SEVEN = datetime(2026, 11, 17, 7, tzinfo=STOCKHOLM)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[arg-type,misc]


def test_days() -> None:
    assert day_label(date(2026, 11, 17)) == "tisdag 17 november"
    assert day_label(date(2026, 11, 17), year=True) == "tisdag 17 november 2026"
    assert day_label(date(2026, 8, 1), "en", year=True) == "Saturday 1 August 2026"


def test_moments_are_shown_on_the_local_clock() -> None:
    assert moment_label(datetime(2026, 11, 17, 6, tzinfo=UTC)) == "tisdag 17 november 2026 kl. 07.00"
    assert moment_label(datetime(2026, 6, 30, 22, 5, tzinfo=UTC)) == "onsdag 1 juli 2026 kl. 00.05"
    assert moment_label(SEVEN, "en") == "Tuesday 17 November 2026 at 07:00"
    assert [clock_label(SEVEN, short=s) for s in (False, True)] == ["07.00", "07"]
    with pytest.raises(ValueError, match="without time zone"):
        moment_label(datetime(2026, 11, 17, 7))


@pytest.mark.parametrize(
    ("start", "end", "sv", "en"),
    [
        (local(2026, 11, 13, 18), local(2026, 11, 16, 7),
         "mellan fredag 13 november kl. 18 och måndag 16 november kl. 07",
         "between Friday 13 November at 18:00 and Monday 16 November at 07:00"),
        (local(2026, 11, 13, 18), local(2026, 11, 13, 23, 30),
         "fredag 13 november mellan kl. 18 och 23.30", "Friday 13 November between 18:00 and 23:30"),
        (local(2026, 11, 13, 18, 5), None, "fredag 13 november kl. 18.05", "Friday 13 November at 18:05"),
        (local(2026, 11, 13, 18), local(2026, 11, 13, 18), "fredag 13 november kl. 18", "Friday 13 November at 18:00"),
        (local(2026, 12, 31, 22), local(2027, 1, 1, 2),
         "mellan torsdag 31 december 2026 kl. 22 och fredag 1 januari 2027 kl. 02",
         "between Thursday 31 December 2026 at 22:00 and Friday 1 January 2027 at 02:00"),
    ],
)  # fmt: skip
def test_intervals(start: datetime, end: datetime | None, sv: str, en: str) -> None:
    assert (interval_label(start, end), interval_label(start, end, "en")) == (sv, en)


@pytest.mark.parametrize(
    ("period", "sv", "en"),
    [
        ("2026-W47", "vecka 47 2026", "week 47, 2026"),
        ("2026-W46..W47", "vecka 46–47 2026", "weeks 46–47, 2026"),
        ("2026-W53..2027-W01", "vecka 53 2026–vecka 1 2027", "week 53, 2026–week 1, 2027"),
        ("2026-W01", "vecka 1 2026", "week 1, 2026"),
        ("2026-11", "november 2026", "November 2026"),
        ("2026-T3", "tertial 3 2026", "four-month period 3, 2026"),
        ("2026-Q4", "kvartal 4 2026", "quarter 4, 2026"),
        ("2026-H1", "första halvåret 2026", "first half of 2026"),
        ("2026-H2", "andra halvåret 2026", "second half of 2026"),
        ("2026", "2026", "2026"),
        ("2026-11-03..2026-11-17", "3–16 november 2026", "3–16 November 2026"),
        ("2026-10-28..2026-11-04", "28 oktober–3 november 2026", "28 October–3 November 2026"),
        ("2026-12-20..2027-01-06", "20 december 2026–5 januari 2027", "20 December 2026–5 January 2027"),
        ("2026-11-03..2026-11-04", "3 november 2026", "3 November 2026"),
    ],
)
def test_names_of_periods(period: str, sv: str, en: str) -> None:
    assert (period_label(parse_period(period)), period_label(parse_period(period), "en")) == (sv, en)


def test_weeks_without_year() -> None:
    assert week_label(parse_period("2026-W47")) == "vecka 47"
    assert week_label(parse_period("2026-W46..W47"), "en") == "weeks 46–47"


@pytest.mark.parametrize(
    ("period", "label"),
    [
        ("2026-W46", "måndag 9 november till söndag 15 november 2026"),
        ("2026-W53", "måndag 28 december 2026 till söndag 3 januari 2027"),
        ("2026-11-03..2026-11-04", "tisdag 3 november 2026"),
    ],
)
def test_first_and_last_day(period: str, label: str) -> None:
    assert days_label(parse_period(period)) == label


def test_a_week_cut_on_another_day_or_hour() -> None:
    w46 = parse_period("2026-W46")
    assert bounds_label(w46) == days_label(w46)
    assert bounds_label(w46, Cut(2, 0)) == "onsdag 11 november till tisdag 17 november 2026"
    assert bounds_label(w46, Cut(6, 18)) == "söndag 8 november kl. 18.00 till söndag 15 november 2026 kl. 18.00"
