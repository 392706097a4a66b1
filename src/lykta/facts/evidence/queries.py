"""The category tree as a municipality sees it, and what rests on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """Shared ones and the municipality's own, in order; an own category takes the place of the shared with its code."""
    rows = Category.objects.filter(Q(municipality__isnull=True) | Q(municipality=municipality))
    by_code: dict[str, Category] = {}
    for row in sorted(rows, key=lambda row: row.municipality_id is not None):
        by_code[row.code] = row
    return sorted(by_code.values(), key=lambda row: (row.position, row.label_sv))


def category_tree(municipality: Municipality, *, today: date | None = None) -> list[CategoryNode]:
    """What can be chosen today."""
    day = today or timezone.localdate()
    active = [row for row in categories_for(municipality) if row.active_to is None or row.active_to >= day]
    by_parent: dict[str, list[Category]] = {}
    codes = _codes_by_pk()
    for row in active:
        by_parent.setdefault(codes.get(row.parent_id, ""), []).append(row)
    return [_node(row, by_parent) for row in by_parent.get("", [])]


def category_by_code(municipality: Municipality, code: str) -> Category | None:
    return next((row for row in categories_for(municipality) if row.code == code), None)


def may_be_chosen(municipality: Municipality, category: Category, *, today: date | None = None) -> bool:
    return any(row.pk == category.pk for row in _each(category_tree(municipality, today=today)))


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


def _each(nodes: Iterable[CategoryNode]) -> Iterator[Category]:
    for node in nodes:
        yield node.category
        yield from _each(node.children)


def _node(row: Category, by_parent: dict[str, list[Category]]) -> CategoryNode:
    return CategoryNode(row, tuple(_node(child, by_parent) for child in by_parent.get(row.code, [])))
