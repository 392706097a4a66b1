"""What is asked: a period, a category, an area, and settings with sensible defaults."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from lykta.base.kernel.periods import Period, parse_period
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import category_by_code
from lykta.ground.areas.models import Area
from lykta.ground.areas.queries import areas_of
from lykta.ground.municipalities.models import Municipality

CELLS_M = (100, 200, 250, 500)
NEAR_M = (100, 200, 400)
NEAR_DAYS = (7, 14, 28)
REPLICATES = (199, 999, 9_999)


@dataclass(frozen=True, slots=True)
class Settings:
    """`cell_m`: side of the squares; `near_m`, `near_days`: what counts as near in place and time; all from lists."""

    cell_m: int = 200
    near_m: int = 200
    near_days: int = 14
    replicates: int = 999

    def __post_init__(self) -> None:
        allowed = (CELLS_M, NEAR_M, NEAR_DAYS, REPLICATES)
        for field, values in zip(fields(self), allowed, strict=True):
            if getattr(self, field.name) not in values:
                raise ValueError(f"{field.name} is one of {values}, not {getattr(self, field.name)}")

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class Question:
    """Empty category: all kinds but good signs. No area: the whole municipality."""

    municipality: Municipality
    period: Period
    category: Category | None = None
    area: Area | None = None
    settings: Settings = Settings()

    @classmethod
    def of(cls, municipality: Municipality, stored: dict[str, Any]) -> Question:
        """From what a run keeps. A category or area that is gone since then is left out."""
        category, area = stored.get("category", ""), stored.get("area", "")
        return cls(
            municipality=municipality,
            period=parse_period(stored["period"]),
            category=category_by_code(municipality, category) if category else None,
            area=areas_of(municipality).filter(public_id=area).first() if area else None,
            settings=Settings(**stored.get("settings", {})),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period.id,
            "category": self.category.code if self.category else "",
            "area": self.area.public_id if self.area else "",
            "settings": self.settings.as_json(),
        }
