from datetime import timedelta

import pytest
from django.utils import timezone

from lykta.airlocks.publishing.queries import published
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.kernel.periods import parse_period
from lykta.cycle.situation_reports.operations import adopt, draft_report, propose
from lykta.facts.evidence.free_text import TextStopped
from lykta.journeys.publish_situation_report import propose_release
from lykta.journeys.seconding import second

pytestmark = pytest.mark.sql
WEEK = parse_period("2026-W40").id


@pytest.fixture
def report(world):
    world.bjorkviken.public_delay_days = 0
    world.bjorkviken.save()
    drafted = draft_report(municipality=world.bjorkviken, period_id=WEEK, by=world.coordinator)
    proposed = propose(report=drafted, by=world.coordinator, expected_version=drafted.version)
    return adopt(report=proposed, by=world.police_officer, expected_version=proposed.version)


def read(world):
    return published(world.bjorkviken, "situation_report", WEEK)


def test_the_public_version_goes_out_by_two_with_the_chosen_words(world, report):
    proposal = propose_release(report=report, public_text=" Veckan var lugn. ", by=world.coordinator)
    assert read(world) is None
    with pytest.raises(NotAllowed):
        second(proposal=proposal, by=world.coordinator)
    second(proposal=proposal, by=world.police_officer)
    assert read(world).content["lead"] == "Veckan var lugn."
    assert read(world).title == proposal.title


def test_without_words_of_ones_own_the_generated_ones_stay(world, report):
    proposal = propose_release(report=report, by=world.coordinator)
    assert "vecka 40" in proposal.content["lead"].lower()


def test_what_may_not_go_out(world, report):
    with pytest.raises(TextStopped) as stopped:
        propose_release(report=report, public_text="Gäller 19811218-9876", by=world.coordinator)
    assert stopped.value.field == "public_text"
    with pytest.raises(NotNow):
        propose_release(report=report, public_text="x" * 1501, by=world.coordinator)
    for by in (world.reporter, world.council_member, world.registrar, world.outsider):
        with pytest.raises(NotAllowed):
            propose_release(report=report, by=by)
    last_week = timezone.now() - timedelta(days=7)
    year, week, _day = last_week.date().isocalendar()
    draft = draft_report(municipality=world.bjorkviken, period_id=f"{year}-W{week:02d}", by=world.coordinator)
    with pytest.raises(NotNow):
        propose_release(report=draft, by=world.coordinator)
