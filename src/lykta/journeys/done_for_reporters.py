"""What became of one's own reports: per place and kind, with the actions that were decided about it.

Only what a reporter may read: number, category, place, state and the reviewer's line; of an action its title, state
and day, as the reporters' version of a lägesbild has them, and who answers for it where the reader's organisation is
an authority. Never the text of a report, never a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from lykta.base.kernel.periods import Period, bounds
from lykta.cycle.action_plans.enums import OPEN_STATES, ActionState
from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.queries import actions_of
from lykta.cycle.action_plans.table import responsible_names
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.evidence.models import Reference
from lykta.facts.evidence.queries import top_codes
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident, IncidentQuerySet, NilReport
from lykta.ground.accounts.expected_reporters import reporter_key
from lykta.ground.municipalities.models import Municipality

DONE_LATELY = timedelta(days=60)  # what was finished long ago is no answer to this week's report


@dataclass(frozen=True)
class DecidedAction:
    """`day`: when it was done, else when it is due. `responsible` is empty for those who may not read it."""

    title: str
    state: str  # ActionState
    is_late: bool
    day: date | None
    responsible: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnReport:
    number: int
    public_id: str
    state: str  # incidents.State
    is_merged: bool
    line: str  # what the reviewer wrote to the reporter


@dataclass(frozen=True)
class Matter:
    """One's own reports of one kind at one place, and what was decided about it."""

    category: str
    place: str  # "" where the report has none
    reports: tuple[OwnReport, ...]
    actions: tuple[DecidedAction, ...]

    @property
    def counts(self) -> bool:
        """Some of it is, or may come to be, part of the picture."""
        return any(report.state not in (State.OUT_OF_SCOPE, State.WITHDRAWN) for report in self.reports)


@dataclass(frozen=True)
class WeekDone:
    """`reports`, `named`, `reporters` are everybody's: all, those of a reporter, and how many those are."""

    period: Period
    adopted: datetime
    reports: int
    named: int
    reporters: int
    has_sent_nil: bool
    matters: tuple[Matter, ...]

    @property
    def own(self) -> int:
        return sum(len(matter.reports) for matter in self.matters)


class Done:
    """What the reports of one adopted lägesbild led to, read once for all its reporters."""

    def __init__(self, report: SituationReport) -> None:
        self.report, self.municipality, self.period = report, report.municipality, report.period
        start, end = bounds(self.period, report.week_cut)
        rows: IncidentQuerySet = Incident.objects.for_municipality(self.municipality)
        rows = rows.filter(reported__gte=start, reported__lt=end).exclude(state=State.WITHDRAWN)
        self.incidents: dict[int, list[Incident]] = defaultdict(list)
        self.came_in, senders = 0, list[int]()
        for row in rows.defer("text").select_related("category", "place", "area", "merged_into").order_by("number"):
            key = reporter_key(row.reported_by_id, row.function_id)
            is_counted = row.state != State.QUARANTINED
            self.came_in += is_counted
            if key is not None:
                self.incidents[key].append(row)
                senders += [key] * is_counted
        self.named, self.reporters = len(senders), len(set(senders))
        nil = NilReport.objects.for_municipality(self.municipality).filter(period_id=self.period.id)
        keys = (reporter_key(*each) for each in nil.values_list("reported_by_id", "function_id"))
        self.with_nil = {key for key in keys if key is not None}
        self.actions = _Actions(self.municipality)

    @property
    def heard(self) -> set[int]:
        return set(self.incidents) | self.with_nil

    def of(self, key: int, *, is_authority: bool, with_lines: bool = True) -> WeekDone:
        adopted = self.report.adopted or timezone.now()
        matters = tuple(self._matters(self.incidents.get(key, []), is_authority, with_lines))
        came = (self.came_in, self.named, self.reporters)
        return WeekDone(self.period, adopted, *came, key in self.with_nil, matters)

    def _matters(self, incidents: Sequence[Incident], is_authority: bool, with_lines: bool) -> Iterator[Matter]:
        grouped: dict[tuple[int, int | None, int | None], list[Incident]] = defaultdict(list)
        for row in incidents:
            grouped[row.category_id, row.place_id, None if row.place_id else row.area_id].append(row)
        for rows in grouped.values():
            where = rows[0].place or rows[0].area
            yield Matter(
                category=rows[0].category.label,
                place=where.name if where else "",
                reports=tuple(_own_report(row, with_lines) for row in rows),
                actions=tuple(self.actions.about(rows, is_authority=is_authority)),
            )


def _own_report(row: Incident, with_line: bool) -> OwnReport:
    is_told = row.state in (State.REVIEWED, State.RETURNED, State.OUT_OF_SCOPE)
    line = row.review_note if with_line and is_told else ""
    return OwnReport(row.number, row.public_id, row.state, row.merged_into_id is not None, line)


class _Actions:
    """The decided actions of a municipality, and which problems rest on which reports."""

    def __init__(self, municipality: Municipality) -> None:
        self.municipality = municipality
        lately = timezone.localdate() - DONE_LATELY
        decided = Q(state__in=OPEN_STATES - {ActionState.PROPOSED}) | Q(state=ActionState.DONE)
        rows = actions_of(municipality).filter(decided).prefetch_related("statuses")
        self.rows = [row for row in rows if (day := _done_on(row)) is None or day >= lately]
        self.tops = top_codes(municipality)
        self.resting_on = _resting_on(municipality, {row.problem.public_id for row in self.rows})
        self.kinds = self._kinds()

    def about(self, incidents: Sequence[Incident], *, is_authority: bool) -> Iterator[DecidedAction]:
        for action in self.rows:
            if any(self._concerns(action.problem, row) for row in incidents):
                responsible = responsible_names(action) if is_authority else ()
                day = _done_on(action) or action.due
                yield DecidedAction(action.title, action.state, action.is_late, day, responsible)

    def _concerns(self, problem: Problem, incident: Incident) -> bool:
        ids = {incident.public_id, *([incident.merged_into.public_id] if incident.merged_into else [])}
        if not ids.isdisjoint(self.resting_on.get(problem.public_id, ())):
            return True
        if problem.place_id is not None:
            return problem.place_id == incident.place_id
        same_area = problem.area_id is not None and problem.area_id == incident.area_id
        return same_area and self.tops.get(incident.category_id, "") in self.kinds[problem.public_id]

    def _kinds(self) -> dict[str, set[str]]:
        """Problem → top categories of the reports that it rests on."""
        wanted = {each for ids in self.resting_on.values() for each in ids}
        rows = Incident.objects.for_municipality(self.municipality).filter(public_id__in=wanted)
        kind_of = {pid: self.tops.get(category, "") for pid, category in rows.values_list("public_id", "category_id")}
        found: dict[str, set[str]] = defaultdict(set)
        for problem, ids in self.resting_on.items():
            found[problem] = {kind_of[each] for each in ids if each in kind_of}
        return found


def _resting_on(municipality: Municipality, problems: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    rows = Reference.objects.for_municipality(municipality).filter(
        upper_kind=Problem._meta.label_lower, upper_id__in=list(problems), lower_kind=Incident._meta.label_lower
    )
    for upper, lower in rows.values_list("upper_id", "lower_id"):
        found[upper].add(lower)
    return found


def _done_on(action: Action) -> date | None:
    if action.state != ActionState.DONE:
        return None
    days = [row.happened for row in action.statuses.all() if row.state == ActionState.DONE]
    return max(days, default=timezone.localtime(action.state_changed).date())
