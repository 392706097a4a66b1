"""The reporters' course by personal link."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from lykta.ground.accounts.enums import LinkPurpose
from lykta.sites.by_link.pages import LinkRequest, by_link
from lykta.sites.course import course_page


@by_link(LinkPurpose.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
def course(request: LinkRequest) -> HttpResponse:
    return course_page(request, by=request.by, municipality=request.municipality, base="by_link/base.html")
