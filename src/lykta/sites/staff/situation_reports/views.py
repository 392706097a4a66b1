"""The list of lägesbilder and one lägesbild as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lykta.base.kernel.periods import Period, bounds
from lykta.cycle.cause_analysis.enums import Permission as Problems
from lykta.cycle.situation_reports import queries, rules
from lykta.cycle.situation_reports.contents import contents_of
from lykta.cycle.situation_reports.documents import subtitle_of, title_of
from lykta.cycle.situation_reports.earlier_lights import earlier_assessments
from lykta.cycle.situation_reports.enums import Permission, State
from lykta.cycle.situation_reports.models import AreaAssessment, SituationReport
from lykta.cycle.situation_reports.nearby_periods import longer_periods, this_and_last_week
from lykta.ground.accounts.rules import may_second
from lykta.ground.areas.queries import areas_of
from lykta.sites.staff.pages import StaffRequest, page
from lykta.sites.staff.situation_reports.forms import AddendumForm, LightForm, PeriodForm, VersionForm
from lykta.sites.staff.situation_reports.paper import paper_sections

READ = (Permission.SEE_INTERNAL, Permission.SEE_FOR_REPORTERS)
PER_PAGE = 50


@dataclass(frozen=True)
class WeekOffer:
    """A week that somebody is likely to want today, and its lägesbild where there is one."""

    period: Period
    report: SituationReport | None


@page(*READ)
@require_safe
def situation_reports(request: StaffRequest) -> HttpResponse:
    form = PeriodForm(request.GET if "day" in request.GET else None, initial={"day": timezone.localdate()})
    if form.is_bound and form.is_valid():
        return redirect("staff:situation_report", request.municipality.slug, form.period().id)
    visible = queries.reports_visible_to(request.user, request.municipality)
    paginator = Paginator(queries.newest_period_first(visible), PER_PAGE)
    listed = paginator.get_page(request.GET.get("page"))
    rows = visible.in_bulk(list(listed.object_list))
    context = {
        "page": listed,
        "reports": [rows[pk] for pk in listed.object_list],
        "form": form,
        "may_draft": may_draft(request),
        "weeks": _week_offers(request) if may_draft(request) else [],
        "longer": longer_periods(timezone.now()),
    }
    return render(request, "staff/situation_reports/list.html", context)


def may_draft(request: StaffRequest) -> bool:
    return request.user.may(Permission.EDIT, request.municipality) and rules.may_see_internal(
        request.user, request.municipality
    )


def _week_offers(request: StaffRequest) -> list[WeekOffer]:
    this, last = this_and_last_week(timezone.now(), request.municipality.week_cut)
    reports = SituationReport.objects.for_municipality(request.municipality).filter(period_id__in=[this.id, last.id])
    by_period = {report.period_id: report for report in reports}
    return [WeekOffer(period, by_period.get(period.id)) for period in (last, this)]


@page(*READ)
@require_safe
def situation_report(request: StaffRequest, period_id: str) -> HttpResponse:
    period = period_or_404(period_id)
    report = queries.report_of(request.municipality, period.id)
    if report is None:
        return _not_drafted(request, period)
    return report_page(request, report)


def _not_drafted(request: StaffRequest, period: Period) -> HttpResponse:
    if not may_draft(request):
        raise Http404
    start, _end = bounds(period, request.municipality.week_cut)
    context = {
        "period": period,
        "begins_later": start > timezone.now(),
        "neighbours": queries.neighbours(request.user, request.municipality, period),
    }
    return render(request, "staff/situation_reports/not_drafted.html", context)


def report_page(
    request: StaffRequest,
    report: SituationReport,
    *,
    problem: str = "",
    addendum_form: AddendumForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The paper with what this reader may do to it. `problem` says why the last thing was not done."""
    own = audience_or_404(request, report)
    audience = rules.REPORTERS if request.GET.get("version") == rules.REPORTERS else own
    contents = contents_of(report)
    may = allowed(request, report, audience)
    sections, addenda = paper_sections(contents, audience, with_hidden=may["edit"])
    context = {
        "report": report,
        "title": title_of(report),
        "subtitle": subtitle_of(report, audience),
        "sections": sections,
        "addenda": addenda,
        "audience": audience,
        "reads_internal": own == rules.INTERNAL,
        "may": may,
        "may_draft": may_draft(request),
        "problem": problem,
        "neighbours": queries.neighbours(request.user, request.municipality, report.period),
        "version_form": VersionForm(initial={"version": report.version}),
        "addendum_form": addendum_form or AddendumForm(),
        "release_day": rules.first_release_day(report),
        **(light_context(report, list(contents.assessments)) if may["edit"] else {}),
    }
    return render(request, "staff/situation_reports/report.html", context, status=status)


def allowed(request: StaffRequest, report: SituationReport, audience: str) -> dict[str, bool]:
    """Which buttons the page shows. The operations decide again."""
    by, municipality = request.user, request.municipality
    works = audience == rules.INTERNAL
    edits = works and by.may(Permission.EDIT, municipality)
    adopts = works and by.may(Permission.ADOPT, municipality)
    proposed, adopted = report.state == State.PROPOSED, report.state == State.ADOPTED
    return {
        "edit": edits and report.state == State.DRAFT,
        "propose": edits and report.state == State.DRAFT,
        "adopt": adopts and proposed and may_second(by, report.proposed_by_id_text),
        "take_back": (edits or adopts) and proposed,
        "add": (edits or adopts) and adopted,
        "export": works and by.may(Permission.EXPORT, municipality),
        "release": works and adopted and by.may(Permission.RELEASE, municipality),
        "lift": works and by.may(Problems.EDIT, municipality),
    }


def light_context(report: SituationReport, assessments: list[AreaAssessment]) -> dict[str, Any]:
    """The form for a judgement, what has been judged, and what was judged last time but not yet now."""
    judged = {each.label.casefold() for each in assessments}
    earlier = earlier_assessments(report.municipality, report.period)
    left = [each for each in earlier.assessments if each.label.casefold() not in judged] if earlier else []
    return {
        "light_form": LightForm(auto_id="light_%s"),
        "areas": [area.name for area in areas_of(report.municipality).only("name")],
        "assessments": assessments,
        "earlier_period": earlier.period if earlier else None,
        "earlier_left": left,
    }


def period_or_404(period_id: str) -> Period:
    period = queries.period_or_none(period_id)
    if period is None:
        raise Http404
    return period


def audience_or_404(request: StaffRequest, report: SituationReport) -> str:
    """A draft does not exist for those who may not read drafts."""
    audience = rules.audience_for(request.user, report)
    if audience is None:
        raise Http404
    return audience


def report_or_404(request: StaffRequest, period_id: str) -> SituationReport:
    report = queries.report_of(request.municipality, period_or_404(period_id).id)
    if report is None:
        raise Http404
    return report
