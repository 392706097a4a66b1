"""For those who report, after login: pages of sites.reporting, and the places by name that other pages search."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page

from lykta.facts.incidents.enums import Permission
from lykta.ground.areas.queries import search_places
from lykta.sites.offline import shell_of_this_version
from lykta.sites.reporting import pages
from lykta.sites.staff.incidents.phone_views import door_of
from lykta.sites.staff.pages import StaffRequest, page

Shared = Callable[..., HttpResponse]


def for_reporters(view: Shared) -> Shared:
    """A page that both doors share, for whoever may report here."""

    @page(Permission.REPORT)
    @wraps(view)
    def through(request: StaffRequest, *args: str, **kwargs: str) -> HttpResponse:
        return view(request, door_of(request), *args, **kwargs)

    return through


report = shell_of_this_version(gzip_page(for_reporters(pages.report)))
nil_report = for_reporters(pages.nil_report)
coming_event = for_reporters(pages.coming_event)
cancel_coming_event = for_reporters(pages.cancel_coming_event)
my_reports = for_reporters(pages.my_reports)
answer = for_reporters(pages.answer)
withdraw = for_reporters(pages.withdraw)


@page(Permission.REPORT)
def place_search(request: StaffRequest) -> JsonResponse:
    places = search_places(request.municipality, request.GET.get("q", "")[:80])
    return JsonResponse({"places": [{"id": p.public_id, "name": p.name, "lon": p.lon, "lat": p.lat} for p in places]})
