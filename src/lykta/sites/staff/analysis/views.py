"""Ask, read the answer, put it where it is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.base.documents import html, pdf, word
from lykta.base.documents.tree import Document
from lykta.base.kernel.actor import NotNow
from lykta.base.kernel.periods import parse_period
from lykta.base.kernel.swedish_text import slug
from lykta.base.kernel.swedish_time import period_label
from lykta.cycle.analysis import operations, queries
from lykta.cycle.analysis.enums import Kind, Permission
from lykta.cycle.analysis.material import material_for
from lykta.cycle.analysis.methods.episodes import satscan_files
from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.analysis.question import Question, Settings
from lykta.cycle.analysis.sections.analyses import birth_certificate, blocks_of, title_of
from lykta.cycle.analysis.wording import language
from lykta.cycle.cause_analysis.enums import Permission as Problems
from lykta.cycle.cause_analysis.evidence_operations import add_evidence, remove_evidence
from lykta.cycle.cause_analysis.queries import open_problems, problems_resting_on
from lykta.cycle.situation_reports.enums import Permission as Reports
from lykta.cycle.situation_reports.nearby_periods import this_and_last_week
from lykta.cycle.situation_reports.queries import drafts_of
from lykta.sites.staff.analysis.forms import OWN_DAYS, EvidenceForm, QuestionForm, ReportForm
from lykta.sites.staff.incidents.map_views import map_settings
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.sending import sent

PER_PAGE = 30
WRITERS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.render),
    "pdf": ("application/pdf", pdf.render),
}


@page(Permission.SEE)
def analyses(request: StaffRequest) -> HttpResponse:
    municipality = request.municipality
    may_run = request.user.may(Permission.RUN, municipality)
    form = _question_form(request) if may_run else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and request.method == "POST" and form.is_valid():
        question, key = form.question(), form.once_key(request.user.actor_id)
        run = sent(form, lambda: operations.start_run(question=question, by=request.user, once=key))
        if run is not None:
            return redirect("staff:analysis", municipality.slug, run.public_id)
    listed = Paginator(queries.runs_of(municipality), PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "form": form,
        "own_days": OWN_DAYS,
        "settings_open": form is not None and any(name in form.errors for name in Settings.__dataclass_fields__),
        "page": listed,
        "runs": [(run, title_of(run), queries.answers_of(run)) for run in listed],
    }
    return render(request, "staff/analysis/list.html", context, status=422 if form and form.errors else 200)


def _question_form(request: StaffRequest) -> QuestionForm:
    """Prefilled from the address, so that an earlier question can be asked again and other pages can ask one."""
    now = timezone.now()
    if request.method == "POST":
        return QuestionForm(request.POST, municipality=request.municipality, now=now)
    asked = {"period": "period", "kategori": "category", "omrade": "area", "ruta": "cell_m", "avstand": "near_m",
             "dagar": "near_days", "dragningar": "replicates", "fran": "first_day", "till": "last_day"}  # fmt: skip
    initial = {name: request.GET[key] for key, name in asked.items() if request.GET.get(key)}
    return QuestionForm(municipality=request.municipality, now=now, initial=initial)


@page(Permission.SEE)
def analysis(request: StaffRequest, pid: str) -> HttpResponse:
    run = own_run(request, pid)
    municipality = request.municipality
    answers = queries.answers_of(run)
    may_run = request.user.may(Permission.RUN, municipality)
    may_lift = request.user.may(Problems.EDIT, municipality)
    problems = [(problem.public_id, f"{problem.number}. {problem.title}") for problem in open_problems(municipality)]
    context = {
        "run": run,
        "title": title_of(run),
        "has_search": any(answer.kept.key == "episodes" and answer.kept.n for answer in answers),
        "answers": [
            (answer, answer.kept.in_brief(language()), paragraphs_of(answer), drawn(answer, at))
            for at, answer in enumerate(answers)
        ],
        "reports_from": date.fromisoformat(run.question["reports_from"]) if "reports_from" in run.question else None,
        "certificate": birth_certificate(run),
        "settings": _settings_in_words(run),
        "has_changed": queries.events_have_changed(run),
        "again": _again(run),
        "report_form": ReportForm(periods=_report_periods(request)) if may_run else None,
        "in_report": parse_period(run.in_report_of) if run.in_report_of else None,
        "evidence_form": EvidenceForm(problems=problems) if may_lift and problems else None,
        "rests_on_it": problems_resting_on(run) if request.user.may(Problems.SEE, municipality) else [],
        "may_run": may_run,
        "may_see_report": request.user.may(Reports.SEE_INTERNAL, municipality),
        "map": {**map_settings(request, tiles=False), "marked": _marked(run)},
        "has_map": bool(_marked(run)["features"]),
    }
    return render(request, "staff/analysis/run.html", context)


def own_run(request: StaffRequest, pid: str) -> AnalysisRun:
    run: AnalysisRun = get_object_or_404(queries.runs_of(request.municipality), public_id=pid)
    return run


def paragraphs_of(answer: queries.ShownAnswer) -> list[str]:
    return answer.kept.in_words(language()).split("\n\n")


def drawn(answer: queries.ShownAnswer, at: int) -> SafeString:
    # The writer builds elements and escapes every text.
    return mark_safe(html.render(answer.blocks, language=language(), heading_offset=3, id_prefix=f"a{at}-"))  # noqa: S308


def _marked(run: AnalysisRun) -> dict[str, Any]:
    """The squares beyond chance, for the map: the same as in the table beside it."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [square["corners"]]},
            "properties": {"n": square["n"]},
        }
        for answer in run.answers
        for square in answer["numbers"].get("squares", [])
    ]
    return {"type": "FeatureCollection", "features": features}


