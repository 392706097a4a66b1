"""The plan on paper: one problem's table, or all of them, as Word and PDF."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.documents import pdf, word
from lykta.base.documents.tree import Block, Document, text_paragraph
from lykta.base.kernel.swedish_text import slug
from lykta.base.kernel.swedish_time import day_label
from lykta.cycle.action_plans.documents import as_table, language, plan_document
from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.action_plans.queries import action_table
from lykta.cycle.cause_analysis.models import Problem
from lykta.sites.staff.pages import StaffRequest, page
from lykta.sites.staff.problems.views import own_problem

WRITERS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.render),
    "pdf": ("application/pdf", pdf.render),
}


@page(Actions.SEE)
def plan(request: StaffRequest, format: str) -> HttpResponse:
    municipality = request.municipality
    return _file(plan_document(municipality), format, slug(f"{municipality.plan_name} {municipality.name}"))


@page(Actions.SEE)
def problem_table(request: StaffRequest, pid: str, format: str) -> HttpResponse:
    problem = own_problem(request, pid)
    return _file(problem_document(problem), format, slug(f"{problem.number} {problem.title}")[:80].strip("-"))


def problem_document(problem: Problem) -> Document:
    """The problem in words, its effect goal, and the table."""
    municipality = problem.municipality
    texts = [*problem.description.split("\n\n"), problem.consequences]
    blocks: list[Block] = [text_paragraph(text) for text in texts if text.strip()]
    if problem.effect_goal:
        blocks.append(text_paragraph(_("Effect goal: %(goal)s") % {"goal": problem.effect_goal}))
    rows = action_table(municipality, problem)
    table = as_table(problem.title, rows) if rows else text_paragraph(_("No causes have been written yet."))
    printed = _("Printed %(day)s") % {"day": day_label(timezone.localdate(), language(), year=True)}
    subtitle = f"{municipality.plan_name}, {municipality.name}. {printed}"
    return Document(problem.title, language(), subtitle, (*blocks, table), (("author", municipality.name),))


def _file(document: Document, format: str, name: str) -> HttpResponse:
    if format not in WRITERS:
        raise Http404
    content_type, render = WRITERS[format]
    response = HttpResponse(render(document), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name or "plan"}.{format}"'
    return response
