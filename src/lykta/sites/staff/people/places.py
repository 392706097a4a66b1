"""The municipality's own gazetteer, and the areas it counts by."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow
from lykta.ground.areas.enums import Permission
from lykta.ground.areas.models import Place
from lykta.ground.areas.operations import add_place
from lykta.ground.areas.queries import area_set_in_use
from lykta.ground.municipalities.enums import Permission as Municipalities
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.people.forms import PlaceForm

PER_PAGE = 50


@page(Permission.EDIT)
def places(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    form = PlaceForm(request.POST or None)
    if form.is_valid() and _added(request, form):
        say(request, _("“%(name)s” is added and can be chosen in reports.") % {"name": form.cleaned_data["name"]})
        return redirect("staff:places", request.municipality.slug)
    return render(request, "staff/people/places.html", _context(request, form))


def _context(request: StaffRequest, form: PlaceForm) -> dict[str, Any]:
    municipality = request.municipality
    rows = Place.objects.for_municipality(municipality).order_by("name")
    wanted = request.GET.get("q", "").strip()
    if wanted:
        rows = rows.filter(search_text__icontains=wanted.lower())
    return {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("sida")),
        "wanted": wanted,
        "in_use": area_set_in_use(municipality),
        "may_choose_areas": request.user.may(Municipalities.EDIT, municipality),
    }


def _added(request: StaffRequest, form: PlaceForm) -> bool:
    data = form.cleaned_data
    lon, lat = data["position"]
    try:
        add_place(
            municipality=request.municipality, name=data["name"], kind=data["kind"], lon=lon, lat=lat,
            aliases=data["aliases"], by=request.user,
        )  # fmt: skip
    except NotNow as problem:
        form.add_error("name", problem.message)
        return False
    return True
