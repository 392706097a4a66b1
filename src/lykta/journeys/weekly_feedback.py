"""After the weekly meeting each reporter hears what came of it: one mail per person and adopted lägesbild."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone, translation

from lykta.base.kernel.scope import ScopedQuerySet
from lykta.cycle.situation_reports.enums import State as ReportState
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.incidents.enums import NoticeKind, Permission
from lykta.facts.incidents.models import ReporterNotice
from lykta.facts.incidents.reminder_operations import send_feedback
from lykta.ground.accounts.actors import CommandLine, LinkActor
from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.expected_reporters import link_key, reporter_key
from lykta.ground.accounts.models import Account, Function, PartnerOrganization
from lykta.ground.accounts.queries import open_links
from lykta.ground.municipalities.models import Municipality
from lykta.journeys.done_for_reporters import DecidedAction, Done, Matter, OwnReport, WeekDone
from lykta.journeys.feedback_letter import letter

__all__ = ["DecidedAction", "Matter", "OwnReport", "WeekDone", "send_weekly_feedback", "what_was_done"]

log = logging.getLogger("lykta.worker")
TOLD_WITHIN = timedelta(days=14)  # an answer that comes later answers nothing
SHOWN_WEEKS = 4
LANGUAGE = "sv"


def send_weekly_feedback(now: datetime | None = None, *, since: datetime | None = None) -> int:
    """How many were told. `since`: lägesbilder adopted earlier tell nobody; by default, since this was installed."""
    moment, sent = now or timezone.now(), 0
    first = max(moment - TOLD_WITHIN, since or _installed() or moment)
    for municipality in Municipality.objects.all():
        try:
            sent += sum(_tell(report) for report in _adopted(municipality).filter(adopted__gte=first))
        except Exception:  # one municipality's trouble may not keep its neighbours from being told
            log.exception("the feedback of municipality %s failed and is tried again", municipality.code)
    return sent


def what_was_done(by: Account | LinkActor, municipality: Municipality, *, most: int = SHOWN_WEEKS) -> list[WeekDone]:
    """The latest adopted weeks in which this reporter was heard from, newest first. By link without free text."""
    if isinstance(by, LinkActor):
        key, is_authority = link_key(by.link.function_id), False
    else:
        key, is_authority = by.pk, _is_of_authority(by, municipality)
    weeks: list[WeekDone] = []
    for report in _adopted(municipality)[: 2 * most]:
        done = Done(report)
        if key in done.heard and len(weeks) < most:
            weeks.append(done.of(key, is_authority=is_authority, with_lines=not isinstance(by, LinkActor)))
    return weeks


def _adopted(municipality: Municipality) -> ScopedQuerySet:
    """Of a week or some weeks, newest first: `2026-W47`, `2026-W46..W47`."""
    rows = SituationReport.objects.for_municipality(municipality).filter(state=ReportState.ADOPTED)
    newest: ScopedQuerySet = rows.filter(period_id__contains="-W").order_by("-adopted", "-pk")
    return newest.select_related("municipality")


@lru_cache(maxsize=1)
def _installed() -> datetime | None:
    """When this part came to the installation: what was adopted before nobody expects to hear about."""
    migrations = MigrationRecorder.Migration.objects  # type: ignore[attr-defined]
    found = migrations.filter(app="incidents", name="0002_est_reporting").values_list("applied", flat=True)
    applied: datetime | None = found.first()
    return applied


def _tell(report: SituationReport) -> int:
    done = Done(report)
    left = done.heard - _told(report)
    accounts = Account.objects.filter(pk__in=[key for key in left if key > 0], is_active=True)
    sent = sum(_tell_account(done, account) for account in accounts)
    return sent + sum(_tell_function(done, row) for row in _functions(report.municipality) if link_key(row.pk) in left)


def _told(report: SituationReport) -> set[int | None]:
    notices = ReporterNotice.objects.for_municipality(report.municipality)
    rows = notices.filter(kind=NoticeKind.FEEDBACK, period_id=report.period_id)
    return {reporter_key(*each) for each in rows.values_list("account_id", "function_id")}


def _functions(municipality: Municipality) -> list[Function]:
    """Those whose link is open still, each once."""
    links = open_links(municipality).filter(purpose=LinkPurpose.REPORTER)
    return list({link.function_id: link.function for link in links}.values())


def _tell_account(done: Done, account: Account) -> bool:
    """Not who has left, and not the reviewer, who made the lägesbild."""
    if not account.may(Permission.REPORT, done.municipality) or account.may(Permission.REVIEW, done.municipality):
        return False
    week = done.of(account.pk, is_authority=_is_of_authority(account, done.municipality))
    with translation.override(LANGUAGE):
        subject, body = letter(done.municipality, week, by_link=False)
    return send_feedback(
        municipality=done.municipality, period_id=done.report.period_id, account=account, subject=subject, body=body,
        by=CommandLine(),
    )  # fmt: skip


def _tell_function(done: Done, function: Function) -> bool:
    week = done.of(link_key(function.pk), is_authority=_is_authority(function.organization))
    with translation.override(LANGUAGE):
        subject, body = letter(done.municipality, week, by_link=True)
    return send_feedback(
        municipality=done.municipality, period_id=done.report.period_id, function=function, subject=subject, body=body,
        by=CommandLine(),
    )  # fmt: skip


def _is_of_authority(account: Account, municipality: Municipality) -> bool:
    return any(_is_authority(grant.function.organization) for grant in account.grants_in(municipality))


def _is_authority(organization: PartnerOrganization) -> bool:
    has_ended = organization.valid_to is not None and organization.valid_to < timezone.localdate()
    return organization.is_authority and not has_ended
