"""What is done now and then, on one page: each with a line on what it is for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lykta.sites.navigation import ADMINISTRATION, administration_for
from lykta.sites.staff.pages import StaffRequest, page


@page(*sorted({permission for entry in ADMINISTRATION for permission in entry.permissions}))
def administration(request: StaffRequest) -> HttpResponse:
    entries = administration_for(request.user, request.municipality)
    rows = [(entry, reverse(entry.url_name, args=[request.municipality.slug])) for entry in entries]
    return render(request, "staff/administration/list.html", {"rows": rows})
