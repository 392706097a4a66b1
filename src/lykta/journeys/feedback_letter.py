"""The mail that says what became of the reports. Plain text, plain words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.swedish_text import joined, number_word
from lykta.base.kernel.swedish_time import day_label, week_label
from lykta.cycle.action_plans.enums import ActionState
from lykta.facts.incidents.enums import State
from lykta.ground.municipalities.models import Municipality
from lykta.journeys.done_for_reporters import DecidedAction, Matter, OwnReport, WeekDone

MOST_MATTERS = 15
MOST_ACTIONS = 8


def letter(municipality: Municipality, week: WeekDone, *, by_link: bool) -> tuple[str, str]:
    values = {"week": week_label(week.period), "where": municipality.name}
    shown = week.matters[:MOST_MATTERS]
    parts = [
        _("Hello,"),
        " ".join([_("The situation report for %(week)s has been adopted.") % values, *came_in(week)]),
        own_part(week),
        *map(matter_part, shown),
        _left_out(len(week.matters) - len(shown)),
        _where_to_read(municipality, by_link=by_link),
        _("Thank you for reporting!"),
        municipality.contact_title or municipality.name,
    ]
    return _("What was done: %(week)s (%(where)s)") % values, "\n\n".join(part for part in parts if part)


def came_in(week: WeekDone) -> list[str]:
    """Everybody's reports. Where files and other systems brought some, those of people are told apart."""
    if week.reports == 0:
        return [] if week.own else [_("No reports came in during the week.")]
    values = {"n": number_word(week.reports), "named": number_word(week.named), "reporters": _reporters(week)}
    if week.named == 0:
        text = ngettext("%(n)s report came in.", "%(n)s reports came in.", week.reports)
    elif week.named < week.reports:
        text = _("%(n)s reports came in, %(named)s of them from %(reporters)s.")
    else:
        text = ngettext(
            "%(n)s report came in from %(reporters)s.", "%(n)s reports came in from %(reporters)s.", week.reports
        )
    return [_sentence(text % values)]


def own_part(week: WeekDone) -> str:
    if week.own == 0:
        return _nil() if week.has_sent_nil else ""
    text = ngettext(
        "You sent %(n)s report. This is what became of it:",
        "You sent %(n)s reports. This is what became of them:",
        week.own,
    )
    return text % {"n": number_word(week.own)}


def _nil() -> str:
    return _("You told us that there was nothing to report. That matters just as much: then we know that it was calm.")


def matter_part(matter: Matter) -> str:
    lines = [f"{matter.category}, {matter.place}" if matter.place else matter.category]
    lines += [f"  {_report(report)}" for report in matter.reports]
    if matter.actions:
        lines.append("  " + _("This has been decided:"))
        lines += [f"  – {action_line(action)}" for action in matter.actions[:MOST_ACTIONS]]
    elif matter.counts:
        lines.append("  " + nothing_decided(matter))
    return "\n".join(lines)


def nothing_decided(matter: Matter) -> str:
    return _("Nothing has been decided for that place yet.") if matter.place else _("Nothing has been decided yet.")


def report_status(report: OwnReport) -> str:
    if report.state == State.REVIEWED and report.is_merged:
        return _("reviewed. Others have reported the same event, and it is counted once.")
    return {
        State.REVIEWED: _("reviewed, and counted in the situation report."),
        State.REPORTED: _("waits for review."),
        State.RETURNED: _("we have a question for you."),
        State.OUT_OF_SCOPE: _("belongs elsewhere, and is not counted."),
        State.QUARANTINED: _("is held back until the coordinator has seen to it that nobody is pointed out."),
        State.WITHDRAWN: _("withdrawn by you."),
    }[State(report.state)]


def _report(report: OwnReport) -> str:
    text = _("Report %(number)d: %(status)s") % {"number": report.number, "status": report_status(report)}
    return text + " " + _("The coordinator writes: %(line)s") % {"line": report.line} if report.line else text


def action_line(action: DecidedAction) -> str:
    text = f"{action.title}: {action_state(action)}."
    if action.responsible:
        text += " " + _("Responsible: %(who)s.") % {"who": joined(action.responsible)}
    return text


def action_state(action: DecidedAction) -> str:
    """ "klar tisdag 3 november 2026", "pågår, ska vara klar …", "försenad, skulle ha varit klar …" """
    values = {"day": day_label(action.day, year=True) if action.day else ""}
    if action.state == ActionState.DONE:
        return _("done on %(day)s") % values
    if action.is_late:
        return _("late, was to be done by %(day)s") % values
    word = _("in progress") if action.state == ActionState.IN_PROGRESS else _("planned")
    return _("%(word)s, to be done by %(day)s") % {"word": word, **values} if action.day else word


def _left_out(n: int) -> str:
    if n <= 0:
        return ""
    text = ngettext(
        "%(n)s more place or kind is not in this message.", "%(n)s more places or kinds are not in this message.", n
    )
    return _sentence(text % {"n": number_word(n, "neuter")})


def _where_to_read(municipality: Municipality, *, by_link: bool) -> str:
    if by_link:
        return _("Open your personal link to see your reports.")
    address = f"{settings.BASE_URL.rstrip('/')}/arbete/{municipality.slug}/mina-rapporter/"
    return _("All your reports:\n%(address)s") % {"address": address}


def _reporters(week: WeekDone) -> str:
    return ngettext("%(n)s reporter", "%(n)s reporters", week.reporters) % {"n": number_word(week.reporters)}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
