"""The first sentence of the day. Each clause has its condition; none says more than its number can bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.local_time import to_local
from lykta.base.kernel.swedish_text import joined
from lykta.base.kernel.swedish_time import WEEKDAYS
from lykta.cycle.situation_reports.enums import State

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReportNow:
    """The lägesbild of the week that has ended: its week in words, and its state; None where it is not drafted."""

    week: str
    state: str | None
    may_adopt: bool = False


@dataclass(frozen=True)
class Facts:
    """None: not for this person to know, or not theirs to do. Nought is a number."""

    since: str = ""
    reports: int | None = None
    waiting: int | None = None
    own_reports: int | None = None
    has_sent_nil: bool = False
    questions: int = 0
    report: ReportNow | None = None
    own_actions: int | None = None
    own_late: int = 0
    promises: int | None = None
    late: int | None = None
    people: int | None = None


def counted_since(start: datetime, now: datetime) -> tuple[bool, str]:
    """Whether to count the week that has just ended, and from when in words: "måndag", "förra måndagen".

    On the first day of a week the week before is what people mean; "since Monday" would be since this morning.
    """
    weekday = WEEKDAYS["sv"][to_local(start).weekday()]
    if now - start < A_DAY:
        return True, _("last %(weekday)s") % {"weekday": weekday}
    return False, weekday


def opening(facts: Facts) -> str:
    """One sentence with a capital and a full stop; empty when there is nothing to say."""
    clauses = [
        *_reports(facts),
        *_own_reports(facts),
        *_report(facts),
        *_own_actions(facts),
        *_promises(facts),
        *_people(facts),
    ]
    text = ", ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _reports(facts: Facts) -> list[str]:
    if facts.reports is None:
        return []
    when = {"when": facts.since}
    clauses = [_("no reports since %(when)s") % when]
    if facts.reports:
        clauses = [
            ngettext("%(n)d report since %(when)s", "%(n)d reports since %(when)s", facts.reports)
            % {**when, "n": facts.reports}
        ]
    if facts.waiting:
        words = ngettext("%(n)d is waiting for you", "%(n)d are waiting for you", facts.waiting)
        clauses.append(words % {"n": facts.waiting})
    elif facts.waiting == 0 and facts.reports:
        clauses.append(_("none is waiting for you"))
    return clauses


def _own_reports(facts: Facts) -> list[str]:
    if facts.own_reports is None:
        return []
    return [_own_reports_clause(facts), *_questions(facts)]


def _own_reports_clause(facts: Facts) -> str:
    n, values = facts.own_reports, {"n": facts.own_reports, "when": facts.since}
    if n:
        words = ngettext("you have reported once since %(when)s", "you have reported %(n)d times since %(when)s", n)
        return words % values
    if facts.has_sent_nil:
        return _("you have told us that there is nothing to report")
    return _("you have not reported anything since %(when)s") % values


def _questions(facts: Facts) -> list[str]:
    if not facts.questions:
        return []
    words = ngettext(
        "the coordinator has a question for you", "the coordinator has %(n)d questions for you", facts.questions
    )
    return [words % {"n": facts.questions}]


def _report(facts: Facts) -> list[str]:
    if facts.report is None:
        return []
    week = {"week": facts.report.week}
    if facts.report.state == State.ADOPTED:
        return [_("the situation report for %(week)s is adopted") % week]
    if facts.report.state == State.PROPOSED and facts.report.may_adopt:
        return [_("the situation report for %(week)s is waiting for you to adopt it") % week]
    if facts.report.state == State.PROPOSED:
        return [_("the situation report for %(week)s is proposed for adoption") % week]
    if facts.report.state == State.DRAFT:
        return [_("the draft for %(week)s is ready to read") % week]
    return [_("the draft for %(week)s has not been made yet") % week]


def _own_actions(facts: Facts) -> list[str]:
    if facts.own_actions is None:
        return []
    if not facts.own_actions:
        return [_("you have no open actions")]
    words = ngettext("you answer for %(n)d action", "you answer for %(n)d actions", facts.own_actions)
    return [words % {"n": facts.own_actions}, *_late(facts.own_late)]


def _promises(facts: Facts) -> list[str]:
    """For those who follow the work: what is promised and what is late, said together."""
    said, n = [], facts.promises
    if n == 0:
        said.append(_("no promise to the residents is in progress"))
    elif n is not None:
        words = ngettext("%(n)d promise is in progress", "%(n)d promises are in progress", n)
        said.append(words % {"n": n})
    if facts.late:
        words = ngettext("%(n)d action is late", "%(n)d actions are late", facts.late)
        said.append(words % {"n": facts.late})
    return [joined(said, _("and"))] if said else []


def _late(n: int) -> list[str]:
    return [ngettext("%(n)d of them is late", "%(n)d of them are late", n) % {"n": n}] if n else []


def _people(facts: Facts) -> list[str]:
    if facts.people is None:
        return []
    words = ngettext("%(n)d person has access here", "%(n)d people have access here", facts.people)
    return [words % {"n": facts.people}]
