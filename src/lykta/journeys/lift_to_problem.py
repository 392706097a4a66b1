"""From "this keeps happening" to a problem: it remembers which reports and which lägesbild it was lifted from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor, NotAllowed, NotNow
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.cause_analysis.operations import ProblemChanges, open_problem
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.queries import reports_visible_to
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.queries import visible_to
from lykta.ground.areas.models import Area, Place
from lykta.ground.municipalities.models import Municipality


def lift(
    *,
    municipality: Municipality,
    incidents: Sequence[Incident] = (),
    from_report: SituationReport | None = None,
    by: Actor,
    once: str | None = None,
    **fields: Unpack[ProblemChanges],
) -> Problem:
    """`fields` as in open_problem; where neither place nor area is given, what all the incidents share is taken."""
    if not incidents and from_report is None:
        raise NotNow(_("Choose at least one report, or a situation report, to lift from."))
    _require_visible(municipality, incidents, from_report, by)
    _require_reviewed(incidents)
    if not fields.get("place") and not fields.get("area"):
        fields["place"], fields["area"] = shared_place(incidents), shared_area(incidents)
    return open_problem(
        municipality=municipality, incidents=incidents, from_report=from_report, by=by, once=once,
        **fields,  # type: ignore[misc]  # the title is the one that must be there
    )  # fmt: skip


def shared_place(incidents: Sequence[Incident]) -> Place | None:
    places = {incident.place_id for incident in incidents}
    return incidents[0].place if len(places) == 1 else None


def shared_area(incidents: Sequence[Incident]) -> Area | None:
    areas = {incident.area_id for incident in incidents}
    return incidents[0].area if len(areas) == 1 else None


def _require_visible(
    municipality: Municipality, incidents: Sequence[Incident], report: SituationReport | None, by: Actor
) -> None:
    wanted = {incident.pk for incident in incidents}
    if visible_to(by, municipality).filter(pk__in=wanted).count() != len(wanted):
        raise NotAllowed("a problem is lifted from reports that one may read")
    if report is not None and not reports_visible_to(by, municipality).filter(pk=report.pk).exists():
        raise NotAllowed("a problem is lifted from a situation report that one may read")


def _require_reviewed(incidents: Sequence[Incident]) -> None:
    if any(incident.state != State.REVIEWED for incident in incidents):
        raise NotNow(_("One of the reports has not been reviewed. Review it first, then lift."))