def _settings_in_words(run: AnalysisRun) -> list[str]:
    chosen = run.question.get("settings")
    if not chosen:
        return []
    return [
        _("Squares of %(m)s metres") % {"m": chosen["cell_m"]},
        _("Near: within %(m)s metres and %(days)s days") % {"m": chosen["near_m"], "days": chosen["near_days"]},
        _("%(n)s draws by chance") % {"n": chosen["replicates"]},
    ]


def _again(run: AnalysisRun) -> dict[str, Any]:
    return {
        "period": run.question["period"], "kategori": run.question.get("category", ""),
        "omrade": run.question.get("area", ""), **_settings_in_address(run),
    }  # fmt: skip


def _settings_in_address(run: AnalysisRun) -> dict[str, Any]:
    chosen = run.question.get("settings", {})
    names = {"cell_m": "ruta", "near_m": "avstand", "near_days": "dagar", "replicates": "dragningar"}
    return {names[key]: value for key, value in chosen.items()}


def _report_periods(request: StaffRequest) -> list[tuple[str, str]]:
    """Drafts that exist, and this week and the last, which are likely to be written next."""
    now = this_and_last_week(timezone.now(), request.municipality.week_cut)
    ids = dict.fromkeys([now[1].id, now[0].id, *(report.period_id for report in drafts_of(request.municipality))])
    return [(each, period_label(parse_period(each), language())) for each in ids]


@page(Permission.RUN)
@require_POST
def analysis_in_report(request: StaffRequest, pid: str) -> HttpResponse:
    run = own_run(request, pid)
    if request.POST.get("ta_ut"):
        operations.take_out_of_report(run=run, by=request.user)
        say(request, _("The analysis is taken out of the situation report."))
        return redirect("staff:analysis", request.municipality.slug, run.public_id)
    form = ReportForm(request.POST, periods=_report_periods(request))
    if form.is_valid():
        period = parse_period(form.cleaned_data["period"])
        operations.put_in_report(run=run, period=period, by=request.user)
        say(request, _("The analysis stands in the situation report from its next recount."))
    return redirect("staff:analysis", request.municipality.slug, run.public_id)


@page(Problems.EDIT)
@require_POST
def analysis_as_evidence(request: StaffRequest, pid: str) -> HttpResponse:
    run = own_run(request, pid)
    problem = get_object_or_404(open_problems(request.municipality), public_id=request.POST.get("problem", ""))
    if request.POST.get("ta_bort"):
        remove_evidence(problem=problem, run=run, by=request.user)
        say(request, _("The problem no longer rests on the analysis."))
    else:
        add_evidence(problem=problem, run=run, by=request.user)
        say(request, _("The problem now rests on the analysis too."))
    return redirect("staff:problem", request.municipality.slug, problem.public_id)


@page(Permission.SEE)
def analysis_export(request: StaffRequest, pid: str, format: str) -> HttpResponse:
    run = own_run(request, pid)
    if format == "satscan.zip" and run.kind == Kind.PATTERN:
        return _satscan(run)
    if format not in WRITERS:
        raise Http404
    content_type, write = WRITERS[format]
    asked = _("Asked %(day)s by %(name)s") % {"day": timezone.localtime(run.asked).date(), "name": run.asked_by_name}
    subtitle = f"{request.municipality.name}. {asked}"
    author = (("author", request.municipality.name),)
    document = Document(title_of(run), language(), subtitle, blocks_of(run)[1:], author)
    response = HttpResponse(write(document), content_type=content_type)
    name = slug(_("analysis %(number)s") % {"number": run.number}) or "analys"
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


def _satscan(run: AnalysisRun) -> HttpResponse:
    """The search for what gathered, as input files of SaTScan: positions of squares, days and counts, no text."""
    files = satscan_files(material_for(Question.of(run.municipality, run.question), run.as_of), run.seed)
    if not files:
        raise NotNow(_("There were too few events to search among, so there is nothing to check in SaTScan."))
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(name, text)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="analys-{run.number}-satscan.zip"'
    return response
