"""The pages of those who report, the same behind both doors: plain forms that a script makes quicker."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow
from lykta.facts.evidence.queries import CategoryNode, category_tree, focus_areas
from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.enums import Precision
from lykta.facts.incidents.models import ComingEvent, Incident
from lykta.facts.incidents.reporters import reporter_columns
from lykta.ground.areas.models import Place
from lykta.journeys.feedback_letter import action_line, nothing_decided
from lykta.journeys.weekly_feedback import what_was_done
from lykta.sites.reporting import own_items, tickets
from lykta.sites.reporting.basis import basis_for, is_nil_sent, map_settings, this_week
from lykta.sites.reporting.doors import Door
from lykta.sites.reporting.forms import AnswerForm, ComingEventForm, ReportForm
from lykta.sites.reporting.taking_in import coming_receipt, incident_receipt, send_nil

NIL = "noll"
PARTS = ("parts", "where", "when", "tell", "coming")  # of report.js: fetched beside it, not after it


def report(request: HttpRequest, door: Door) -> HttpResponse:
    tree = category_tree(door.municipality)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReportForm(data, files, municipality=door.municipality, reasons=_reasons(tree))
    if request.method == "POST" and form.is_valid() and (incident := _saved(door, form)):
        return _thanks(door, incident.public_id)
    context = {
        "form": form,
        "categories": tree,
        "focus_areas": focus_areas(door.municipality),
        "usual_categories": queries.usual_categories(door.by, door.municipality),
        "places": _offered_places(door, form),
        "basis": basis_for(door),
        "map": map_settings(door) | {"worker": static("vendor/maplibre/maplibre-gl-worker.mjs")},
        "chosen_reasons": request.POST.getlist("reasons"),
        "parts": [static(f"lykta/reporting/{name}.js") for name in PARTS],
    }
    return show(request, door, "report", context, form)


def show(request: HttpRequest, door: Door, page: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    common = {"door": door, "actor": tickets.opaque(door.by.actor_id), "report_url": door.url("report"),
              "urls": _urls(door)}  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, f"sites/reporting/{page}.html", common | context, status=status)


def _urls(door: Door) -> dict[str, str]:
    names = ("report", "nil_report", "coming_event", "my_reports")
    return {name: door.url(name) for name in names} | {"course": door.url_if_any("course")}


def _reasons(tree: list[CategoryNode]) -> list[tuple[str, str]]:
    return [(child.code, child.label) for node in tree if node.category.takes_reasons for child in node.children]


def _offered_places(door: Door, form: ReportForm) -> list[Place]:
    """The usual ones, and what was found or chosen when the page comes back with something to change."""
    chosen = form.cleaned_data.get("place_row") if form.is_bound and form.errors else None
    first = form.candidates or ([chosen] if chosen else [])
    return list(dict.fromkeys([*first, *queries.usual_places(door.by, door.municipality)]))


def _saved(door: Door, form: ReportForm) -> Incident | None:
    data = form.cleaned_data
    given = ("category", "occurred_from", "occurred_to", "place_text", "lon", "lat", "observation", "certainty", "text",
             "felt_unsafe", "reasons", "reported_to", "picture")  # fmt: skip
    try:
        return operations.report_incident(
            municipality=door.municipality,
            place=data["place_row"],
            precision=_precision(data),
            organization=door.organization,
            source=door.organization.kind,
            by=door.by,
            once=form.once_key(door.by.actor_id),
            **{name: data[name] for name in given},
        )
    except NotNow as problem:
        # Shown where the person is, with what they wrote still there; nothing of it is stored.
        field = getattr(problem, "field", None)
        form.add_error(field if field in form.fields else "text", problem.message)
        return None


def _precision(data: dict[str, Any]) -> str:
    if data["lon"] is not None:
        return Precision.POINT
    return Precision.ADDRESS if data["place_row"] else Precision.MISSING


def _thanks(door: Door, what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{door.url('my_reports')}?tack={what}")


def nil_report(request: HttpRequest, door: Door) -> HttpResponse:
    period = this_week(door.municipality)
    if request.method == "POST":
        send_nil(door, period.id)
        return _thanks(door, NIL)
    return show(request, door, "nil_report", {"period": period, "is_sent": is_nil_sent(door, period)})


def coming_event(request: HttpRequest, door: Door) -> HttpResponse:
    form = ComingEventForm(request.POST or None, municipality=door.municipality)
    if request.method == "POST" and form.is_valid() and (row := _announced(door, form)):
        return _thanks(door, row.public_id)
    return show(request, door, "coming_event", {"form": form, "places": form.candidates}, form)


def _announced(door: Door, form: ComingEventForm) -> ComingEvent | None:
    data = form.cleaned_data
    given = ("title", "place_text", "starts", "ends", "expected_visitors", "note")
    try:
        return operations.announce_coming_event(
            municipality=door.municipality,
            place=data["place_row"],
            organization=door.organization,
            by=door.by,
            once=form.once_key(door.by.actor_id),
            **{name: data[name] for name in given},
        )
    except NotNow as problem:
        form.add_error(None, problem.message)
        return None


def cancel_coming_event(request: HttpRequest, door: Door, pid: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    rows = ComingEvent.objects.for_municipality(door.municipality).filter(**reporter_columns(door.by))
    operations.cancel_coming_event(event=get_object_or_404(rows, public_id=pid), by=door.by)
    return HttpResponseRedirect(door.url("my_reports"))


def my_reports(request: HttpRequest, door: Door) -> HttpResponse:
    rows = own_items.items(door)
    context = {
        "questions": [row for row in rows if row.is_question],
        "reports": [row for row in rows if not row.is_question],
        "coming": list(own_items.announced(door)),
        "receipt": _receipt(door, request.GET.get("tack", "")[:16]),
        "days": own_items.BY_LINK_FOR.days,
        "weeks": _weeks(door),
        "course": door.url_if_any("course"),
    }
    return show(request, door, "my_reports", context)


def _weeks(door: Door) -> list[dict[str, Any]]:
    """What came of the weeks that a meeting has adopted: the same as in the mail."""
    return [
        {
            "period": week.period,
            "matters": [
                {
                    "about": ", ".join(part for part in (matter.category, matter.place) if part),
                    "actions": [action_line(action) for action in matter.actions],
                    "nothing": "" if matter.actions or not matter.counts else nothing_decided(matter),
                }
                for matter in week.matters
            ],
        }
        for week in what_was_done(door.by, door.municipality, most=2)
    ]


def _receipt(door: Door, what: str) -> Any:
    """What a form without a script was just told; only of one's own."""
    now = timezone.now()
    if not what or "\x00" in what:
        return None
    if what == NIL:
        period = this_week(door.municipality)
        return {"sentence": _("Thank you. “Nothing to report” is also important information.")} if is_nil_sent(
            door, period) else None  # fmt: skip
    if row := own_items.own(door).filter(public_id=what).select_related("municipality").first():
        return incident_receipt(row, now)
    event = next((row for row in own_items.announced(door) if row.public_id == what), None)
    return coming_receipt(event, now) if event else None


