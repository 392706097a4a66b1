"""What the first page knows about this person's week, each thing asked once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from lykta.base.kernel.periods import Period, bounds, last_complete_week, previous, week_containing
from lykta.base.kernel.swedish_time import week_label
from lykta.cycle.action_plans.enums import OPEN_STATES
from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.action_plans.models import Action
from lykta.cycle.promises.enums import Permission as Promises
from lykta.cycle.promises.enums import PromiseState
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.situation_reports import queries as situation_reports
from lykta.cycle.situation_reports.enums import Permission as Reports
from lykta.cycle.situation_reports.enums import State as ReportState
from lykta.cycle.situation_reports.models import ReportSection, SituationReport
from lykta.cycle.situation_reports.rules import may_see_drafts
from lykta.facts.incidents import queries as incidents
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, NilReport
from lykta.facts.incidents.queries import ReportingRate
from lykta.ground.accounts.enums import Permission as Accounts
from lykta.ground.accounts.models import Account
from lykta.ground.accounts.queries import functions_of_account, grants_in_force
from lykta.ground.accounts.rules import may_second
from lykta.ground.municipalities.models import Municipality
from lykta.sites.staff.start.sentence import Facts, ReportNow, counted_since

SHOWN = 5


@dataclass
class MyWeek:
    by: Account
    municipality: Municipality
    now: datetime

    def may(self, permission: str) -> bool:
        return self.by.may(permission, self.municipality)

    @cached_property
    def facts(self) -> Facts:
        return Facts(
            since=self._span[1],
            reports=self._reports_in() if self.may(Incidents.SEE_ALL) else None,
            waiting=len(self.waiting_times) if self.may(Incidents.REVIEW) else None,
            own_reports=self._own_reports_in() if self.only_reports else None,
            has_sent_nil=self.only_reports and self._has_sent_nil(),
            questions=len(self.questions),
            report=self.report_now,
            own_actions=len(self.own_actions) if self.owns_actions else None,
            own_late=sum(row.is_late for row in self.own_actions),
            promises=len(self.promises) if self.follows else None,
            late=len(self.late_actions) if self.follows else None,
            people=self._people() if self.may(Accounts.MANAGE) else None,
        )

    # Reports
    @property
    def only_reports(self) -> bool:
        return self.may(Incidents.REPORT) and not self.may(Incidents.SEE_ALL)

    @cached_property
    def _span(self) -> tuple[Period, str]:
        week = week_containing(self.now, self.municipality.week_cut)
        just_begun, words = counted_since(bounds(week, self.municipality.week_cut)[0], self.now)
        return (previous(week) if just_begun else week), words

    @property
    def week(self) -> Period:
        """The one the counts are about."""
        return self._span[0]

    def _reports_in(self) -> int:
        rows = Incident.objects.for_municipality(self.municipality).exclude(state=State.WITHDRAWN)
        return int(rows.filter(reported__gte=self._start).count())

    def _own_reports_in(self) -> int:
        return int(self._own.exclude(state=State.WITHDRAWN).filter(reported__gte=self._start).count())

    @property
    def _start(self) -> datetime:
        return bounds(self.week, self.municipality.week_cut)[0]

    @property
    def _own(self) -> QuerySet[Incident]:
        return Incident.objects.for_municipality(self.municipality).filter(reported_by=self.by)

    def _has_sent_nil(self) -> bool:
        rows = NilReport.objects.for_municipality(self.municipality)
        return bool(rows.filter(reported_by=self.by, period_id=self.week.id).exists())

    @cached_property
    def questions(self) -> list[Incident]:
        if not self.may(Incidents.REPORT):
            return []
        return list(self._own.filter(state=State.RETURNED).select_related("category", "place")[:SHOWN])

    @cached_property
    def own_latest(self) -> list[Incident]:
        return list(self._own.select_related("category", "place").order_by("-reported")[:SHOWN])

    @cached_property
    def waiting_times(self) -> list[datetime]:
        return list(incidents.waiting_for_review(self.by, self.municipality).values_list("reported", flat=True))

    @cached_property
    def rate(self) -> ReportingRate | None:
        """Stands beside the count: more reports often means more reporters."""
        if not self.may(Incidents.SEE_ALL):
            return None
        rate = incidents.reporting_rate(self.municipality, self.week)
        return rate if rate.expected else None

    # The lägesbild
    @cached_property
    def _visible(self) -> list[int]:
        return situation_reports.newest_period_first(situation_reports.reports_visible_to(self.by, self.municipality))

    @cached_property
    def latest_report(self) -> SituationReport | None:
        if not self._visible:
            return None
        rows = SituationReport.objects.for_municipality(self.municipality).filter(pk=self._visible[0])
        sections = Prefetch("sections", ReportSection.unscoped.order_by("position", "id"))
        return rows.select_related("municipality").prefetch_related(sections).first()

    @cached_property
    def report_now(self) -> ReportNow | None:
        """Those who write drafts hear of last week's, made or not; others of the latest that was adopted."""
        if self.may(Reports.SEE_INTERNAL) and may_see_drafts(self.by, self.municipality):
            ended = last_complete_week(self.now, self.municipality.week_cut)
            report = self.latest_report if self.latest_report and self.latest_report.period_id == ended.id else None
            if report is None:
                report = self._report_of(ended)
            return ReportNow(week_label(ended), report.state if report else None, self.may_adopt(report))
        if self.latest_report is None:
            return None
        return ReportNow(week_label(self.latest_report.period), self.latest_report.state)

    def _report_of(self, period: Period) -> SituationReport | None:
        rows = SituationReport.objects.for_municipality(self.municipality)
        found: SituationReport | None = rows.filter(period_id=period.id).first()
        return found

    def may_adopt(self, report: SituationReport | None) -> bool:
        if report is None or report.state != ReportState.PROPOSED or not self.may(Reports.ADOPT):
            return False
        return may_second(self.by, report.proposed_by_id_text)

    # Actions and promises
    @property
    def owns_actions(self) -> bool:
        """Those who keep the whole plan have its list; the others are told what is theirs."""
        return self.may(Actions.SEE_OWN) and not self.may(Actions.EDIT)

    @cached_property
    def own_actions(self) -> list[Action]:
        if not self.may(Actions.SEE_OWN):
            return []
        functions = functions_of_account(self.by, self.municipality)
        rows = self._open_actions.filter(responsibles__function__in=functions).distinct()
        return sorted(rows, key=lambda row: (row.due is None, row.due or timezone.localdate(), row.number))

    @cached_property
    def late_actions(self) -> list[Action]:
        if not self.may(Actions.SEE):
            return []
        return list(self._open_actions.filter(due__lt=timezone.localdate()).order_by("due", "number"))

    @property
    def _open_actions(self) -> QuerySet[Action]:
        rows = Action.objects.for_municipality(self.municipality).filter(state__in=OPEN_STATES)
        return rows.select_related("problem")

    @property
    def follows(self) -> bool:
        """Answers for the work without doing it: reads what is adopted, the promises and what is late."""
        return self.may(Promises.SEE) and not may_see_drafts(self.by, self.municipality)

    @cached_property
    def promises(self) -> list[CitizenPromise]:
        rows = CitizenPromise.objects.for_municipality(self.municipality).filter(state=PromiseState.ONGOING)
        return list(rows.prefetch_related("points"))

    def _people(self) -> int:
        return int(grants_in_force(self.municipality).order_by().values("account").distinct().count())
