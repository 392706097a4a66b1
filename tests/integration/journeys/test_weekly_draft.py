"""Monday's draft is there before anybody sits down, for each municipality on its own."""

from __future__ import annotations

import pytest

from lykta.cycle.situation_reports.models import SituationReport
from lykta.journeys import weekly_draft
from tests.worlds import World

pytestmark = pytest.mark.sql


def test_each_municipality_gets_one_draft(world: World):
    assert weekly_draft.draft_last_week_everywhere() == 2
    assert weekly_draft.draft_last_week_everywhere() == 0
    for municipality in (world.bjorkviken, world.granhult):
        assert SituationReport.objects.for_municipality(municipality).count() == 1


def test_trouble_in_one_does_not_reach_the_next(world: World, monkeypatch: pytest.MonkeyPatch):
    real = weekly_draft.draft_report

    def stumbles(*, municipality, **rest):
        if municipality == world.bjorkviken:
            raise RuntimeError("broken")
        return real(municipality=municipality, **rest)

    monkeypatch.setattr(weekly_draft, "draft_report", stumbles)
    assert weekly_draft.draft_last_week_everywhere() == 1
    assert SituationReport.objects.for_municipality(world.granhult).count() == 1
    monkeypatch.setattr(weekly_draft, "draft_report", real)
    assert weekly_draft.draft_last_week_everywhere() == 1
