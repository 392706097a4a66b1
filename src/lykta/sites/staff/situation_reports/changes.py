"""What is done to a lägesbild from its page. Every change is one operation of the room."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.cycle.situation_reports import operations, rules
from lykta.cycle.situation_reports.enums import Permission
from lykta.cycle.situation_reports.models import AreaAssessment, ReportSection, SituationReport
from lykta.cycle.situation_reports.sections import assessment as assessment_section
from lykta.facts.evidence.free_text import TextStopped, warnings_about
from lykta.ground.areas.models import Area
from lykta.ground.areas.queries import areas_of
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.situation_reports.forms import AddendumForm, LightForm, SectionForm, VersionForm
from lykta.sites.staff.situation_reports.paper import PaperSection, paper_sections
from lykta.sites.staff.situation_reports.views import (
    audience_or_404,
    contents_of,
    light_context,
    period_or_404,
    report_or_404,
    report_page,
)

GET_AND_POST = ["GET", "HEAD", "POST"]


def to_report(request: StaffRequest, report: SituationReport, anchor: str = "") -> HttpResponse:
    answer = redirect("staff:situation_report", request.municipality.slug, report.period_id)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer


# One section


@page(Permission.EDIT)
@require_http_methods(GET_AND_POST)
def edit(request: StaffRequest, period_id: str, pid: str) -> HttpResponse:
    report = editable_report(request, period_id)
    section = next((row for row in report.sections.all() if row.public_id == pid), None)
    if section is None:
        raise Http404
    if request.method != "POST":
        rules.require_draft(report)
        return _editor(request, report, section, _section_form(section))
    if "restore" in request.POST:
        return _restore(request, report, section)
    return _save(request, report, section)


def editable_report(request: StaffRequest, period_id: str) -> SituationReport:
    report = report_or_404(request, period_id)
    if not rules.may_see_internal(request.user, request.municipality):
        raise NotAllowed("the internal version is for authorities")
    return report


def _section_form(section: ReportSection) -> SectionForm:
    initial = {"prose": section.prose, "is_included": section.is_included, "version": section.version}
    return SectionForm(initial=initial)


def _save(request: StaffRequest, report: SituationReport, section: ReportSection) -> HttpResponse:
    form = SectionForm(request.POST)
    if not form.is_valid():
        return _editor(request, report, section, form)
    try:
        operations.edit_section(
            section=section,
            prose=form.cleaned_data["prose"],
            is_included=form.cleaned_data["is_included"],
            expected_version=form.cleaned_data["version"] or 0,
            by=request.user,
        )
    except TextStopped as stopped:
        form.add_error("prose", stopped.message)
        return _editor(request, report, section, form)
    except StalePage as problem:
        return _editor(request, report, section, _with_present_version(form, section), problem.message)
    if warnings_about(form.cleaned_data["prose"]):
        messages.warning(request, _("Saved. The text may name a person: read it once more before others do."))
    else:
        say(request, _("Saved: %(section)s.") % {"section": section.title})
    return _back(request, report, section)


def _with_present_version(form: SectionForm, section: ReportSection) -> SectionForm:
    """The writer's own text kept, on top of what stands there now: to save again is a choice made with open eyes."""
    return SectionForm({**form.data.dict(), "version": str(section.version)})  # type: ignore[attr-defined]


def _restore(request: StaffRequest, report: SituationReport, section: ReportSection) -> HttpResponse:
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    operations.restore_generated(section=section, by=request.user, expected_version=version)
    say(request, _("The generated text is back: %(section)s.") % {"section": section.title})
    return _back(request, report, section)


def _back(request: StaffRequest, report: SituationReport, section: ReportSection) -> HttpResponse:
    if request.htmx:
        # The whole page anew, at the same place: the status line's version has changed too.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return to_report(request, report, f"section-{section.key}")


def _editor(
    request: StaffRequest, report: SituationReport, section: ReportSection, form: SectionForm, stale: str = ""
) -> HttpResponse:
    template = "_editor.html" if request.htmx else "edit.html"
    context = {"report": report, "section": _paper_section(report, section), "form": form, "stale": stale}
    # htmx leaves the page alone at an error status, so the editor comes with 200 there.
    status = 409 if stale and not request.htmx else 200
    return render(request, f"staff/situation_reports/{template}", context, status=status)


def _paper_section(report: SituationReport, section: ReportSection) -> PaperSection:
    sections, _addenda = paper_sections(contents_of(report), rules.INTERNAL, with_hidden=True)
    return next(each for each in sections if each.row.pk == section.pk)


# The lights


