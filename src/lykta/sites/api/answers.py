"""Whatever is answered under /api/ is for a machine: no HTML, no copy in a cache."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lykta.sites.api import problems

PREFIX = "/api/"


class ApiAnswers:
    """Middleware, outermost: also what Django itself refuses (address, method, size) becomes a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return answer
        if answer.status_code >= 400 and answer.headers.get("Content-Type") != problems.MEDIA_TYPE:
            allowed = answer.headers.get("Allow")
            answer = problems.response(problems.advice_for(answer.status_code))
            if allowed:
                answer["Allow"] = allowed
        answer["Cache-Control"] = "no-store"
        return answer
