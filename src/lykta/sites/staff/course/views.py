"""The reporters' course by login."""

from __future__ import annotations

from django.http import HttpResponse

from lykta.facts.incidents.enums import Permission
from lykta.sites.course import course_page
from lykta.sites.staff.pages import StaffRequest, page


@page(Permission.REPORT)
def course(request: StaffRequest) -> HttpResponse:
    return course_page(request, by=request.user, municipality=request.municipality, base="sites/staff_base.html")