@page(Permission.EDIT)
@require_http_methods(GET_AND_POST)
def light(request: StaffRequest, period_id: str) -> HttpResponse:
    report = editable_report(request, period_id)
    if request.method != "POST":
        rules.require_draft(report)
        return _light_page(request, report, LightForm(initial=_known_light(request, report)))
    if "remove" in request.POST:
        return _remove_light(request, report)
    form = LightForm(request.POST)
    if not form.is_valid():
        return _light_page(request, report, form)
    try:
        _set_light(request, report, form)
    except TextStopped as stopped:
        form.add_error(stopped.field, stopped.message)
        return _light_page(request, report, form)
    say(request, _("Judged: %(label)s.") % {"label": form.cleaned_data["label"]})
    return to_report(request, report, f"section-{assessment_section.KEY}")


def _set_light(request: StaffRequest, report: SituationReport, form: LightForm) -> None:
    label = form.cleaned_data["label"]
    operations.set_light(
        report=report,
        label=label,
        area=_area_named(report, label),
        light=form.cleaned_data["light"],
        reason=form.cleaned_data["reason"],
        by=request.user,
    )


def _area_named(report: SituationReport, label: str) -> Area | None:
    return areas_of(report.municipality).filter(name__iexact=label.strip()).first()


def _known_light(request: StaffRequest, report: SituationReport) -> dict[str, str]:
    """What is known of the place in the address: its light now, or else last time."""
    label = request.GET.get("label", "")[:120]
    context = light_context(report, list(report.assessments.all()))
    known: list[AreaAssessment] = [*context["assessments"], *context["earlier_left"]]
    for each in known:
        if each.label.casefold() == label.casefold():
            return {"label": each.label, "light": each.light, "reason": each.reason}
    return {"label": label}


def _light_page(request: StaffRequest, report: SituationReport, form: LightForm) -> HttpResponse:
    context = {"report": report, **light_context(report, list(report.assessments.all())), "form": form}
    return render(request, "staff/situation_reports/light.html", context)


def _remove_light(request: StaffRequest, report: SituationReport) -> HttpResponse:
    pid = request.POST["remove"]
    found = next((each for each in report.assessments.all() if each.public_id == pid), None)
    if found is not None:
        operations.remove_light(assessment=found, by=request.user)
        say(request, _("Removed the judgement of %(label)s.") % {"label": found.label})
    return to_report(request, report, f"section-{assessment_section.KEY}")


# The whole


@page(Permission.EDIT, Permission.ADOPT)
@require_POST
def act(request: StaffRequest, period_id: str, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    if act == "draft":
        return _draft(request, period_id)
    report = report_or_404(request, period_id)
    audience_or_404(request, report)
    try:
        return ACTS[act](request, report)
    except TextStopped as stopped:
        form = AddendumForm(request.POST)
        form.is_valid()
        form.add_error("text", stopped.message)
        return report_page(request, report, addendum_form=form)
    except NotNow as problem:
        return report_page(request, report_or_404(request, period_id), problem=problem.message, status=409)


def _draft(request: StaffRequest, period_id: str) -> HttpResponse:
    period = period_or_404(period_id)
    report = operations.draft_report(municipality=request.municipality, period_id=period.id, by=request.user)
    return to_report(request, report)


def _redraw(request: StaffRequest, report: SituationReport) -> HttpResponse:
    operations.redraw(report=report, by=request.user)
    say(request, _("The numbers are counted anew. Texts that you have edited are as you left them."))
    return to_report(request, report)


def _propose(request: StaffRequest, report: SituationReport) -> HttpResponse:
    operations.propose(report=report, by=request.user, expected_version=_version(request))
    say(request, _("Proposed. Another person can now adopt it."))
    return to_report(request, report)


def _take_back(request: StaffRequest, report: SituationReport) -> HttpResponse:
    operations.take_back(report=report, by=request.user, expected_version=_version(request))
    say(request, _("It is a draft again."))
    return to_report(request, report)


def _adopt(request: StaffRequest, report: SituationReport) -> HttpResponse:
    operations.adopt(report=report, by=request.user, expected_version=_version(request))
    say(request, _("Adopted. From now on it is locked; reporters can read their version."))
    return to_report(request, report)


def _addendum(request: StaffRequest, report: SituationReport) -> HttpResponse:
    form = AddendumForm(request.POST)
    if not form.is_valid():
        return report_page(request, report, addendum_form=form)
    operations.add_addendum(report=report, text=form.cleaned_data["text"], by=request.user)
    say(request, _("The addendum is written."))
    return to_report(request, report, "addenda")


def _version(request: StaffRequest) -> int:
    """A page without its version counts as a stale one."""
    form = VersionForm(request.POST)
    return int(form.cleaned_data["version"]) if form.is_valid() else -1


ACTS: dict[str, Callable[[StaffRequest, SituationReport], HttpResponse]] = {
    "draft": _redraw,  # answered before the table is asked: there is no report yet
    "redraw": _redraw,
    "propose": _propose,
    "take_back": _take_back,
    "adopt": _adopt,
    "addendum": _addendum,
}
