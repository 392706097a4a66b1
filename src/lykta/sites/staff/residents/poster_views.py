"""Posters to print: of the residents' page, of a place, of a campaign. A4, or four small ones to a sheet."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from lykta.airlocks.intake import queries
from lykta.airlocks.intake.enums import Permission
from lykta.airlocks.intake.models import Campaign
from lykta.base.documents.poster import Poster
from lykta.base.documents.poster import render as printed
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import search_places
from lykta.sites.staff.pages import StaffRequest, page

PAGE = 50


@page(Permission.MANAGE)
def posters(request: StaffRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:80]
    places = search_places(request.municipality, text, 50) if text else _places(request)
    context = {
        "page": Paginator(places, PAGE).get_page(request.GET.get("sida")),
        "searched": text,
        "campaigns": queries.campaigns_going_on(request.municipality),
        "address": settings.BASE_URL + reverse("public:report", args=[request.municipality.slug]),
        "is_local": urlsplit(settings.BASE_URL).hostname in {"127.0.0.1", "localhost"},
    }
    return render(request, "staff/residents/posters.html", context)


@page(Permission.MANAGE)
def poster(request: StaffRequest) -> HttpResponse:
    """`?plats=`, `?k=` or neither; `?format=a6` for four to a sheet."""
    place, campaign = _place(request), _campaign(request)
    with override("sv"):  # it hangs in a Swedish town, whatever the browser prefers
        made = _poster(request, place, campaign)
    body = printed(made, four_to_a_sheet=request.GET.get("format") == "a6")
    name = slugify(f"affisch {place.name if place else ''} {campaign.title if campaign else ''}")
    return HttpResponse(
        body, content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip


def _poster(request: StaffRequest, place: Place | None, campaign: Campaign | None) -> Poster:
    municipality = request.municipality
    url = _address(request, place, campaign)
    return Poster(
        title=campaign.title if campaign else _("Does this place feel unsafe, or safe?") if place
        else _("Where does it feel unsafe, and where safe?"),
        lead=campaign.intro if campaign and campaign.intro else _("Tell us. You are anonymous and it takes a minute."),
        lines=(
            _("Not for what is urgent: call 112. Not urgent: the police, 114 14."),
            _("Write about the place, not about persons. What you send becomes an official document."),
        ),
        place=place.name if place else "",
        url=url,
        address=url.partition("://")[2].rstrip("/"),
        address_words=_("Point your camera at the square, or write"),
        code_description=_("QR code that leads to the residents’ page at %(url)s") % {"url": url},
        issuer=_("Municipality of %(name)s") % {"name": municipality.name},
        colour=municipality.colour_main,
        accent=municipality.colour_accent,
    )  # fmt: skip


def _address(request: StaffRequest, place: Place | None, campaign: Campaign | None) -> str:
    """Short, for those who type it and for a coarse code."""
    slug = request.municipality.slug
    query = {"k": campaign.public_id} if campaign else {}
    if place:
        return settings.BASE_URL + reverse("public:report_at", args=[slug, place.public_id], query=query)
    return settings.BASE_URL + reverse("public:report", args=[slug], query=query)


def _places(request: StaffRequest):  # type: ignore[no-untyped-def]
    return Place.objects.for_municipality(request.municipality).filter(active_to=None).order_by("name")


def _place(request: StaffRequest) -> Place | None:
    wanted = request.GET.get("plats", "")
    if not wanted:
        return None
    found: Place | None = Place.objects.for_municipality(request.municipality).filter(public_id=wanted).first()
    if found is None:
        raise Http404
    return found


def _campaign(request: StaffRequest) -> Campaign | None:
    wanted = request.GET.get("k", "")
    if not wanted:
        return None
    found: Campaign | None = queries.campaigns(request.municipality).filter(public_id=wanted).first()
    if found is None:
        raise Http404
    return found
