"""Days and clock times as people and systems write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.importers.incidents.written_times import UnclearTime, Written, common_orders, possible_orders, read, span

DAY, CLOCK = date(2026, 11, 14), time(18, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-14 18:30", Written(DAY, CLOCK)),
        ("2026-11-14T18:30", Written(DAY, CLOCK)),
        ("2026-11-14T18:30:00Z", Written(DAY, CLOCK, UTC)),
        ("2026-11-14", Written(DAY)),
        ("2026/11/14", Written(DAY)),
        ("14/11 2026", Written(DAY)),
        ("14/11 2026 kl. 18:30", Written(DAY, CLOCK)),
        ("14.11.2026 18.30", Written(DAY, CLOCK)),
        ("14-11-2026", Written(DAY)),
        ("20261114", Written(DAY)),
        ("20261114 1830", Written(DAY, CLOCK)),
        ("14 nov 2026 kl 18.30", Written(DAY, CLOCK)),
        ("lördag 14 november 2026", Written(DAY)),
        ("lör den 14 nov. 2026, kl 18:30", Written(DAY, CLOCK)),
        ("1 maj 2026", Written(date(2026, 5, 1))),
        ("11/14/2026 6:30 PM", Written(DAY, CLOCK)),
        ("46340", Written(DAY)),
        ("46340.770833333", Written(DAY, CLOCK)),
        ("46340,5", Written(DAY, time(12))),
        ("0.770833333", Written(clock=CLOCK)),
        ("18.30", Written(clock=CLOCK)),
        ("18:30:00", Written(clock=CLOCK)),
        ("1830", Written(clock=CLOCK)),
        ("kl 18.30", Written(clock=CLOCK)),
        ("i går", None),
        ("2026-02-30", None),
        ("2026-11-14 25:00", None),
        ("31/4 2026", None),
        ("", None),
        ("x" * 1000, None),
    ],
)
def test_forms(text: str, expected: Written | None) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", ["03/04/2026", "141126", "26-11-14", "03-04-2026"])
def test_unclear_days_are_asked_about(text: str) -> None:
    with pytest.raises(UnclearTime):
        read(text)


def test_an_order_decides() -> None:
    assert read("03/04/2026", "dmy") == Written(date(2026, 4, 3))
    assert read("03/04/2026", "mdy") == Written(date(2026, 3, 4))
    assert read("141126", "dmy") == Written(DAY)
    assert read("261114", "ymd") == Written(DAY)
    assert read("2026-11-14", "dmy") == Written(DAY)  # clear as it is


def test_the_whole_file_decides() -> None:
    assert common_orders(["03/04/2026", "25/04/2026"]) == ("dmy",)
    assert common_orders(["03/04/2026", "04/25/2026"]) == ("mdy",)
    assert common_orders(["03/04/2026", "05/06/2026"]) == ("dmy", "mdy")
    assert common_orders(["25/04/2026", "04/25/2026"]) == ()
    assert common_orders(["141126", "311226"]) == ("dmy",)
    assert common_orders(["2026-11-14", "14/11 2026"]) == ()


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        ("fre 18 – mån 07", date(2026, 11, 13), (datetime(2026, 11, 13, 18), datetime(2026, 11, 16, 7))),
        ("fre 18 – mån 07", date(2026, 11, 16), (datetime(2026, 11, 13, 18), datetime(2026, 11, 16, 7))),
        ("fre kl 18.30 till sön 07", date(2026, 11, 15), (datetime(2026, 11, 13, 18, 30), datetime(2026, 11, 15, 7))),
        ("2026-11-13 18:00 – 2026-11-16 07:00", None, (datetime(2026, 11, 13, 18), datetime(2026, 11, 16, 7))),
        ("2026-11-13 22:00 - 02:00", None, (datetime(2026, 11, 13, 22), datetime(2026, 11, 14, 2))),
    ],
)  # fmt: skip
def test_spans(text: str, anchor: date | None, expected: tuple[datetime, datetime]) -> None:
    found = span(text, None, anchor)
    assert found is not None
    assert tuple(datetime.combine(one.day, one.clock) for one in found) == expected  # type: ignore[arg-type]


def test_weekdays_that_do_not_fit_the_rows_own_day_are_not_guessed() -> None:
    assert span("fre 18 – mån 07", None, date(2026, 11, 18)) is None
    assert span("fre 18 – mån 07") is None


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_none(text: str) -> None:
    try:
        found = read(text)
    except UnclearTime:
        assert len(possible_orders(text) or ()) > 1
    else:
        assert found is None or found.day or found.clock


FORMS = ["{0:%Y-%m-%d} {0:%H:%M}", "{0:%Y%m%d} {0:%H%M}", "{0.day}/{0.month} {0:%Y} kl {0:%H.%M}",
         "{0:%d.%m.%Y} {0:%H.%M}", "{0:%Y-%m-%dT%H:%M:%S}", "{0.day} {1} {0:%Y} {0:%H:%M}"]  # fmt: skip
MONTHS = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), st.sampled_from(FORMS))
def test_what_is_written_is_read_back(moment: datetime, form: str) -> None:
    moment = moment.replace(second=0, microsecond=0)
    assert read(form.format(moment, MONTHS[moment.month - 1])) == Written(moment.date(), moment.time())


@given(st.dates(date(2000, 1, 1), date(2026, 11, 1)), st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"),
       ("ymd", "%y%m%d"), ("dmy", "%d%m%y"), ("dmy", "%d-%m-%y")]))  # fmt: skip
def test_an_unclear_day_is_read_by_its_order_and_never_otherwise(day: date, form: tuple[str, str]) -> None:
    order, written = form[0], day.strftime(form[1])
    assert read(written, order) == Written(day)  # type: ignore[arg-type]
    assert order in (possible_orders(written) or (order,))
