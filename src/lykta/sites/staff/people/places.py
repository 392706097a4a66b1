"""The municipality's own gazetteer, and the areas it counts by."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.actor import NotNow
from lykta.ground.areas.enums import Permission
from lykta.ground.areas.models import Place
from lykta.ground.areas.operations import add_place, change_place
from lykta.ground.areas.queries import area_set_in_use
from lykta.ground.municipalities.enums import Permission as Municipalities
from lykta.importers.areas.load import take_in
from lykta.importers.reading import source_of
from lykta.importers.result import ImportProblem
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.people.areas_form import AreasForm
from lykta.sites.staff.people.forms import PlaceForm

PER_PAGE = 50


@page(Permission.EDIT)
def places(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    form = PlaceForm(request.POST or None)
    if form.is_valid() and _added(request, form):
        say(request, _("“%(name)s” is added and can be chosen in reports.") % {"name": form.cleaned_data["name"]})
        return redirect("staff:places", request.municipality.slug)
    return render(request, "staff/people/places.html", _context(request, form))


@page(Permission.EDIT)
def place(request: StaffRequest, pid: str) -> HttpResponse:
    rows = Place.objects.for_municipality(request.municipality).select_related("municipality")
    row = get_object_or_404(rows, public_id=pid)
    form = PlaceForm.about(row, request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, row, form):
        say(request, _("“%(name)s” is changed.") % {"name": form.cleaned_data["name"]})
        return redirect("staff:places", request.municipality.slug)
    context = {"form": form, "place": row}
    return render(request, "staff/people/place.html", context, status=422 if form.errors else 200)


def _changed(request: StaffRequest, row: Place, form: PlaceForm) -> bool:
    data = form.cleaned_data
    lon, lat = data["position"]
    try:
        change_place(
            place=row, name=data["name"], kind=data["kind"], lon=lon, lat=lat, aliases=data["aliases"],
            active_to=data["active_to"], by=request.user,
        )  # fmt: skip
    except NotNow as problem:
        form.add_error("name", problem.message)
        return False
    return True


@page(Permission.EDIT)
def areas_upload(request: StaffRequest) -> HttpResponse:
    form = AreasForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (said := _taken_in(request, form)):
        say(request, said)
        return redirect(f"{reverse('staff:municipality', args=[request.municipality.slug])}#areas")
    return render(request, "staff/people/areas_upload.html", {"form": form}, status=422 if form.errors else 200)


def _taken_in(request: StaffRequest, form: AreasForm) -> str | None:
    upload = form.cleaned_data["file"]
    try:
        area_set, added, n = take_in(
            source=source_of(upload.name, upload.read()), municipality=request.municipality, mapping=form.mapping(),
            by=request.user,
        )  # fmt: skip
    except (ImportProblem, NotNow) as problem:
        said = getattr(problem, "words", None) or getattr(problem, "message", None)
        form.add_error("file", said or _("The file could not be read as areas. Export it as GeoJSON or GeoPackage."))
        for rejection in getattr(problem, "rejections", ())[:5]:
            form.add_error(
                "file", _("Area %(line)s: %(reason)s") % {"line": rejection.line, "reason": rejection.reason}
            )
        return None
    if not added:
        return _("The file says the same as before: %(name)s.") % {"name": area_set}
    return ngettext(
        "%(n)s area is read in as %(name)s. Choose it below to count by it.",
        "%(n)s areas are read in as %(name)s. Choose it below to count by it.",
        n,
    ) % {"n": n, "name": area_set}


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
