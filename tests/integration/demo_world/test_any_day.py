"""The demo is whole whatever day it is made: in a year of 53 weeks, as the clocks change, on 29 February."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from lykta.airlocks.publishing.models import Proposal, Release
from lykta.base.kernel.periods import last_complete_week, periods_before, week_containing
from lykta.cycle.action_plans.models import Action
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, NilReport
from lykta.ground.municipalities.models import Municipality
from lykta.importers.demo_world.load import load_demo_world


@pytest.mark.parametrize("day", ["2027-01-04 06:30", "2027-03-28 12:00", "2028-02-29 23:30"])
def test_the_demo_is_whole(db: None, day: str):
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    with time_machine.travel(moment, tick=True):
        load_demo_world()
        municipality = Municipality.objects.get(code="9901")
        last = last_complete_week(timezone.now(), municipality.week_cut)
        reports = SituationReport.objects.for_municipality(municipality)
        states = {report.period_id: report.state for report in reports}
        assert states.pop(last.id) == "draft"
        assert states == {period.id: "adopted" for period in periods_before(last, 3)}
        rows = Incident.objects.for_municipality(municipality)
        weeks = {week_containing(row.counted_at, municipality.week_cut).id for row in rows}
        assert {period.id for period in [*periods_before(last, 15), last]} <= weeks
        assert rows.filter(merged_into__isnull=False).count() >= 8  # told twice, about once a week
        assert not rows.filter(reported__gt=timezone.now()).exists()
        assert set(rows.values_list("state", flat=True)) <= {State.REVIEWED, State.REPORTED}
        assert NilReport.objects.for_municipality(municipality).count() >= 16
        late = [a for a in Action.objects.for_municipality(municipality) if a.is_late]
        assert [action.title for action in late] == ["Forsla bort sten och lägga gräs"]
        released = Release.objects.for_municipality(municipality)
        assert sorted(released.values_list("kind", flat=True)) == ["promise", "situation_report"]
        assert Proposal.objects.for_municipality(municipality).filter(state="waiting").count() == 1
