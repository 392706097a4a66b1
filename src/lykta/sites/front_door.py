"""The first page of an installation, and what people see when something is not as they expected."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lykta.ground.municipalities.models import Municipality


def front_door(request: HttpRequest) -> HttpResponse:
    return render(request, "sites/front_door.html", {"municipalities": Municipality.objects.all()})


def not_offered(request: HttpRequest) -> HttpResponse:
    """A page of the login package that Lykta does without."""
    return render(request, "sites/error.html", {"status": 404}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "sites/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "sites/error.html", {"status": 403}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of its page: left open too long, without cookies, or sent from somewhere else."""
    return render(request, "sites/error.html", {"status": 403, "is_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "sites/error.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "sites/error.html", {"status": 500}, status=500)
