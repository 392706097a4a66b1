"""How reporting goes: two functions report by link, one of them never does; a school is on holiday; a unit's own hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from lykta.base.kernel.periods import Period, bounds, last_complete_week, periods_before, week_containing
from lykta.facts.incidents import operations as incidents
from lykta.facts.incidents.reminder_operations import add_pause, set_rhythm
from lykta.facts.incidents.reporting_weeks import Word, units_by_week
from lykta.ground.accounts import operations as accounts
from lykta.ground.accounts.actors import CommandLine, LinkActor
from lykta.ground.accounts.enums import LinkPurpose, OrganizationKind
from lykta.ground.accounts.models import PartnerOrganization, PersonalLink
from lykta.ground.municipalities.models import Municipality

SINCE_WEEKS = 6
SUNDAY, EVENING = 6, 20


def tell(municipality: Municipality, organizations: dict[str, PartnerOrganization], now: datetime) -> None:
    by, last = CommandLine(), last_complete_week(now, municipality.week_cut)
    guards = organizations["Nordvakt"]
    stations = accounts.create_organization(
        name="Sjölandstrafiken", kind=OrganizationKind.OTHER, is_authority=False, municipality=municipality, by=by
    )
    link = _by_link(municipality, guards, "Ordningsvakter i centrum", "ordningsvakter@nordvakt.example", now)
    _by_link(municipality, stations, "Stationsvärdar", "stationsvard@sjolandstrafiken.example", now)
    for week in [week_containing(now, municipality.week_cut), last, *periods_before(last, SINCE_WEEKS - 2)[1::2]]:
        _nothing_to_report(municipality, guards, LinkActor(link), week, now)
    set_rhythm(municipality=municipality, organization=guards, weekday=SUNDAY, hour=EVENING, by=by)
    _holiday(municipality, organizations["Strandskolan"], periods_before(last, SINCE_WEEKS))


def _by_link(
    municipality: Municipality, organization: PartnerOrganization, title: str, email: str, now: datetime
) -> PersonalLink:
    function = accounts.create_function(
        municipality=municipality, organization=organization, title=title, email=email, by=CommandLine()
    )
    link, _token = accounts.issue_link(
        function=function, municipality=municipality, purpose=LinkPurpose.REPORTER, by=CommandLine()
    )
    _move_back(link, created=now - timedelta(weeks=SINCE_WEEKS))
    return link


def _nothing_to_report(
    municipality: Municipality, organization: PartnerOrganization, by: LinkActor, week: Period, now: datetime
) -> None:
    nil = incidents.send_nil_report(municipality=municipality, organization=organization, period_id=week.id, by=by)
    _start, end = bounds(week, municipality.week_cut)
    _move_back(nil, reported=min(end - timedelta(hours=12), now))


def _holiday(municipality: Municipality, school: PartnerOrganization, weeks: tuple[Period, ...]) -> None:
    """The latest week in which the school was silent was its autumn break."""
    units = {unit.organization_id: unit.weeks for unit in units_by_week(municipality, weeks)}
    silent = [cell.period for cell in units[school.pk] if cell.word == Word.SILENT]
    for week in silent[-1:]:
        add_pause(
            municipality=municipality, organization=school, first_day=week.start,
            last_day=week.start + timedelta(days=4), label="Höstlov", by=CommandLine(),
        )  # fmt: skip


def _move_back(row: Any, **moments: datetime) -> None:
    type(row).unscoped.filter(pk=row.pk).update(**moments)
