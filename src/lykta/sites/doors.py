"""Which door a request came through decides what its database connection may touch and what a cache may keep."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from lykta.airlocks.publishing.connection import restricted_connection

PUBLIC_PREFIXES = ("/k/", "/api/", "/ogc/", "/open311/")
STAFF_PREFIXES = ("/arbete/", "/l/", "/konto/")


class DoorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_zero_byte(request):
            raise BadRequest("a zero byte in the address")
        if request.path_info.startswith(PUBLIC_PREFIXES):
            with restricted_connection():
                return self.get_response(request)
        response = self.get_response(request)
        if request.path_info.startswith(STAFF_PREFIXES):
            response["Cache-Control"] = "no-store"
        return response


def has_zero_byte(request: HttpRequest) -> bool:
    """No text in the database can hold one, and PostgreSQL refuses even to look for it."""
    query = request.META.get("QUERY_STRING", "")
    return "\x00" in request.path_info or "%00" in query or "\x00" in query
