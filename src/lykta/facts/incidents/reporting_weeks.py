"""Unit by unit and week by week: reported, nothing to report, silent, on leave. Persons only for this week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.actor import Actor, require
from lykta.base.kernel.periods import Period
from lykta.facts.incidents.enums import NoticeKind, Permission
from lykta.facts.incidents.heard_from import Known
from lykta.facts.incidents.models import ReporterNotice
from lykta.facts.incidents.reporting_pauses import Pauses, pauses_of
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.expected_reporters import (
    ExpectedReporter,
    expected_in_each,
    reporter_key,
    reporters_expected,
)
from lykta.ground.accounts.queries import open_links
from lykta.ground.municipalities.models import Municipality


class Word(models.TextChoices):
    REPORTED = "reported", _("reported")
    NIL = "nil", _("nothing to report")
    SILENT = "silent", _("silent")
    ON_LEAVE = "on_leave", _("on leave")
    NOT_EXPECTED = "not_expected", _("not a reporter yet")


@dataclass(frozen=True)
class UnitWeek:
    """`heard` and `expected` are reporters; `reports` came during the week or are about it."""

    period: Period
    word: Word
    reports: int
    heard: int
    expected: int


@dataclass(frozen=True)
class Unit:
    organization_id: int
    name: str
    weeks: tuple[UnitWeek, ...]  # in the order of the periods asked for


@dataclass(frozen=True)
class SilentReporter:
    reporter: ExpectedReporter
    reminded: datetime | None


def units_by_week(municipality: Municipality, weeks: Sequence[Period], as_of: datetime | None = None) -> list[Unit]:
    """Every organisation that was expected in one of the weeks, by name."""
    known, pauses = Known(municipality, as_of or timezone.now()), pauses_of(municipality)
    expected = expected_in_each(municipality, [(week.start, week.end) for week in weeks])
    names = {each.organization_id: each.organization for of_week in expected for each in of_week}
    cells: dict[int, list[UnitWeek]] = {pk: [] for pk in names}
    for week, of_week in zip(weeks, expected, strict=True):
        asked = _Week(known, pauses, week, of_week)
        for pk, row in cells.items():
            row.append(asked.of(pk))
    return [Unit(pk, names[pk], tuple(cells[pk])) for pk in sorted(names, key=lambda pk: (names[pk].casefold(), pk))]


class _Week:
    def __init__(self, known: Known, pauses: Pauses, week: Period, expected: Sequence[ExpectedReporter]) -> None:
        self.week, self.pauses, self.expected = week, pauses, expected
        self.heard = known.heard_in(week)
        self.reports = known.reports_of_organizations(week)
        self.with_nil = known.organizations_with_nil(week)

    def of(self, organization_id: int) -> UnitWeek:
        own = [each for each in self.expected if each.organization_id == organization_id]
        heard = sum(each.is_among(self.heard) for each in own)
        reports = self.reports.get(organization_id, 0)
        return UnitWeek(self.week, self._word(organization_id, heard, len(own), reports), reports, heard, len(own))

    def _word(self, organization_id: int, heard: int, expected: int, reports: int) -> Word:
        if reports:
            return Word.REPORTED
        if organization_id in self.with_nil:
            return Word.NIL
        if heard:  # by a report that the person made for somebody else
            return Word.REPORTED
        if not expected:
            return Word.NOT_EXPECTED
        return Word.ON_LEAVE if self.pauses.is_on_leave(organization_id, self.week) else Word.SILENT


def silent_reporters(
    *, municipality: Municipality, week: Period, by: Actor, now: datetime | None = None
) -> list[SilentReporter]:
    """Those who report today, were not heard from this week, and are not away today."""
    require(by, Permission.REMIND, municipality)
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    heard, pauses = Known(municipality, moment).heard_in(week), pauses_of(municipality)
    linked = set(open_links(municipality).filter(purpose=LinkPurpose.REPORTER).values_list("function_id", flat=True))
    reminded = reminders_of(municipality, week)
    return [
        SilentReporter(each, reminded.get(each.key))
        for each in reporters_expected(municipality, today, today + timedelta(days=1))
        if not each.is_among(heard)
        and not pauses.covers(each.organization_id, today)
        and (each.function_id is None or each.function_id in linked)
    ]


def reminders_of(municipality: Municipality, week: Period) -> dict[int, datetime]:
    """Key of the reporter → when the reminder of that week was written."""
    rows = ReporterNotice.objects.for_municipality(municipality).filter(kind=NoticeKind.REMINDER, period_id=week.id)
    values = rows.values_list("account_id", "function_id", "sent")
    return {key: sent for account, function, sent in values if (key := reporter_key(account, function)) is not None}
