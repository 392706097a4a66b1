"""Residents tell of a place: anonymously, on one page that works without a script, with a receipt."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lykta.airlocks.intake.models import Campaign, FormVersion
from lykta.airlocks.intake.payloads import is_outside, place_in
from lykta.airlocks.intake.queries import RESIDENT_REPORT, current_campaign, current_form
from lykta.airlocks.intake.receiving import Receipt, rate_limit, receive, sender_hash
from lykta.airlocks.intake.rules import PayloadRefused
from lykta.base.kernel.actor import NotNow
from lykta.sites.public.pages import PublicRequest, page
from lykta.sites.public.report import guards
from lykta.sites.public.report.forms import ResidentForm
from lykta.sites.public.report.pages import address_of, open_page
from lykta.sites.public.report.places import search


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def report(request: PublicRequest) -> HttpResponse:
    form_version = current_form(request.municipality, RESIDENT_REPORT)
    if form_version is None or not request.municipality.takes_resident_reports:
        return render(request, "public/report/closed.html")
    if request.method == "POST":
        return _sent(request, form_version)
    initial = {
        "place": request.GET.get("plats", "")[:32],
        "k": request.GET.get("k", "")[:32],
        "category": request.GET.get("om", ""),
        "ticket": guards.new_ticket(request.municipality),
    }
    return _page(request, ResidentForm(initial=initial, definition=form_version.definition))


@require_safe
@open_page
def at_place(request: PublicRequest, pid: str) -> HttpResponse:
    """Where a poster's QR leads: short, so that the code is coarse and can be read in the rain."""
    campaign = request.GET.get("k", "")
    query = {"plats": pid, **({"k": campaign} if campaign else {})}
    return redirect(reverse("public:report", args=[request.municipality.slug], query=query))


@page
def places(request: PublicRequest) -> HttpResponse:
    """`{"places": [[public id, name, lon, lat, folded text]]}`, for searching while one types."""
    form_version = current_form(request.municipality, RESIDENT_REPORT)
    return JsonResponse({"places": form_version.definition["places"] if form_version else []})


@require_safe
@open_page
def receipt(request: PublicRequest, token: str) -> HttpResponse:
    """All that it shows stands in the signed address: nothing is read from what came in."""
    content = guards.receipt_content(token)
    if content is None or content.get("m") != request.municipality.pk:
        raise Http404
    day = date.fromisoformat(str(content["day"]))
    return render(request, "public/report/receipt.html", {"receipt": content, "day": day})


def _sent(request: PublicRequest, form_version: FormVersion) -> HttpResponse:
    data = request.POST.copy()
    form = ResidentForm(data, definition=form_version.definition)
    if "find" in data:
        return _page(request, form, is_searching=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        return _received(request, form, form_version)
    except PayloadRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _page(request, form, status=422)
    except NotNow as problem:
        form.add_error(None, problem.message)
        if getattr(problem, "needs_new_ticket", False):
            data["ticket"] = guards.new_ticket(request.municipality)
        data["website"] = ""
        return _page(request, form, status=getattr(problem, "status", 409))


def _received(request: PublicRequest, form: ResidentForm, form_version: FormVersion) -> HttpResponseRedirect:
    guards.refuse_filled_trap(form.cleaned_data["website"])
    ticket = guards.checked_ticket(form.cleaned_data["ticket"], request.municipality)
    with transaction.atomic():  # what is over the limit is rolled back
        given = receive(
            municipality=request.municipality,
            channel="resident",
            form=form_version,
            payload=form.payload(),
            reply_email=form.cleaned_data["reply_email"],
            once=ticket.once,
            campaign=_campaign(request, form.cleaned_data["k"]),
        )
        if not given.is_repeat and not _within_limits(request):
            raise guards.too_many()
    return redirect("public:report_receipt", request.municipality.slug, _told(request, form, given))


def _within_limits(request: PublicRequest) -> bool:
    who = sender_hash(address_of(request, behind_proxy=settings.HTTPS))
    return rate_limit(who, guards.PER_SENDER) and rate_limit(
        f"municipality {request.municipality.pk}", guards.PER_MUNICIPALITY
    )


def _told(request: PublicRequest, form: ResidentForm, given: Receipt) -> str:
    lon, lat = (float(form.cleaned_data[name]) if form.cleaned_data[name] else None for name in ("lon", "lat"))
    return guards.receipt_text({
        "m": request.municipality.pk,
        "reference": given.reference,
        "day": timezone.localdate(given.received).isoformat(),
        "is_held": given.is_held,
        "is_outside": is_outside(form.definition, lon, lat),
        "wants_answer": bool(form.cleaned_data["reply_email"]),
    })  # fmt: skip


def _page(request: PublicRequest, form: ResidentForm, *, status: int = 200, is_searching: bool = False) -> HttpResponse:
    given = _given(form)
    text = given("search")
    context = {
        "form": form,
        "definition": form.definition,
        "chosen": given("category"),
        "reasons": form["reasons"].value() or [],
        "day_parts": form["day_parts"].value() or [],
        "place": place_in(form.definition, given("place")),
        "found": search(form.definition, text) if is_searching or text else [],
        "searched": text if is_searching else "",
        "is_searching": is_searching,
        "campaign": _campaign(request, given("k")),
        "map": _map_settings(request, form.definition),
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "public/report/form.html", context, status=status)


def _given(form: ResidentForm) -> Any:
    return lambda name: str(form[name].value() or "")


def _campaign(request: PublicRequest, public_id: str) -> Campaign | None:
    return current_campaign(request.municipality, public_id) if public_id else None


def _map_settings(request: PublicRequest, definition: dict[str, Any]) -> dict[str, Any]:
    slug = request.municipality.slug
    return {
        "base": reverse("public:base_map", args=[slug]),
        "places": reverse("public:report_places", args=[slug]),
        "worker": static("vendor/maplibre/maplibre-gl-worker.mjs"),
        "style": static("vendor/maplibre/maplibre-gl.css"),
        "bounds": definition["bounds"],
        "centre": [request.municipality.centre_lon, request.municipality.centre_lat],
    }
