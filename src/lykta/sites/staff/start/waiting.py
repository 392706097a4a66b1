"""What waits for me, most pressing first. One line each, with the one place to go."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.airlocks.intake.enums import IntakeChannel
from lykta.airlocks.intake.enums import Permission as Intake
from lykta.airlocks.intake.queries import unhandled_submissions
from lykta.airlocks.publishing.models import Proposal
from lykta.airlocks.publishing.queries import waiting_proposals
from lykta.airlocks.publishing.rules import kind_of
from lykta.base.kernel.swedish_time import day_label, moment_label, week_label
from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.enums import Permission as Causes
from lykta.cycle.promises.enums import Permission as Promises
from lykta.cycle.situation_reports.enums import Permission as Reports
from lykta.cycle.situation_reports.enums import State
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.quarantine import number_held_back
from lykta.ground.accounts.rules import may_second
from lykta.sites.staff.start.facts import SHOWN, MyWeek


@dataclass(frozen=True)
class Waiting:
    text: str
    url: str
    detail: str = ""
    is_late: bool = False
    key: str = ""  # a key on the keyboard


def waiting_for(week: MyWeek, gap_count: int) -> list[Waiting]:
    return [
        *_questions(week),
        *_review(week),
        *_held(week),
        *_residents(week),
        *_report(week),
        *_proposals(week),
        *_own_actions(week),
        *_late_actions(week),
        *_gaps(week, gap_count),
    ]


def _url(week: MyWeek, name: str, *parts: str) -> str:
    return reverse(f"staff:{name}", args=[week.municipality.slug, *parts])


def _questions(week: MyWeek) -> list[Waiting]:
    return [
        Waiting(
            _("Answer a question about your report: %(what)s") % {"what": _what(row)},
            _url(week, "answer_question", row.public_id),
            row.review_note,
        )
        for row in week.questions
    ]


def _what(row: Incident) -> str:
    where = row.place.name if row.place else row.place_text
    return ", ".join(part for part in (str(row.category), where) if part)


def _review(week: MyWeek) -> list[Waiting]:
    n = week.facts.waiting
    if not n:
        return []
    oldest = moment_label(week.waiting_times[0], year=False)
    return [
        Waiting(
            ngettext("Review %(n)d report", "Review %(n)d reports", n) % {"n": n},
            _url(week, "review"),
            _("The oldest came %(when)s.") % {"when": oldest},
            key="g",
        )
    ]


def _held(week: MyWeek) -> list[Waiting]:
    n = number_held_back(week.municipality) if week.may(Incidents.HANDLE_QUARANTINE) else 0
    if not n:
        return []
    text = ngettext("Look at %(n)d report that is held back", "Look at %(n)d reports that are held back", n) % {"n": n}
    return [Waiting(text, _url(week, "quarantine"), _("It may point out a person, and counts nowhere until then."))]


def _residents(week: MyWeek) -> list[Waiting]:
    """What other systems deliver is taken in by itself; what residents tell waits for a person."""
    if not week.may(Intake.HANDLE):
        return []
    n = unhandled_submissions(week.municipality).filter(channel=IntakeChannel.RESIDENT).count()
    if not n:
        return []
    text = ngettext("Read what %(n)d resident has told", "Read what %(n)d residents have told", n) % {"n": n}
    return [Waiting(text, _url(week, "residents"))]


def _report(week: MyWeek) -> list[Waiting]:
    """The newest lägesbild that this person can take one step further."""
    report = week.latest_report
    if report is None or report.state == State.ADOPTED:
        return []
    url, values = _url(week, "situation_report", report.period_id), {"week": week_label(report.period)}
    if report.state == State.DRAFT and week.may(Reports.EDIT):
        return [Waiting(_("Read the draft for %(week)s and propose it") % values, url, key="l")]
    if week.may_adopt(report):
        proposed = _("Proposed by %(who)s.") % {"who": report.proposed_by_name}
        return [Waiting(_("Adopt the situation report for %(week)s") % values, url, proposed, key="l")]
    return []


def _proposals(week: MyWeek) -> list[Waiting]:
    if not (week.may(Promises.RELEASE) or week.may(Reports.RELEASE)):
        return []
    rows = [row for row in waiting_proposals(week.municipality) if week.may(kind_of(row).release_permission)]
    firsts = {row.proposed_by_id_text for row in rows}
    allowed = {first for first in firsts if may_second(week.by, first)}
    return [_proposal(week, row) for row in rows if row.proposed_by_id_text in allowed][:SHOWN]


def _proposal(week: MyWeek, row: Proposal) -> Waiting:
    return Waiting(
        _("Read and answer as the second person: %(title)s") % {"title": row.title},
        _url(week, "proposal", row.public_id),
        _("Proposed by %(who)s.") % {"who": row.proposed_by_name},
    )


def _own_actions(week: MyWeek) -> list[Waiting]:
    return [_action(week, row) for row in week.own_actions[:SHOWN]]


def _action(week: MyWeek, row: Action) -> Waiting:
    due = _("due by %(day)s") % {"day": day_label(row.due, year=True)} if row.due else _("no day is set")
    return Waiting(
        row.title,
        _url(week, "action", row.public_id),
        f"{row.get_state_display()}, {due}",
        is_late=row.is_late,
    )


def _late_actions(week: MyWeek) -> list[Waiting]:
    """Of others: for those who keep the plan together."""
    if not week.may(Actions.EDIT):
        return []
    own = {row.pk for row in week.own_actions}
    rows = [row for row in week.late_actions if row.pk not in own]
    if not rows:
        return []
    text = ngettext("Ask about %(n)d late action", "Ask about %(n)d late actions", len(rows)) % {"n": len(rows)}
    titles = "; ".join(row.title for row in rows[:3]) + (" …" if len(rows) > 3 else "")
    return [Waiting(text, _url(week, "actions") + "?sena=1", titles, is_late=True)]


def _gaps(week: MyWeek, count: int) -> list[Waiting]:
    if not count or not week.may(Causes.EDIT) or not week.may(Actions.EDIT):
        return []
    return [
        Waiting(
            ngettext("%(n)d gap in the chain", "%(n)d gaps in the chain", count) % {"n": count},
            _url(week, "problems"),
            _("Causes, actions, owners, days, goals or follow-ups that are missing."),
        )
    ]