def answer(request: HttpRequest, door: Door, pid: str) -> HttpResponse:
    incident = _own(door, pid)
    written = "" if door.is_by_link else incident.text
    form = AnswerForm(request.POST or None, initial={"text": written, "version": incident.version})
    if request.method == "POST" and form.is_valid() and _answered(door, incident, form):
        return HttpResponseRedirect(door.url("my_reports"))
    return show(request, door, "answer", {"form": form, "incident": incident}, form)


def _answered(door: Door, incident: Incident, form: AnswerForm) -> bool:
    """By a link the earlier text is not shown, so the answer is put after it."""
    text = form.cleaned_data["text"]
    whole = f"{incident.text}\n\n{text}".strip() if door.is_by_link else text
    try:
        operations.answer_question(
            incident=incident, text=whole, by=door.by, expected_version=form.cleaned_data["version"]
        )
    except NotNow as problem:
        form.add_error("text", problem.message)
        return False
    return True


def withdraw(request: HttpRequest, door: Door, pid: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        operations.withdraw_incident(incident=_own(door, pid), by=door.by)
    except NotNow as problem:
        return render(request, "sites/reporting/not_now.html", _about(door) | {"message": problem.message}, status=409)
    return HttpResponseRedirect(door.url("my_reports"))


def _about(door: Door) -> dict[str, Any]:
    return {"door": door, "urls": _urls(door)}


def _own(door: Door, pid: str) -> Incident:
    if "\x00" in pid:
        raise Http404
    row: Incident = get_object_or_404(own_items.own(door).select_related("municipality"), public_id=pid)
    return row
