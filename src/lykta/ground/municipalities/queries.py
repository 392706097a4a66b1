"""Which municipalities there are."""

from __future__ import annotations

from django.db.models import QuerySet

from lykta.ground.municipalities.models import Municipality


def all_municipalities() -> QuerySet[Municipality]:
    return Municipality.objects.order_by("name")


def by_slug(slug: str) -> Municipality | None:
    return Municipality.objects.filter(slug=slug).first()


def by_code(code: str) -> Municipality | None:
    return Municipality.objects.filter(code=code).first()


def in_cooperation_with(municipality: Municipality) -> QuerySet[Municipality]:
    """The others that share a forum or a police area with it."""
    others = Municipality.objects.filter(cooperations__in=municipality.cooperations.all())
    return others.exclude(pk=municipality.pk).distinct().order_by("name")
