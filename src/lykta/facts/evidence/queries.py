"""The category tree as a municipality sees it, and what rests on what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from lykta.facts.evidence.models import Category, Reference
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class CategoryNode:
    category: Category
    children: tuple[CategoryNode, ...] = ()

    @property
    def code(self) -> str:
        return self.category.code

    @property
    def label(self) -> str:
        return self.category.label


def categories_for(municipality: Municipality) -> list[Category]:
    """What can be reported at a place, in order: shared ones and the municipality's own.

    An own category takes the place of the shared one with its code.
    """
    return [row for row in every_category(municipality) if row.is_by_place]


def focus_areas(municipality: Municipality) -> list[Category]:
    """What is never reported at a place, such as violence in close relations: each says the right way instead."""
    today = timezone.localdate()
    return [row for row in every_category(municipality) if not row.is_by_place and is_active(row, today)]


def is_active(category: Category, day: date) -> bool:
    has_begun = category.active_from is None or category.active_from <= day
    return has_begun and (category.active_to is None or category.active_to >= day)


def every_category(municipality: Municipality) -> list[Category]:
    """Also those whose days are over and those that are never reported at a place: for administration."""
    rows = Category.objects.filter(Q(municipality__isnull=True) | Q(municipality=municipality))
    by_code: dict[str, Category] = {}
    for row in sorted(rows, key=lambda row: row.municipality_id is not None):
        by_code[row.code] = row
    return sorted(by_code.values(), key=lambda row: (row.position, row.label_sv))


def category_tree(municipality: Municipality, *, today: date | None = None) -> list[CategoryNode]:
    """What can be chosen today."""
    day = today or timezone.localdate()
    active = [row for row in categories_for(municipality) if is_active(row, day)]
    by_parent: dict[str, list[Category]] = {}
    codes = _codes_by_pk()
    for row in active:
        by_parent.setdefault(codes.get(row.parent_id, ""), []).append(row)
    return [_node(row, by_parent) for row in by_parent.get("", [])]


def category_by_code(municipality: Municipality, code: str) -> Category | None:
    """As in `categories_for`, asked for alone: a report on its way in has no use for the others."""
    rows = Category.objects.filter(Q(municipality__isnull=True) | Q(municipality=municipality), code=code)
    own_first = sorted(rows.select_related("parent"), key=lambda row: row.municipality_id is None)
    return next((row for row in own_first[:1] if row.is_by_place), None)


def may_be_chosen(municipality: Municipality, category: Category, *, today: date | None = None) -> bool:
    """As `category_tree` has it, asked of one category with one query: every report that is sent asks."""
    day = today or timezone.localdate()
    above = Category.objects.filter(pk=category.parent_id or 0).values("code")
    rows = Category.objects.filter(Q(municipality__isnull=True) | Q(municipality=municipality))
    found = rows.filter(Q(code=category.code) | Q(code__in=above))
    in_force = {row.code: row for row in sorted(found, key=lambda row: row.municipality_id is not None)}
    own = in_force.get(category.code)
    if own is None or own.pk != category.pk:
        return False
    return all(row.is_by_place and is_active(row, day) for row in in_force.values())


def top_codes(municipality: Municipality) -> dict[int, str]:
    """Primary key of every category the municipality's rows may carry → code of the top category above it."""
    rows = {
        pk: (code, parent)
        for pk, code, parent in Category.objects.filter(
            Q(municipality__isnull=True) | Q(municipality=municipality)
        ).values_list("pk", "code", "parent_id")
    }

    def top(pk: int) -> str:
        code, parent = rows[pk]
        while parent in rows:
            code, parent = rows[parent]
        return code

    return {pk: top(pk) for pk in rows}


def named(row: Any) -> tuple[str, str]:
    """What a reference says of a row: ("incidents.incident", public id). A pair of strings is its own name."""
    if isinstance(row, tuple):
        kind, row_id = row
        return str(kind), str(row_id)
    return row._meta.label_lower, str(row.public_id)


def references_of(upper: Any) -> QuerySet[Reference]:
    """What `upper`, a row of a municipality, rests on."""
    kind, row_id = named(upper)
    rows: QuerySet[Reference] = Reference.objects.for_municipality(upper.municipality_id)
    return rows.filter(upper_kind=kind, upper_id=row_id).order_by("created", "pk")


def references_to(lower: Any) -> QuerySet[Reference]:
    """What rests on `lower`, a row of a municipality."""
    kind, row_id = named(lower)
    rows: QuerySet[Reference] = Reference.objects.for_municipality(lower.municipality_id)
    return rows.filter(lower_kind=kind, lower_id=row_id).order_by("created", "pk")


def _codes_by_pk() -> dict[int | None, str]:
    return dict(Category.objects.values_list("pk", "code"))


def _node(row: Category, by_parent: dict[str, list[Category]]) -> CategoryNode:
    return CategoryNode(row, tuple(_node(child, by_parent) for child in by_parent.get(row.code, [])))
