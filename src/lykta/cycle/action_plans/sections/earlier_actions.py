"""Section 100: how it went with what was decided before: done, partly, late, called off."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from lykta.base.documents.tree import Column, Table, text_table
from lykta.base.kernel.periods import Period, bounds
from lykta.base.kernel.swedish_text import joined
from lykta.cycle.action_plans.progress import Outcome, Progress, progress_of
from lykta.cycle.action_plans.queries import actions_of
from lykta.cycle.action_plans.sections.wording import day, listed
from lykta.cycle.action_plans.table import responsible_names
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest

ORDER = [Outcome.LATE, Outcome.PARTLY, Outcome.DONE, Outcome.CANCELLED, Outcome.ONGOING]


def build(request: SectionRequest) -> SectionContent:
    rows = _earlier(request)
    numbers = _numbers(request, rows)
    if not rows:
        return SectionContent(prose=_("There is nothing to tell about earlier actions."), numbers=numbers)
    table = _table(rows, request)
    return SectionContent(prose=_prose(rows, request.period), facts=(table,), numbers=numbers)


def _earlier(request: SectionRequest) -> list[Progress]:
    """Decided before the period; late ones always, others when something happened or became known."""
    start, _end = bounds(request.period, request.municipality.week_cut)
    actions = actions_of(request.municipality).prefetch_related("statuses")
    cut = request.municipality.week_cut
    rows = [
        progress_of(action, request.period, cut, request.as_of)
        for action in actions.filter(created__lt=min(start, request.as_of))
    ]
    return sorted((r for r in rows if r.is_news and r.outcome in ORDER), key=lambda r: ORDER.index(r.outcome))


def words(outcome: Outcome) -> str:
    return {
        Outcome.DONE: _("Done"),
        Outcome.PARTLY: _("Partly"),
        Outcome.LATE: _("Late"),
        Outcome.ONGOING: _("In progress"),
        Outcome.WAITING: _("Planned"),
        Outcome.CANCELLED: _("Cancelled"),
    }[outcome]


def _prose(rows: list[Progress], period: Period) -> str:
    """One sentence per outcome that occurs: "Försenad: belysningen (skulle vara klar måndag 9 november)." """
    sentences = []
    for outcome in ORDER:
        if names := [_named(row, period) for row in rows if row.outcome == outcome]:
            sentences.append(f"{words(outcome)}: {listed(names)}.")
    return " ".join(sentences)


def _named(row: Progress, period: Period) -> str:
    return f"{row.action.title} ({when})" if (when := _when(row, period)) else row.action.title


def _when(row: Progress, period: Period) -> str:
    if row.day is None:
        return ""
    patterns: dict[Outcome, Callable[[], str]] = {
        Outcome.PARTLY: lambda: _("was due %(day)s"),
        Outcome.LATE: lambda: _("was due %(day)s"),
        Outcome.ONGOING: lambda: _("due %(day)s"),
    }
    pattern = patterns.get(row.outcome)
    return (pattern() if pattern else "%(day)s") % {"day": day(row.day, period)}


def _table(rows: list[Progress], request: SectionRequest) -> Table:
    """Reporters see titles, states and days; who answers is for the group."""
    columns = [Column(_("Action"), header=True), Column(_("State")), Column(_("Day"))]
    cells = [(row.action.title, words(row.outcome), _when(row, request.period)) for row in rows]
    if request.audience == "internal":
        columns.append(Column(_("Responsible")))
        names = [joined(responsible_names(row.action), _("and")) or _("nobody yet") for row in rows]
        return text_table(_("Earlier actions"), tuple(columns), [
            (*row, name) for row, name in zip(cells, names, strict=True)
        ])  # fmt: skip
    return text_table(_("Earlier actions"), tuple(columns), list(cells))


def _numbers(request: SectionRequest, rows: list[Progress]) -> tuple[NumberWithBasis, ...]:
    def number(outcome: Outcome) -> NumberWithBasis:
        n = sum(row.outcome == outcome for row in rows)
        return NumberWithBasis(f"actions_{outcome}", n, len(rows), _("The action plan in Lykta"), request.period.id)

    return tuple(number(outcome) for outcome in ORDER)
