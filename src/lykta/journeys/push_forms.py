"""Categories and places, pushed down to where residents and other systems send from: outside never reads them here."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lykta.airlocks.intake.enums import Permission
from lykta.airlocks.intake.operations import push_form
from lykta.airlocks.intake.queries import API_REPORT, RESIDENT_REPORT, current_form
from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import CategoryNode, category_tree, focus_areas
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import municipality_bounds
from lykta.ground.municipalities.models import Municipality

log = logging.getLogger("lykta.worker")
# What a resident can see and say without pointing anybody out. The coordinator may choose otherwise.
OFFERED = ("unsafe_place", "positive", "littering_dumping", "vandalism", "traffic", "disturbing_gathering", "other")


def push_forms(municipality: Municipality, *, offered: Sequence[str] | None = None) -> None:
    """A new version where anything has changed. `offered`: codes for residents; else as the last version had it."""
    with override("sv"):
        shared = _shared(municipality)
        api = {**shared, "categories": [_node(node) for node in category_tree(municipality)]}
        push_form(municipality=municipality, kind=API_REPORT, definition=api)
        chosen = list(offered if offered is not None else offered_to_residents(municipality))
        resident = {**shared, "offered": chosen, "categories": _for_residents(municipality, chosen)}
        push_form(municipality=municipality, kind=RESIDENT_REPORT, definition=resident)


def push_forms_everywhere() -> None:
    """By the worker, every minute: a changed category or place reaches the residents without anybody's doing."""
    for municipality in Municipality.objects.all():
        try:
            push_forms(municipality)
        except Exception:  # one municipality's trouble may not keep its neighbours' forms old
            log.exception("the forms of municipality %s were not pushed and are tried again", municipality.code)


@transaction.atomic
def choose_for_residents(*, municipality: Municipality, codes: Sequence[str], by: Actor) -> None:
    """Which of the municipality's categories residents may report."""
    require(by, Permission.MANAGE, municipality)
    there = [node.code for node in category_tree(municipality)]
    chosen = [code for code in there if code in set(codes)]
    if not chosen:
        raise NotNow(_("Choose at least one thing that residents may report."))
    push_forms(municipality, offered=chosen)
    record("intake.categories_chosen", by=by, municipality=municipality, categories=", ".join(chosen))


def offered_to_residents(municipality: Municipality) -> list[str]:
    form = current_form(municipality, RESIDENT_REPORT)
    return list(form.definition.get("offered", OFFERED)) if form else list(OFFERED)


def _for_residents(municipality: Municipality, codes: Sequence[str]) -> list[dict[str, Any]]:
    """The top categories in the order of the municipality; a place felt to be unsafe, and a safe one, first."""
    first = {"unsafe_place": 0, "positive": 1}
    nodes = [node for node in category_tree(municipality) if node.code in set(codes)]
    return [
        _node(node, children=False) | _in_plain_words(node.category)
        for node in sorted(nodes, key=lambda node: first.get(node.code, 2))
    ]


def _in_plain_words(category: Category) -> dict[str, str]:
    """The shared tree is worded for those who report in their work. A municipality's own words stand as they are."""
    words = {
        "unsafe_place": (_("A place that feels unsafe"), _("You avoid it, or hurry past.")),
        "positive": (_("A place that feels safe, or has become better"), _("Good to know, so that it stays so.")),
        "littering_dumping": (_("Litter and dumped things"), ""),
        "vandalism": (_("Something damaged on purpose, or graffiti"), ""),
        "traffic": (_("Traffic that disturbs or is dangerous"), _("Mopeds, cars and others who drive without care.")),
        "disturbing_gathering": (
            _("Gatherings that make the place unsafe"), _("Write how the place is affected, not who they are."),
        ),
        "other": (_("Something else"), ""),
    }.get(category.code if category.municipality_id is None else "")  # fmt: skip
    return {"label": words[0], "definition": words[1]} if words else {}


def _node(node: CategoryNode, *, children: bool = True) -> dict[str, Any]:
    row = node.category
    below = [_node(child) for child in node.children]
    found: dict[str, Any] = {
        "code": row.code,
        "label": row.label,
        "definition": row.definition_sv,
        "guidance": row.guidance,
        "is_positive": row.is_positive,
    }
    if row.takes_reasons:
        found["reasons"] = [{name: child[name] for name in ("code", "label", "definition")} for child in below]
    return found | ({"children": below} if children and below else {})


def _shared(municipality: Municipality) -> dict[str, Any]:
    today = timezone.localdate()
    places = Place.objects.for_municipality(municipality).filter(Q(active_to=None) | Q(active_to__gte=today))
    rows = places.order_by("name").values_list("public_id", "name", "lon", "lat", "search_text")
    return {
        "v": 1,
        "places": [list(row) for row in rows],
        "bounds": municipality_bounds(municipality),
        "focus_areas": [
            {"code": row.code, "label": row.label, "guidance": row.guidance} for row in focus_areas(municipality)
        ],
    }
