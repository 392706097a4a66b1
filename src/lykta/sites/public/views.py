"""The window for the residents: the answer before the explanation. Reads releases alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from lykta.airlocks.publishing import queries as publishing
from lykta.airlocks.publishing.queries import Published
from lykta.ground.areas.queries import base_layers
from lykta.ground.municipalities.models import Municipality
from lykta.sites.public.pages import PublicRequest, page
from lykta.sites.published.promise import PromiseRead, read_promise
from lykta.sites.published.situation_report import read_report

PROMISE, SITUATION_REPORT = "promise", "situation_report"
# When somebody last went through the accessibility statement. Change it together with the text.
STATEMENT_REVIEWED = date(2026, 11, 22)


@page
def start(request: PublicRequest) -> HttpResponse:
    reports = publishing.latest(request.municipality, SITUATION_REPORT)
    context = {"promises": _promises(request.municipality), "report": reports[0] if reports else None}
    return render(request, "public/start.html", context)


@page
def promises(request: PublicRequest) -> HttpResponse:
    return render(request, "public/promises.html", {"promises": _promises(request.municipality)})


@page
def promise(request: PublicRequest, key: str) -> HttpResponse:
    found = _found(request.municipality, PROMISE, key)
    context = {"promise": read_promise(found.content, timezone.localdate()), "published": found}
    return render(request, "public/promise.html", context)


@page
def situation_reports(request: PublicRequest) -> HttpResponse:
    reports = publishing.latest(request.municipality, SITUATION_REPORT)
    return render(request, "public/situation_reports.html", {"reports": reports})


@page
def situation_report(request: PublicRequest, key: str) -> HttpResponse:
    found = _found(request.municipality, SITUATION_REPORT, key)
    context = {"report": read_report(found.content), "published": found}
    return render(request, "public/situation_report.html", context)


@page
def contact(request: PublicRequest) -> HttpResponse:
    return render(request, "public/contact.html")


@page
def accessibility(request: PublicRequest) -> HttpResponse:
    return render(request, "public/accessibility.html", {"reviewed": STATEMENT_REVIEWED})


@page
def base_map(request: PublicRequest) -> HttpResponse:
    """`{"layers": [{"key", "features": FeatureCollection}]}`, lowest first. WGS84 longitude, latitude."""
    layers = base_layers(request.municipality)
    return JsonResponse({"layers": [{"key": layer.key, "features": layer.features} for layer in layers]})


def _found(municipality: Municipality, kind: str, key: str) -> Published:
    found = publishing.published(municipality, kind, key)
    if found is None:
        raise Http404
    return found


def _promises(municipality: Municipality) -> list[dict[str, Any]]:
    today = timezone.localdate()
    rows = [(row.key, read_promise(row.content, today)) for row in publishing.latest(municipality, PROMISE)]
    return [{"key": key, "promise": read} for key, read in sorted(rows, key=lambda row: _order(row[1]))]


def _order(promise: PromiseRead) -> tuple[int, date]:
    """What goes on, then what is to come, then what is over; among those, what ends soonest."""
    return ("ongoing", "coming", "ended").index(promise.status), promise.ends or date.max
