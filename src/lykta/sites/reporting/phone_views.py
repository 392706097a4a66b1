"""What the report page's script asks for and sends; the same behind both doors."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from lykta.sites.reporting import answers
from lykta.sites.reporting.basis import basis_for, places_for
from lykta.sites.reporting.doors import Door


def basis(request: HttpRequest, door: Door) -> JsonResponse:
    if request.method not in {"GET", "HEAD"}:
        return answers.wrong_way("GET")
    return JsonResponse(basis_for(door))


def places(request: HttpRequest, door: Door) -> JsonResponse:
    if request.method not in {"GET", "HEAD"}:
        return answers.wrong_way("GET")
    return JsonResponse(places_for(door.municipality))


def send(request: HttpRequest, door: Door, *, is_late: bool = False) -> JsonResponse:
    if request.method != "POST":
        return answers.wrong_way("POST")
    return answers.receive(request, door, is_late=is_late)
