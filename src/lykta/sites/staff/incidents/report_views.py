"""For those who report: the report, the nil report, the coming event, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.base.kernel.actor import NotNow
from lykta.base.kernel.periods import week_containing
from lykta.facts.evidence.queries import category_tree
from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.enums import Permission, Precision, State
from lykta.facts.incidents.models import ComingEvent, Incident, NilReport
from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.accounts.rights import permissions_of_role
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import search_places
from lykta.sites.staff.incidents.forms import AnswerForm, ComingEventForm, ReportForm
from lykta.sites.staff.incidents.map_views import map_settings
from lykta.sites.staff.pages import StaffRequest, page, say


def organization_of(request: StaffRequest) -> PartnerOrganization:
    """For whom this person reports here: with several functions, the first that may report."""
    grants = request.user.grants_in(request.municipality)
    reporting = (grant for grant in grants if Permission.REPORT in permissions_of_role(grant.role))
    return next(reporting).function.organization


@page(Permission.REPORT)
def report(request: StaffRequest) -> HttpResponse:
    form = ReportForm(request.POST or None, municipality=request.municipality)
    if request.method == "POST" and form.is_valid():
        incident = _save(request, form)
        if incident is not None:
            say(request, _("Thank you. The report has number %(number)s.") % {"number": incident.number})
            return redirect("staff:incident", request.municipality.slug, incident.public_id)
    context = {
        "form": form,
        "categories": category_tree(request.municipality),
        "usual_categories": queries.usual_categories(request.user, request.municipality),
        "usual_places": _offered_places(request, form),
        "map": map_settings(request, tiles=False),
        "organization": organization_of(request),
    }
    return render(request, "staff/incidents/report.html", context, status=422 if form.errors else 200)


def _offered_places(request: StaffRequest, form: ReportForm) -> list[Place]:
    """The usual ones, and the one already chosen when the page comes back with something to change."""
    usual = list(queries.usual_places(request.user, request.municipality))
    chosen = form.cleaned_data.get("place_row") if form.is_bound else None
    return usual if chosen is None or chosen in usual else [chosen, *usual]


def _save(request: StaffRequest, form: ReportForm) -> Incident | None:
    data = form.cleaned_data
    organization = organization_of(request)
    try:
        return operations.report_incident(
            municipality=request.municipality,
            category=data["category"],
            occurred_from=data["occurred_from"],
            occurred_to=data["occurred_to"],
            place=data["place_row"],
            place_text=data["place_text"],
            lon=data["lon"],
            lat=data["lat"],
            precision=_precision(data),
            observation=data["observation"],
            certainty=data["certainty"],
            text=data["text"],
            felt_unsafe=data["felt_unsafe"],
            organization=organization,
            source=organization.kind,
            by=request.user,
            once=form.once_key(request.user.actor_id),
        )
    except NotNow as problem:
        # Shown where the person is, with what they wrote still there; nothing of it is stored.
        form.add_error(getattr(problem, "field", None) or "text", problem.message)
        return None


def _precision(data: dict[str, Any]) -> str:
    if data["lon"] is not None:
        return Precision.POINT
    return Precision.ADDRESS if data["place_row"] else Precision.MISSING


@page(Permission.REPORT)
def nil_report(request: StaffRequest) -> HttpResponse:
    period = week_containing(timezone.now(), request.municipality.week_cut)
    if request.method == "POST":
        operations.send_nil_report(
            municipality=request.municipality,
            organization=organization_of(request),
            period_id=period.id,
            by=request.user,
        )
        say(request, _("Thank you. “Nothing to report” is also important information."))
        return redirect("staff:my_reports", request.municipality.slug)
    sent = NilReport.objects.for_municipality(request.municipality).filter(
        reported_by=request.user, period_id=period.id
    )
    return render(request, "staff/incidents/nil_report.html", {"period": period, "is_sent": sent.exists()})


@page(Permission.REPORT)
def coming_event(request: StaffRequest) -> HttpResponse:
    form = ComingEventForm(request.POST or None, municipality=request.municipality)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.announce_coming_event(
                municipality=request.municipality,
                title=data["title"],
                place=data["place_row"],
                place_text=data["place_text"],
                starts=data["starts"],
                ends=data["ends"],
                expected_visitors=data["expected_visitors"],
                note=data["note"],
                organization=organization_of(request),
                by=request.user,
                once=form.once_key(request.user.actor_id),
            )
        except NotNow as problem:
            form.add_error(None, problem.message)
        else:
            say(request, _("Thank you. The event will stand in the situation report."))
            return redirect("staff:my_reports", request.municipality.slug)
    return render(request, "staff/incidents/coming_event.html", {"form": form}, status=422 if form.errors else 200)


@page(Permission.REPORT)
@require_POST
def cancel_coming_event(request: StaffRequest, pid: str) -> HttpResponse:
    row = get_object_or_404(
        ComingEvent.objects.for_municipality(request.municipality), public_id=pid, reported_by=request.user
    )
    operations.cancel_coming_event(event=row, by=request.user)
    say(request, _("The event is cancelled."))
    return redirect("staff:my_reports", request.municipality.slug)


@page(Permission.REPORT)
def my_reports(request: StaffRequest) -> HttpResponse:
    own = Incident.objects.for_municipality(request.municipality).filter(reported_by=request.user)
    context = {
        "questions": own.filter(state=State.RETURNED).select_related("category", "place"),
        "reports": own.exclude(state=State.RETURNED).select_related("category", "place").order_by("-reported")[:50],
        "coming": ComingEvent.objects.for_municipality(request.municipality)
        .filter(reported_by=request.user, cancelled__isnull=True, ends__gte=timezone.now())
        .select_related("place"),
    }
    return render(request, "staff/incidents/my_reports.html", context)


def _own(request: StaffRequest, pid: str) -> Incident:
    own = Incident.objects.for_municipality(request.municipality).filter(reported_by=request.user)
    return get_object_or_404(own.select_related("category", "place", "municipality"), public_id=pid)


@page(Permission.REPORT)
def answer(request: StaffRequest, pid: str) -> HttpResponse:
    incident = _own(request, pid)
    form = AnswerForm(request.POST or None, initial={"text": incident.text, "version": incident.version})
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_question(
                incident=incident,
                text=form.cleaned_data["text"],
                by=request.user,
                expected_version=form.cleaned_data["version"],
            )
        except NotNow as problem:
            form.add_error("text", problem.message)
        else:
            say(request, _("Thank you. The coordinator has got your answer."))
            return redirect("staff:my_reports", request.municipality.slug)
    context = {"form": form, "incident": incident}
    return render(request, "staff/incidents/answer.html", context, status=422 if form.errors else 200)


@page(Permission.REPORT)
@require_POST
def withdraw(request: StaffRequest, pid: str) -> HttpResponse:
    operations.withdraw_incident(incident=_own(request, pid), by=request.user)
    say(request, _("The report is withdrawn and does not count."))
    return redirect("staff:my_reports", request.municipality.slug)


@page(Permission.REPORT)
def place_search(request: StaffRequest) -> JsonResponse:
    places = search_places(request.municipality, request.GET.get("q", "")[:80])
    return JsonResponse({"places": [{"id": p.public_id, "name": p.name, "lon": p.lon, "lat": p.lat} for p in places]})
