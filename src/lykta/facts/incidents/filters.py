"""One filter for list, map and export, carried in the address and said in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from django.db.models import Q
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lykta.base.kernel.periods import Period, PeriodProblem, bounds, parse_period
from lykta.base.kernel.swedish_time import period_label
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import category_by_code
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import IncidentQuerySet
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.areas.models import Area
from lykta.ground.areas.queries import areas_of
from lykta.ground.municipalities.models import Municipality

LONGEST_TEXT = 80


@dataclass(frozen=True)
class IncidentFilter:
    """Empty values let everything through. Made by `from_query`, which leaves out what it does not know."""

    municipality: Municipality
    period: Period | None = None
    category: Category | None = None
    area: Area | None = None
    source: str = ""
    state: str = ""
    text: str = ""

    @classmethod
    def from_query(cls, query: QueryDict, municipality: Municipality) -> Self:
        """Keys of the address: period, kategori, omrade (public id), kalla, lage, q."""
        source, state, area = query.get("kalla", ""), query.get("lage", ""), query.get("omrade", "")
        category = query.get("kategori", "")
        return cls(
            municipality=municipality,
            period=_period(query.get("period", "")),
            category=category_by_code(municipality, category) if category else None,
            area=areas_of(municipality).filter(public_id=area).first() if area else None,
            source=source if source in OrganizationKind.values else "",
            state=state if state in State.values else "",
            text=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_TEXT],
        )

    def to_query(self) -> str:
        values = {
            "period": self.period.id if self.period else "",
            "kategori": self.category.code if self.category else "",
            "omrade": self.area.public_id if self.area else "",
            "kalla": self.source,
            "lage": self.state,
            "q": self.text,
        }
        return urlencode({key: value for key, value in values.items() if value})

    def in_words(self) -> str:
        """ "Skadegörelse · Centrum · vecka 47 2026" """
        language = "en" if (get_language() or "sv").startswith("en") else "sv"
        words = [
            self.category.label if self.category else "",
            self.area.name if self.area else "",
            period_label(self.period, language) if self.period else "",  # type: ignore[arg-type]
            str(OrganizationKind(self.source).label) if self.source else "",
            str(State(self.state).label) if self.state else "",
            _("the text “%(text)s”") % {"text": self.text} if self.text else "",
        ]
        return " · ".join(word for word in words if word) or _("All reports")

    def __bool__(self) -> bool:
        return bool(self.to_query())


def filtered(queryset: IncidentQuerySet, filters: IncidentFilter) -> IncidentQuerySet:
    """The rows of an already visible queryset that the filter lets through."""
    rows = queryset
    if filters.period:
        rows = rows.occurring(*bounds(filters.period, filters.municipality.week_cut))
    if filters.category:
        code = filters.category.code
        rows = rows.filter(Q(category__code=code) | Q(category__parent__code=code))
    if filters.area:
        rows = rows.filter(area=filters.area)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.state:
        rows = rows.filter(state=filters.state)
    return _holding(rows, filters.text) if filters.text else rows


def _holding(rows: IncidentQuerySet, text: str) -> IncidentQuerySet:
    # A regular expression, since SQLite folds only a–z: "ölburk" must find "Ölburk".
    pattern = re.escape(text)
    wanted = Q(text__iregex=pattern) | Q(place_text__iregex=pattern) | Q(place__name__iregex=pattern)
    if text.isdecimal() and len(text) < 10:
        wanted |= Q(number=int(text))
    return rows.filter(wanted)


def _period(text: str) -> Period | None:
    try:
        return parse_period(text) if text else None
    except PeriodProblem:
        return None
