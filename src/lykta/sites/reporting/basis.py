"""What the report page stands on: kinds, usual choices and texts, and the gazetteer for searching without coverage."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lykta.base.kernel.periods import Period, week_containing
from lykta.base.kernel.swedish_time import period_label
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import CategoryNode, category_tree, focus_areas
from lykta.facts.incidents import queries
from lykta.facts.incidents.models import NilReport
from lykta.facts.incidents.reporters import reporter_columns
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import municipality_bounds
from lykta.ground.municipalities.models import Municipality
from lykta.sites.reporting import tickets
from lykta.sites.reporting.doors import Door
from lykta.sites.reporting.texts import texts


def basis_for(door: Door) -> dict[str, Any]:
    tree, areas = category_tree(door.municipality), focus_areas(door.municipality)
    categories, places = [_node(node) for node in tree], gazetteer(door.municipality)
    return {
        "ticket": tickets.issue(door),
        "actor": tickets.opaque(door.by.actor_id),
        "municipality": _municipality(door),
        "organization": door.organization.name,
        "server_now": timezone.now().isoformat(),
        "version": _version(categories, places),
        "categories": categories,
        "focus_areas": [{"code": row.code, "label": row.label, "guidance": row.guidance} for row in areas],
        "usual": {
            "categories": [row.code for row in queries.usual_categories(door.by, door.municipality)],
            "places": [_place(row) for row in queries.usual_places(door.by, door.municipality)],
        },
        "nil": nil_state(door),
        "texts": texts(),
    }


def places_for(municipality: Municipality) -> dict[str, Any]:
    categories = [_node(node) for node in category_tree(municipality)]
    places = gazetteer(municipality)
    return {"version": _version(categories, places), "places": places}


def gazetteer(municipality: Municipality) -> list[list[Any]]:
    """[id, name, lon, lat, folded text to search in], by name. What is closed is not offered any more."""
    rows = Place.objects.for_municipality(municipality)
    open_ones = rows.filter(Q(active_to__isnull=True) | Q(active_to__gte=timezone.localdate()))
    told = open_ones.values_list("public_id", "name", "lon", "lat", "search_text")
    return [[pid, name, round(lon, 6), round(lat, 6), text] for pid, name, lon, lat, text in told]


def this_week(municipality: Municipality) -> Period:
    return week_containing(timezone.now(), municipality.week_cut)


def nil_state(door: Door) -> dict[str, Any]:
    period = this_week(door.municipality)
    return {"period": period.id, "label": period_label(period), "is_sent": is_nil_sent(door, period)}


def is_nil_sent(door: Door, period: Period) -> bool:
    rows = NilReport.objects.for_municipality(door.municipality)
    return rows.filter(period_id=period.id, **reporter_columns(door.by)).exists()


def map_settings(door: Door) -> dict[str, Any]:
    municipality = door.municipality
    return {
        "base": door.url("base_map"),
        "bounds": municipality_bounds(municipality),
        "centre": [municipality.centre_lon, municipality.centre_lat],
    }


def _municipality(door: Door) -> dict[str, Any]:
    shown = map_settings(door)
    return {
        "name": door.municipality.name,
        "slug": door.municipality.slug,
        "bounds": shown["bounds"],
        "centre": shown["centre"],
        "base_map": shown["base"],
        "contact": door.municipality.contact_email,
    }


def _node(node: CategoryNode) -> dict[str, Any]:
    row: Category = node.category
    told = {"code": row.code, "label": row.label, "definition": row.definition_sv, "guidance": row.guidance}
    return told | {"takes_reasons": row.takes_reasons, "children": [_node(child) for child in node.children]}


def _place(row: Place) -> dict[str, Any]:
    return {"id": row.public_id, "name": row.name, "lon": row.lon, "lat": row.lat}


def _version(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:12]
