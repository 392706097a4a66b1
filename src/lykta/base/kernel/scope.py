"""Every query names the municipality it is for. A forgotten scope raises instead of showing a neighbour's rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, NoReturn, Self

from django.db import models


class ScopeForgotten(RuntimeError):
    """A query on municipal rows was run without `for_municipality(...)`."""


class ScopedQuerySet(models.QuerySet):
    """Rows of one or several named municipalities.

    Scoped by `for_municipality(m)`, `for_municipalities([...])`, by coming from a row that was itself found
    within its scope (`report.sections.all()`), or by `across_municipalities(reason=...)` for work of the installation.
    """

    scope_path = "municipality"
    _scoped = False

    def for_municipality(self, municipality: Any) -> Self:
        return self._within(**{self.scope_path: municipality})

    def for_municipalities(self, municipalities: Iterable[Any]) -> Self:
        return self._within(**{f"{self.scope_path}__in": list(municipalities)})

    def across_municipalities(self, *, reason: str) -> Self:
        if not reason:
            raise ValueError("say why the query crosses municipalities")
        return self._within()

    def none(self) -> Self:
        empty = super().none()
        empty._scoped = True
        return empty

    def _within(self, **condition: Any) -> Self:
        rows = self.filter(**condition) if condition else self._chain()
        rows._scoped = True
        return rows

    def _clone(self) -> Self:
        copy = super()._clone()
        copy._scoped = self._scoped
        return copy

    def _require_scope(self) -> None:
        if not (self._scoped or "instance" in self._hints):
            raise ScopeForgotten(f"{self.model.__name__}: say for_municipality(...) before the query is run")

    def _require_scope_of_all(self, *others: Any) -> None:
        """Rows that are put together have one scope each: that of the first says nothing of the others'."""
        self._require_scope()
        for other in others:
            if not isinstance(other, ScopedQuerySet):
                raise ScopeForgotten(f"{self.model.__name__}: put together with rows that have no municipality")
            other._require_scope()

    def __and__(self, other: Any) -> Self:
        self._require_scope_of_all(other)
        return super().__and__(other)

    def __or__(self, other: Any) -> Self:
        self._require_scope_of_all(other)
        return super().__or__(other)

    def __xor__(self, other: Any) -> Self:
        self._require_scope_of_all(other)
        return super().__xor__(other)

    def _combinator_query(self, combinator: str, *other_qs: Any, all: bool = False) -> Self:
        # union, intersection and difference all come here
        self._require_scope_of_all(*other_qs)
        return super()._combinator_query(combinator, *other_qs, all=all)  # type: ignore[misc]

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        # Written SQL does not ask for the conditions of the rows it is called on, so no scope holds for it.
        raise ScopeForgotten(f"{self.model.__name__}: written SQL has no municipality")

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._require_scope()
        return super().iterator(*args, **kwargs)

    def aiterator(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        self._require_scope()
        return super().aiterator(*args, **kwargs)

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._require_scope()
        return super().explain(*args, **kwargs)

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()

    def in_bulk(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        self._require_scope()
        return super().in_bulk(*args, **kwargs)

    # Django keeps these two off related managers; so do we.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]


ScopedManager = models.Manager.from_queryset(ScopedQuerySet, class_name="ScopedManager")


class MunicipalRow(models.Model):
    """A row that belongs to one municipality. `save()` and reading through a parent row work as usual."""

    objects = ScopedManager()
    unscoped = (
        models.Manager()
    )  # for Django's own machinery (refresh_from_db, uniqueness, cascades); pages never use it

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "objects"
