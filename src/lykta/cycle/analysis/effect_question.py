"""What is asked of an action: where it worked, what that is compared with, when it began, over how many weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from lykta.base.kernel.coordinates import distance_m
from lykta.base.kernel.local_time import local_midnight
from lykta.base.kernel.period_kinds import free
from lykta.base.kernel.periods import Period, week_containing, weeks
from lykta.base.kernel.quadkeys import decode_center
from lykta.facts.evidence.models import Category
from lykta.facts.incidents.snapshot import NOTHING, BoolArray, Snapshot
from lykta.ground.areas.models import Area, Place
from lykta.ground.municipalities.models import Municipality

RADII_M = (100, 200, 400)
WEEKS_BEFORE = (12, 26, 52)
BUFFER = 2  # times the radius: nearer than that an action may still be felt, so it is no comparison


@dataclass(frozen=True)
class Where:
    """An area, or the surroundings of a place; neither: the rest of the municipality."""

    area: Area | None = None
    place: Place | None = None
    radius_m: int = 0

    @property
    def name(self) -> str:
        if self.area is not None:
            return self.area.name
        return f"{self.place.name}, {self.radius_m} m" if self.place is not None else ""

    def as_json(self) -> dict[str, Any]:
        area, place = self.area, self.place
        return {"area": area.public_id if area else "", "place": place.public_id if place else "", "m": self.radius_m}

    def holds(self, snapshot: Snapshot, times: int = 1) -> BoolArray:
        """Events within, with an exact enough place; `times` widens a radius."""
        if self.area is not None:
            return np.asarray(snapshot.area == self.area.pk)
        assert self.place is not None
        placed = (snapshot.qk != NOTHING) & ~snapshot.is_vague
        lon, lat = decode_center(np.maximum(snapshot.qk, 0))
        away = distance_m(lon, lat, self.place.lon, self.place.lat)
        return np.asarray(placed & (away <= self.radius_m * times))


@dataclass(frozen=True)
class EffectQuestion:
    municipality: Municipality
    subject: Any  # the action: a row with public_id and title
    began: date
    treated: Where
    comparison: Where  # empty: the rest of the municipality
    category: Category | None = None
    weeks_before: int = 26
    chosen_for_peak: bool = False

    @property
    def first_week(self) -> Period:
        """The first whole week with the action: the week in which it began is neither before nor after."""
        cut = self.municipality.week_cut
        within = week_containing(local_midnight(self.began), cut)
        return weeks(within.start + timedelta(weeks=1), 1)

    @property
    def week_it_began(self) -> Period:
        return weeks(self.first_week.start - timedelta(weeks=1), 1)

    def period_to(self, last: Period) -> Period:
        first = self.week_it_began.start - timedelta(weeks=self.weeks_before)
        return free(first, max(last.end, self.first_week.start))

    def as_json(self, last: Period) -> dict[str, Any]:
        return {
            "period": self.period_to(last).id,
            "category": self.category.code if self.category else "",
            "area": self.treated.area.public_id if self.treated.area else "",
            "began": self.began.isoformat(),
            "treated": self.treated.as_json(),
            "comparison": self.comparison.as_json(),
            "weeks_before": self.weeks_before,
            "chosen_for_peak": self.chosen_for_peak,
        }
