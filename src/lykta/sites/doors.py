"""Which door a request came through decides what its database connection may touch and what a cache may keep."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lykta.airlocks.publishing.connection import restricted_connection

PUBLIC_PREFIXES = ("/k/", "/api/", "/ogc/", "/open311/")
STAFF_PREFIXES = ("/arbete/", "/l/", "/konto/")


class DoorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PUBLIC_PREFIXES):
            with restricted_connection():
                return self.get_response(request)
        response = self.get_response(request)
        if request.path_info.startswith(STAFF_PREFIXES):
            response["Cache-Control"] = "no-store"
        return response
