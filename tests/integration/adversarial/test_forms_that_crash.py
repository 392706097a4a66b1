"""Whatever is typed, a clear sentence comes back and nothing is saved; never a crash."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.facts.incidents.counting import period_counts
from lykta.facts.incidents.models import ComingEvent, Incident
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.operations import issue_link
from lykta_engine.change.counts import Verdict
from tests.integration.adversarial.hostile import STAFF, a_report, browser, released
from tests.integration.incidents.reports import WEEK, in_period, plant
from tests.integration.pages.rows import a_point, a_problem, a_promise, an_action
from tests.integration.situation_reports import reports as situation_reports
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]

REFUSED_REPORTS = {
    # FAULT: position_of raises ValueError, which no page catches.
    "longitude without latitude": {"lon": "14.3"},
    "latitude without longitude": {"lat": "58.9"},
    # FAULT: cannot be written in UTC: OverflowError.
    "the first day of the calendar": {"when": "time", "on_date": "0001-01-01", "on_time": "00:00"},
    # FAULT: 02.30 does not exist that night; in UTC the interval runs backwards: IntegrityError.
    "an interval over the hour that is skipped": {
        "when": "interval", "from_date": "2026-03-29", "from_time": "02:30", "to_date": "2026-03-29",
        "to_time": "03:10",
    },
    # FAULT: accepted and saved; the first report of a municipality decides when its counting began.
    "a year with a figure too few": {"when": "time", "on_date": "0205-11-03", "on_time": "12:00"},
    "before anybody counted": {"when": "time", "on_date": "1899-11-03", "on_time": "12:00"},
    "not a number": {"lon": "nan", "lat": "nan"},
    "without end": {"lon": "inf", "lat": "58.9"},
    "swapped": {"lon": "58.9", "lat": "14.3"},
    "far too large": {"lon": "1e308", "lat": "1e308"},
    "the last day of the calendar": {"when": "time", "on_date": "9999-12-31", "on_time": "23:59"},
    "a swapped interval": {
        "when": "interval", "from_date": "2026-03-30", "from_time": "02:30", "to_date": "2026-03-29",
        "to_time": "03:10",
    },
    "a zero byte": {"text": "a\x00b"},
    "too long": {"text": "x" * 2001},
    "a place that is not ours": {"place": "zzzzzzzzzzzz"},
    "a key too long": {"once": "k" * 65},
    "empty": {"category": "", "place_text": "", "text": ""},
}  # fmt: skip


@pytest.mark.parametrize("changes", REFUSED_REPORTS.values(), ids=list(REFUSED_REPORTS))
def test_a_report_that_cannot_be_right_is_refused(world: World, changes: dict[str, str]) -> None:
    answer = browser(world.reporter).post(f"{STAFF}rapportera/", a_report(**changes))
    assert (answer.status_code, Incident.objects.for_municipality(world.bjorkviken).count()) == (422, 0)


def test_the_other_side_of_the_earth_is_kept_as_outside(world: World) -> None:
    answer = browser(world.reporter).post(f"{STAFF}rapportera/", a_report(lon="-14.3", lat="-58.9"))
    row = Incident.objects.for_municipality(world.bjorkviken).get()
    assert (answer.status_code, row.is_outside, row.area_id) == (302, True, None)


def test_a_body_of_ten_megabytes_is_refused(world: World) -> None:
    answer = browser(world.reporter).post(f"{STAFF}rapportera/", a_report(text="x" * 10_000_000))
    assert (answer.status_code, Incident.objects.for_municipality(world.bjorkviken).count()) == (400, 0)


REFUSED_EVENTS = {
    # FAULT: 02.30 does not exist on 28 March 2027; stored times run backwards: IntegrityError.
    "over the hour that is skipped": {"on_date": "2027-03-28", "from_time": "02:30", "to_time": "03:10"},
    # FAULT: the day after the last of the calendar: OverflowError.
    "past the end of the calendar": {"on_date": "9999-12-31", "from_time": "10:00", "to_time": "09:00"},
    "the first day of the calendar": {"on_date": "0001-01-01", "from_time": "00:00", "to_time": "00:30"},
    "fewer than nobody": {"expected_visitors": "-1"},
    "more than the earth holds": {"expected_visitors": "9" * 30},
}


@pytest.mark.parametrize("changes", REFUSED_EVENTS.values(), ids=list(REFUSED_EVENTS))
def test_an_event_that_cannot_be_right_is_refused(world: World, changes: dict[str, str]) -> None:
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    sent = {"once": "x", "title": "Match", "on_date": day, "from_time": "10:00", "to_time": "12:00"} | changes
    answer = browser(world.reporter).post(f"{STAFF}arrangemang/ny/", sent)
    assert (answer.status_code, ComingEvent.objects.for_municipality(world.bjorkviken).count()) == (422, 0)


@pytest.mark.parametrize("query", ["till=9999-12-31", "fran=0001-01-01", "till=0001-01-01", "fran=2026-13-45"])
def test_the_log_reads_any_day(world: World, query: str) -> None:
    # FAULT: sites/staff/people/log.py adds a day to the last of the calendar, and takes the first to UTC.
    assert browser(world.administrator).get(f"{STAFF}logg/?{query}").status_code == 200


FOR_EVER = [(date(2026, 1, 1), date(9999, 12, 31)), (date(1, 1, 1), date(2027, 1, 1))]


@pytest.mark.parametrize(("starts", "ends"), FOR_EVER)
def test_a_promise_for_ever_does_not_take_down_the_public_site(world: World, starts: date, ends: date) -> None:
    # FAULT: "until further notice" written as 9999-12-31 is accepted, and every public page that lists it crashes.
    sent = {"title": "t", "background": "b", "giver": "together", "starts": str(starts), "ends": str(ends)}
    answer = browser(world.coordinator).post(f"{STAFF}loften/ny/", {"once": "x"} | sent)
    if answer.status_code == 422:
        return  # refusing such a day is as good
    promise = a_promise(world, starts=starts, ends=ends)
    a_point(world, promise)
    released(world, promise)
    for path in ("", "loften/", f"loften/{promise.public_id}/"):
        assert browser().get(f"/k/bjorkviken/{path}").status_code == 200
    assert browser(world.coordinator).get(f"{STAFF}loften/{promise.public_id}/invanare/").status_code == 200


def test_a_receipt_from_year_one_does_not_flow_out(world: World) -> None:
    # FAULT: require_happened has no lower limit; by link the day becomes a public receipt by itself.
    action = an_action(world, a_problem(world))
    promise = a_promise(world)
    point = a_point(world, promise, actions=[action])
    _link, token = issue_link(
        function=world.park, municipality=world.bjorkviken, purpose=LinkPurpose.ACTION_OWNER, by=world.coordinator
    )
    client = browser()
    client.get(f"/l/{token}/")
    sent = {"once": "x", "answer": "partly", "happened": "0001-01-01", "amount": "3", "unit": "lampor"}
    assert client.post(f"/l/atgard/{action.public_id}/", sent).status_code == 422
    assert point.receipts.count() == 0


def test_one_mistyped_year_does_not_make_a_verdict(world: World) -> None:
    # FAULT: one reviewed report dated 2006 makes eight empty weeks count as observed, and an ordinary first week
    # "more than usual". counting.py takes the earliest event alone as the day when counting began.
    plant(world, in_period(WEEK, 12), place=world.square)
    assert period_counts(world.bjorkviken, WEEK).total.judgement.verdict == Verdict.TOO_FEW_TO_JUDGE
    plant(world, [timezone.now().replace(year=2006)], place=world.square, delay=timedelta(days=365 * 20))
    assert period_counts(world.bjorkviken, WEEK).total.judgement.verdict != Verdict.MORE_THAN_USUAL


def test_a_week_cut_on_friday_can_be_proposed_on_the_first_day_the_page_says(world: World, monkeypatch) -> None:
    # FAULT: rules.first_release_day counts from the cut, public_version._period from the Monday after: ValueError.
    municipality = world.bjorkviken
    municipality.week_cut_weekday, municipality.week_cut_hour, municipality.public_delay_days = 4, 12, 0
    municipality.save()
    report = situation_reports.adopted(world, situation_reports.drafted(world, "2026-W45"))
    monkeypatch.setattr(timezone, "localdate", lambda *_args, **_named: date(2026, 11, 7))  # the Saturday
    sent = {"once": "x", "public_text": "En text.", "propose": "1"}
    answer = browser(world.coordinator).post(f"{STAFF}lagesbild/{report.period_id}/publicera/", sent)
    assert answer.status_code in (302, 409)
