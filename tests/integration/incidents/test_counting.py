"""Counts per period and what may be said of them."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from lykta.base.kernel.periods import parse_period, previous, same_period_last_year
from lykta.facts.incidents.counted_periods import Doubt
from lykta.facts.incidents.counting import counts_by_category, period_counts, place_counts, weekly_counts
from lykta.facts.incidents.models import NilReport
from lykta.facts.incidents.queries import reporting_rate
from lykta_engine.change.counts import Reason, Verdict
from tests.integration.incidents.reports import MONDAY_AFTER, WEEK, in_period, plant, weeks_before

pytestmark = pytest.mark.sql


def history(world, per_week, n=8, **fields):
    for week in weeks_before(n):
        plant(world, in_period(week, per_week), **fields)


def counted(world, **changes):
    return period_counts(world.bjorkviken, changes.get("period", WEEK), changes.get("as_of", MONDAY_AFTER))


def test_each_event_once_in_its_own_week_and_only_what_is_reviewed(world):
    first = plant(world, in_period(WEEK, 3))[0]
    plant(world, in_period(WEEK, 2), merged_into=first)
    plant(world, in_period(WEEK, 4), state="reported")
    plant(world, in_period(WEEK, 1), state="returned")
    plant(world, in_period(WEEK, 5), state="out_of_scope")
    plant(world, in_period(WEEK, 6), state="withdrawn")
    plant(world, in_period(WEEK, 7), category="positive")
    plant(world, in_period(previous(WEEK), 8))
    plant(world, in_period(WEEK, 9), municipality=world.granhult)
    counts = counted(world)
    assert (counts.total.count, counts.reports, counts.events_told_twice) == (3, 12, 1)
    assert (counts.positive, counts.waiting, counts.out_of_scope) == (7, 5, 5)
    assert counts.total.previous == 8
    assert counts_by_category(world.bjorkviken, WEEK, MONDAY_AFTER) == {"vandalism": 3, "positive": 7}


def test_what_was_not_known_yet_is_not_counted(world):
    plant(world, in_period(WEEK, 2))
    plant(world, in_period(WEEK, 3), delay=timedelta(days=20))
    assert counted(world).total.count == 2
    assert counted(world, as_of=MONDAY_AFTER + timedelta(days=30)).total.count == 5


def test_kinds_are_top_categories_with_several_periods(world):
    history(world, 2, category="graffiti")
    history(world, 1, category="broken_glass")
    plant(world, in_period(same_period_last_year(WEEK), 5), category="vandalism")
    plant(world, in_period(WEEK, 1), category="fight")
    kinds = {kind.code: kind for kind in counted(world).kinds}
    assert set(kinds) == {"vandalism", "violence_threat"}
    vandalism = kinds["vandalism"]
    assert (vandalism.count, vandalism.previous, vandalism.baseline, vandalism.last_year) == (0, 3, (3,) * 8, 5)
    assert kinds["violence_threat"].count == 1


def test_periods_before_anybody_counted_are_not_zeros(world):
    history(world, 5, n=3)
    plant(world, in_period(WEEK, 5))
    counts = counted(world)
    assert counts.total.baseline == (5, 5, 5)
    assert counts.total.last_year is None
    assert counts.total.judgement.verdict == Verdict.TOO_FEW_TO_JUDGE
    assert counts.total.judgement.comparison.reason == Reason.SHORT_BASELINE
    assert period_counts(world.granhult, WEEK, MONDAY_AFTER).total.judgement.comparison is None


def test_a_clear_fall_is_stated(world):
    history(world, 20)
    plant(world, in_period(WEEK, 6))
    assert counted(world).total.judgement.verdict == Verdict.FEWER_THAN_USUAL


def test_a_fall_that_late_reports_explain_is_not_stated(world):
    """Two thirds of each earlier week came more than a week later; this Monday they cannot have come yet."""
    history(world, 7)
    history(world, 13, delay=timedelta(days=10))
    plant(world, in_period(WEEK, 7))
    judgement = counted(world).total.judgement
    assert (judgement.verdict, judgement.doubt) == (Verdict.CANNOT_BE_DECIDED, Doubt.LATE_REPORTS)


def test_a_fall_that_unreviewed_reports_explain_is_not_stated(world):
    history(world, 20)
    plant(world, in_period(WEEK, 6))
    plant(world, in_period(WEEK, 12), state="reported")
    judgement = counted(world).total.judgement
    assert (judgement.verdict, judgement.doubt) == (Verdict.CANNOT_BE_DECIDED, Doubt.WAITING_REPORTS)


def test_a_week_that_is_not_over_is_neither_calm_nor_usual_but_may_be_more(world):
    history(world, 20)
    plant(world, in_period(WEEK, 40)[:12])
    wednesday = MONDAY_AFTER - timedelta(days=4)
    judgement = counted(world, as_of=wednesday).total.judgement
    assert (judgement.verdict, judgement.doubt) == (Verdict.CANNOT_BE_DECIDED, Doubt.NOT_OVER)
    plant(world, in_period(WEEK, 200)[:60])
    assert counted(world, as_of=wednesday).total.judgement.verdict == Verdict.MORE_THAN_USUAL


def test_a_fall_with_fewer_reporters_is_not_stated(world):
    """Both reported every week; this week only one, and the events fell."""
    history(world, 10)
    history(world, 10, reported_by=world.other_reporter, organization=world.guards)
    plant(world, in_period(WEEK, 7))
    judgement = counted(world).total.judgement
    assert (judgement.verdict, judgement.comparison.reason) == (Verdict.CANNOT_BE_DECIDED, Reason.FEWER_REPORTERS)
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, reported_by=world.other_reporter,
        period_id=WEEK.id, reported=MONDAY_AFTER - timedelta(days=1),
    )  # fmt: skip
    assert counted(world).total.judgement.verdict == Verdict.FEWER_THAN_USUAL  # heard from: it was calm


def test_places_are_judged_one_by_one(world):
    history(world, 1, place=world.school)
    history(world, 6, place=world.square)
    plant(world, in_period(WEEK, 9), place=world.school)
    plant(world, in_period(WEEK, 6), place=world.square)
    found = {place.label: place for place in place_counts(world.bjorkviken, WEEK, MONDAY_AFTER)}
    assert {name: place.judgement.verdict for name, place in found.items()} == {
        "Strandskolan": Verdict.MORE_THAN_USUAL, "Furutorget": Verdict.AS_USUAL,
    }  # fmt: skip
    assert found["Strandskolan"].baseline == (1,) * 8


def test_weekly_counts_are_oldest_first(world):
    plant(world, in_period(WEEK, 3))
    plant(world, in_period(previous(WEEK), 2), category="fight")
    plant(world, in_period(WEEK, 4), category="positive")
    weeks = weekly_counts(world.bjorkviken, WEEK, 3, MONDAY_AFTER)
    assert [(week.id, n) for week, n in weeks] == [("2026-W44", 0), ("2026-W45", 2), ("2026-W46", 3)]
    vandalism = weekly_counts(world.bjorkviken, WEEK, 2, MONDAY_AFTER, category="vandalism")
    assert [n for _week, n in vandalism] == [0, 3]


def test_the_reporting_rate_counts_expected_reporters_and_names_organisations_only(world):
    plant(world, in_period(WEEK, 3))
    plant(world, in_period(WEEK, 2), reported_by=world.coordinator, organization=world.municipality_org)
    rate = reporting_rate(world.bjorkviken, WEEK, as_of=MONDAY_AFTER)
    assert (rate.active, rate.expected, rate.nil_reports, rate.silent) == (1, 2, 0, ["Nordvakt"])
    month = reporting_rate(world.bjorkviken, parse_period("2026-11"), as_of=MONDAY_AFTER)
    assert (month.active, month.silent) == (1, ["Nordvakt"])
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=world.guards, reported_by=world.other_reporter,
        period_id="2026-W46", reported=MONDAY_AFTER - timedelta(days=1),
    )  # fmt: skip
    for period in (WEEK, parse_period("2026-11"), parse_period("2026")):
        rate = reporting_rate(world.bjorkviken, period, as_of=MONDAY_AFTER)
        assert (rate.active, rate.nil_reports, rate.silent) == (2, 1, [])
    assert reporting_rate(world.bjorkviken, previous(WEEK), as_of=MONDAY_AFTER).nil_reports == 0


def test_reports_that_do_not_say_who_made_them_leave_the_rate_unknown(world):
    plant(world, in_period(WEEK, 3), reported_by=None)
    assert reporting_rate(world.bjorkviken, WEEK, as_of=MONDAY_AFTER).for_engine is None
    assert reporting_rate(world.granhult, WEEK, as_of=MONDAY_AFTER).for_engine is None


def test_the_week_is_cut_where_the_municipality_cuts_it(world):
    world.bjorkviken.week_cut_weekday, world.bjorkviken.week_cut_hour = 4, 12  # Friday noon: week 46 starts on 6 Nov
    saturday_before = datetime.fromisoformat("2026-11-07T12:00:00+01:00")
    plant(world, [saturday_before])
    assert counted(world).total.count == 1


def test_without_effect_changes_are_claimed_in_at_most_one_report_in_twenty(world):
    """What is said in words (all kinds together): forty quiet weeks of five kinds, Poisson counts, same rates."""
    from lykta.facts.incidents.sections.judgement_words import surely_changed

    rng = np.random.default_rng(46)
    weeks = [*weeks_before(48), WEEK]
    for category in ("graffiti", "fight", "a_tractor", "drug_use", "fire_container"):
        numbers = rng.poisson(5, len(weeks)).tolist()
        plant(world, [m for week, n in zip(weeks, numbers, strict=True) for m in in_period(week, n)], category=category)
    claims = 0
    for week in weeks[9:]:
        as_of = in_period(week, 1)[0] + timedelta(days=20)
        claims += bool(surely_changed(period_counts(world.bjorkviken, week, as_of).kinds))
    assert claims <= 4  # 40 weeks at one in twenty: two expected, five or more in about one run of twenty
