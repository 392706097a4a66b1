"""Who counts as heard from: logins, functions by link, held-back and nil reports; who is silent and who is away."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.kernel.local_time import STOCKHOLM, to_local
from lykta.base.kernel.periods import Cut, bounds, previous, week, week_containing
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, NilReport, ReportingPause
from lykta.facts.incidents.queries import reporting_rate
from lykta.facts.incidents.reminder_rhythm import Rhythm, is_due, moment_in, usual_rhythm
from lykta.facts.incidents.reporting_pauses import Pauses, pauses_of
from lykta.facts.incidents.reporting_weeks import units_by_week
from lykta.facts.incidents.snapshot import snapshot_for
from lykta.ground.accounts.expected_reporters import expected_in_each, link_key, reporter_key, reporters_expected
from lykta.ground.accounts.models import Function, Grant, PersonalLink
from tests.integration.incidents.reports import MONDAY_AFTER, WEEK, in_period, plant
from tests.worlds import World

pytestmark = pytest.mark.sql
START, END = WEEK.start, WEEK.end  # 2026-11-09, 2026-11-16


def a_function(world: World, title: str = "Ordningsvakter", **fields) -> Function:
    content = {"municipality": world.bjorkviken, "organization": world.guards, "title": title} | fields
    return Function.objects.create(**content)


def a_link(world: World, function: Function, created: date = date(2026, 6, 1), **fields) -> PersonalLink:
    made = datetime(created.year, created.month, created.day, 12, tzinfo=STOCKHOLM)
    content = {
        "municipality": world.bjorkviken, "function": function, "purpose": "report_by_link",
        "token_hash": f"{function.pk}-{PersonalLink.unscoped.count()}", "created_by_id_text": "x", "created": made,
        "expires": made + timedelta(days=180),
    }  # fmt: skip
    return PersonalLink.objects.create(**content | fields)


def names(world: World, start: date = START, end: date = END) -> list[str]:
    return [each.name for each in reporters_expected(world.bjorkviken, start, end)]


def rate_of(world: World, period=WEEK):
    return reporting_rate(world.bjorkviken, period, as_of=MONDAY_AFTER)


# Who is expected


def test_accounts_and_functions_by_link_each_once(world: World):
    function = a_function(world)
    assert names(world) == ["Rut Rapportör", "Valter Vakt"]
    for _two in range(2):
        a_link(world, function)
    a_link(world, world.park, purpose="action_owner")  # answers for actions, reports nothing
    assert names(world) == ["Rut Rapportör", "Valter Vakt", "Ordningsvakter"]
    assert reporters_expected(world.granhult, START, END) == []
    function_row = reporters_expected(world.bjorkviken, START, END)[2]
    assert (function_row.account_id, function_row.function_id) == (None, function.pk)
    assert (function_row.organization, function_row.public_id) == ("Nordvakt", function.public_id)


def test_a_function_whose_holder_has_a_login_is_expected_once(world: World):
    a_link(world, world.functions["reporter"])
    assert names(world) == ["Rut Rapportör", "Valter Vakt"]
    Grant.objects.for_municipality(world.bjorkviken).filter(account=world.reporter).update(valid_to=START)
    assert names(world) == ["Rut Rapportör", "Valter Vakt"]  # still a reporter on the Monday
    assert names(world, START + timedelta(days=7), END + timedelta(days=7)) == ["Valter Vakt"]  # the link ended too


@pytest.mark.parametrize(
    ("fields", "is_expected"),
    [
        ({"created": START}, True),
        ({"created": END - timedelta(days=1)}, True),
        ({"created": END}, False),
        ({"revoked": datetime(2026, 11, 9, 8, tzinfo=STOCKHOLM)}, True),
        ({"revoked": datetime(2026, 11, 8, 23, 59, tzinfo=STOCKHOLM)}, False),
        ({"expires": datetime(2026, 11, 9, 0, 1, tzinfo=STOCKHOLM)}, True),
        ({"expires": datetime(2026, 11, 8, 23, 59, tzinfo=STOCKHOLM)}, False),
    ],
)
def test_a_link_counts_on_the_days_it_was_open(world: World, fields: dict, is_expected: bool):
    a_link(world, a_function(world), **fields)
    assert ("Ordningsvakter" in names(world)) is is_expected


def test_an_agreement_that_has_ended_expects_nothing_more(world: World):
    a_link(world, a_function(world, agreement="KS 2026/12", agreement_ends=START - timedelta(days=1)))
    assert "Ordningsvakter" not in names(world)
    Function.objects.for_municipality(world.bjorkviken).update(agreement_ends=START)
    assert "Ordningsvakter" in names(world)


def test_several_periods_are_what_each_of_them_is(world: World):
    a_link(world, a_function(world), created=START)
    Grant.objects.for_municipality(world.bjorkviken).filter(account=world.reporter).update(valid_to=date(2026, 11, 1))
    spans = [(START - timedelta(days=7 * n), END - timedelta(days=7 * n)) for n in range(4)]
    together = expected_in_each(world.bjorkviken, spans)
    assert together == [reporters_expected(world.bjorkviken, *span) for span in spans]
    assert [len(each) for each in together] == [2, 1, 2, 2]


def test_keys_of_accounts_and_functions_never_meet():
    keys = [reporter_key(n, None) for n in range(1, 50)] + [reporter_key(None, n) for n in range(1, 50)]
    assert len({*keys, -1, None}) == 100
    assert reporter_key(None, None) is None
    assert reporter_key(3, 4) == 3
    assert link_key(1) == -2


# Who was heard from


def test_a_report_by_link_is_the_functions(world: World):
    function = a_function(world)
    a_link(world, function)
    assert (rate_of(world).active, rate_of(world).expected) == (0, 3)
    plant(world, in_period(WEEK, 2), reported_by=None, function=function, organization=world.guards)
    rate = rate_of(world)
    assert (rate.active, rate.expected, rate.unnamed_reports) == (1, 3, 0)
    assert rate.silent == ["Björkvikens Bostäder"]
    assert set(snapshot_for(world.bjorkviken).reporter.tolist()) == {link_key(function.pk)}
    assert rate.for_engine is not None


def test_a_link_of_a_function_with_a_login_is_heard_as_that_login(world: World):
    a_link(world, world.functions["other_reporter"])
    plant(world, in_period(WEEK, 1), reported_by=None, function=world.functions["other_reporter"],
          organization=world.guards)  # fmt: skip
    assert (rate_of(world).active, rate_of(world).expected) == (1, 2)


def test_a_report_in_quarantine_is_heard_and_is_no_incident(world: World):
    moment = in_period(WEEK, 1)
    plant(world, moment, state=State.QUARANTINED, reported_by=world.other_reporter, organization=world.guards)
    rate = rate_of(world)
    assert (rate.active, rate.silent, rate.unnamed_reports) == (1, ["Björkvikens Bostäder"], 0)
    assert len(snapshot_for(world.bjorkviken)) == 0
    assert rate_of(world, previous(WEEK)).active == 0
    Incident.objects.for_municipality(world.bjorkviken).update(state=State.WITHDRAWN)
    note_change(world.bjorkviken)
    assert rate_of(world).active == 0


def test_a_nil_report_by_link_is_heard(world: World):
    function = a_function(world)
    a_link(world, function)
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, function=function, period_id=WEEK.id,
        reported=MONDAY_AFTER - timedelta(days=2),
    )  # fmt: skip
    rate = rate_of(world)
    assert (rate.active, rate.nil_reports, rate.silent) == (1, 1, ["Björkvikens Bostäder"])


def test_a_file_from_the_organisation_breaks_its_silence_but_names_nobody(world: World):
    plant(world, in_period(WEEK, 3), reported_by=None, organization=world.guards)
    rate = rate_of(world)
    assert (rate.active, rate.silent, rate.unnamed_reports) == (0, ["Björkvikens Bostäder"], 3)
    assert rate.for_engine is None


# Away


def pause(world: World, organization, first: str, last: str) -> None:
    ReportingPause.objects.create(
        municipality=world.bjorkviken, organization=organization, first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
    )  # fmt: skip


def test_an_organisation_on_leave_is_not_silent_and_still_expected(world: World):
    pause(world, world.guards, "2026-11-09", "2026-11-13")  # Monday to Friday: the weekend is no matter
    rate = rate_of(world)
    assert (rate.silent, rate.on_leave, rate.expected) == (["Björkvikens Bostäder"], ["Nordvakt"], 2)
    plant(world, in_period(WEEK, 1), reported_by=world.other_reporter, organization=world.guards)
    assert (rate_of(world).on_leave, rate_of(world).active) == ([], 1)  # worked all the same


def test_half_a_week_away_leaves_the_other_half(world: World):
    pause(world, world.guards, "2026-11-09", "2026-11-12")
    assert rate_of(world).silent == ["Björkvikens Bostäder", "Nordvakt"]
    pause(world, world.guards, "2026-11-13", "2026-11-13")  # two pauses that follow upon each other are one
    assert rate_of(world).on_leave == ["Nordvakt"]


def test_everybody_away_is_everybody_on_leave(world: World):
    pause(world, None, "2026-11-01", "2026-11-30")
    assert (rate_of(world).silent, rate_of(world).on_leave) == ([], ["Björkvikens Bostäder", "Nordvakt"])
    assert not pauses_of(world.granhult).rows


def test_a_public_holiday_is_no_day_to_be_away_from(world: World):
    pause(world, world.guards, "2026-05-11", "2026-05-13")
    pause(world, world.guards, "2026-05-15", "2026-05-15")  # Thursday 14 May is Ascension Day
    assert pauses_of(world.bjorkviken).is_on_leave(world.guards.pk, week(2026, 20))


def test_unit_by_unit_and_week_by_week(world: World):
    before = previous(WEEK)
    plant(world, in_period(WEEK, 2))
    plant(world, in_period(WEEK, 1), state=State.QUARANTINED)
    pause(world, world.guards, "2026-11-02", "2026-11-08")
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, reported_by=world.other_reporter,
        period_id=WEEK.id, reported=MONDAY_AFTER - timedelta(days=1),
    )  # fmt: skip
    Grant.objects.for_municipality(world.bjorkviken).filter(account=world.reporter).update(valid_from=START)
    units = units_by_week(world.bjorkviken, [WEEK, before], as_of=MONDAY_AFTER)
    assert [(unit.name, [(cell.word, cell.reports) for cell in unit.weeks]) for unit in units] == [
        ("Björkvikens Bostäder", [("reported", 3), ("not_expected", 0)]),
        ("Nordvakt", [("nil", 0), ("on_leave", 0)]),
    ]
    assert [(cell.heard, cell.expected) for cell in units[0].weeks] == [(1, 1), (0, 0)]


def test_whoever_reports_for_another_organisation_is_not_silent(world: World):
    plant(world, in_period(WEEK, 1), reported_by=world.other_reporter, organization=world.housing)
    words = [(unit.name, unit.weeks[0].word) for unit in units_by_week(world.bjorkviken, [WEEK], as_of=MONDAY_AFTER)]
    assert words == [("Björkvikens Bostäder", "reported"), ("Nordvakt", "reported")]


# At which hour


CUTS = st.builds(Cut, weekday=st.integers(0, 6), hour=st.integers(0, 23))
RHYTHMS = st.builds(Rhythm, weekday=st.integers(0, 6), hour=st.integers(0, 23))


@given(CUTS, RHYTHMS, st.integers(2024, 2030))
def test_each_week_of_a_year_has_one_moment_on_the_chosen_hour(cut: Cut, rhythm: Rhythm, year: int):
    moments = [moment_in(week(year, number), rhythm, cut) for number in range(1, 53)]
    for number, moment in enumerate(moments, 1):
        local = to_local(moment)
        skipped = local.month == 3 and local.weekday() == 6 and rhythm.hour == 2 and local.hour == 3
        assert (local.weekday(), local.hour, local.minute) == (rhythm.weekday, 3 if skipped else rhythm.hour, 0)
        start, end = bounds(week(year, number), cut)
        assert start <= moment <= end
    hours = {(later - earlier).total_seconds() / 3600 for earlier, later in pairwise(moments)}
    assert hours <= {167.0, 168.0, 169.0}
    assert 168.0 in hours


@given(CUTS)
def test_the_usual_hour_is_a_working_day_before_the_cut(cut: Cut):
    rhythm = usual_rhythm(cut)
    assert rhythm.weekday <= 4
    now = datetime(2026, 11, 18, 12, tzinfo=STOCKHOLM)
    this = week_containing(now, cut)
    left = bounds(this, cut)[1] - moment_in(this, rhythm, cut)
    assert timedelta(days=2) < left < timedelta(days=6)


def test_friday_at_nine_where_the_week_ends_on_sunday_night():
    assert usual_rhythm(Cut()) == Rhythm(4, 9)
    moment = to_local(moment_in(week(2026, 47), Rhythm(4, 9), Cut()))
    assert moment.isoformat() == "2026-11-20T09:00:00+01:00"


@pytest.mark.parametrize(
    ("now", "is_sent"),
    [
        ("2026-11-20T08:59:59+01:00", False),
        ("2026-11-20T09:00:00+01:00", True),
        ("2026-11-20T23:00:00+01:00", True),  # the server was away until then
        ("2026-11-21T08:59:59+01:00", True),
        ("2026-11-21T09:00:00+01:00", False),
        ("2026-03-27T09:00:00+01:00", True),  # the Friday before summer time
        ("2026-04-03T09:00:00+02:00", False),  # Good Friday
        ("2026-04-04T08:00:00+02:00", False),  # and not the day after instead
        ("2026-10-23T09:00:00+02:00", True),  # the Friday before winter time
        ("2026-10-30T09:00:00+01:00", True),  # and the one after it
        ("2026-12-25T09:00:00+01:00", False),
    ],
)
def test_due_on_its_day_and_never_on_a_holiday(now: str, is_sent: bool):
    moment = datetime.fromisoformat(now)
    this = week_containing(moment, Cut())
    assert is_due(this, Rhythm(4, 9), Cut(), Pauses(()), 1, moment) is is_sent
    assert not is_due(this, Rhythm(4, 9, is_on=False), Cut(), Pauses(()), 1, moment)


def test_not_due_while_the_organisation_is_away():
    now = datetime.fromisoformat("2026-11-20T10:00:00+01:00")
    for of, is_sent in ((1, False), (None, False), (2, True)):
        pauses = Pauses(((of, date(2026, 11, 20), date(2026, 11, 20)),))
        assert is_due(week(2026, 47), Rhythm(4, 9), Cut(), pauses, 1, now) is is_sent
