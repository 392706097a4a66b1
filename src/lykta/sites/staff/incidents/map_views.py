"""What the map is drawn from: the municipality's own base map, and tiles that hold what the asking role may see."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from lykta.facts.incidents import queries
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.models import Incident, IncidentChange
from lykta.facts.incidents.tiles import tile as incident_tile
from lykta.ground.areas.queries import base_layers, municipality_bounds
from lykta.sites.staff.pages import StaffRequest, page


@page(Permission.SEE_ALL, Permission.SEE_OWN)
def tile(request: StaffRequest, z: int, x: int, y: int) -> HttpResponse:
    if not (0 <= z <= 22 and 0 <= x < 2**z and 0 <= y < 2**z):
        raise Http404
    filters = queries.IncidentFilter.from_query(request.GET, request.municipality)
    body = incident_tile(request.user, request.municipality, z, x, y, filters)
    return HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")


@page()
def base_map(request: StaffRequest) -> HttpResponse:
    return JsonResponse({layer.key: layer.features for layer in base_layers(request.municipality)})


def map_settings(
    request: StaffRequest, *, tiles: bool = True, query: str = "", point: Incident | None = None
) -> dict[str, Any]:
    """Everything `map.js` needs, as data on the element: scripts hold no addresses of their own."""
    slug = request.municipality.slug
    settings: dict[str, Any] = {
        "base": reverse("staff:base_map", args=[slug]),
        "worker": static("vendor/maplibre/maplibre-gl-worker.mjs"),
        "bounds": municipality_bounds(request.municipality),
        "centre": [request.municipality.centre_lon, request.municipality.centre_lat],
    }
    if tiles:
        example = reverse("staff:tile", args=[slug, 0, 0, 0])
        change = IncidentChange.objects.filter(municipality=request.municipality).values_list(
            "change_number", flat=True
        )
        settings["tiles"] = example.replace("0/0/0.mvt", "{z}/{x}/{y}.mvt")
        settings["query"] = f"{query}&v={next(iter(change), 0)}".lstrip("&")
        settings["incident"] = reverse("staff:incident", args=[slug, "PID"])
    if point is not None and point.lon is not None:
        settings["point"] = [point.lon, point.lat]
    return settings
