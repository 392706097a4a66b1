"""What the public version is made of, counted when the report is drawn: what goes out is what was adopted.

`SituationReport.public_counts` holds exact counts, small ones too. Which of them may be said is decided when the report
is released, by the limit of that day and by what has been released until then (public_version.py).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np

from lykta.base.kernel.periods import Period, PeriodKind, bounds
from lykta.base.privacy.disclosure import coarse_cells
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.incidents.counting import period_counts
from lykta.facts.incidents.enums import Precision
from lykta.facts.incidents.models import Incident
from lykta.ground.municipalities.models import Municipality

SHORT = (PeriodKind.WEEK, PeriodKind.WEEKS)
FEWEST_DAYS_FOR_TABLE = 28
CELL_ZOOM = 15  # some 600 metres in Sweden


@dataclass(frozen=True)
class PublicCounts:
    """`kinds` by category code; `cells` are (Morton key at CELL_ZOOM, count), none for a period shorter than a month;
    `active` of `expected` reporters were heard from."""

    total: int
    kinds: dict[str, int]
    verdict: str
    active: int
    expected: int
    cells: list[list[int]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def has_table(period: Period) -> bool:
    return period.kind not in SHORT and period.days >= FEWEST_DAYS_FOR_TABLE


def counts_of(report: SituationReport) -> PublicCounts:
    return PublicCounts(**report.public_counts)


def count(municipality: Municipality, period: Period, as_of: datetime) -> PublicCounts:
    counted = period_counts(municipality, period, as_of)
    return PublicCounts(
        total=counted.total.count,
        kinds={kind.code: kind.count for kind in counted.kinds},
        verdict=str(counted.total.judgement.verdict),
        active=counted.rate.active,
        expected=counted.rate.expected,
        cells=_cells(municipality, period, as_of) if has_table(period) else [],
    )


def _cells(municipality: Municipality, period: Period, as_of: datetime) -> list[list[int]]:
    """Of what is counted and whose place is known; "somewhere in the area" has no place on a map."""
    rows = Incident.objects.for_municipality(municipality).counted()
    within = rows.occurring(*bounds(period, municipality.week_cut)).filter(
        recorded__lte=as_of,
        qk__isnull=False,
        precision__in=(Precision.POINT, Precision.ADDRESS),
        category__is_positive=False,
    )
    keys = np.fromiter(within.order_by().values_list("qk", flat=True), dtype=np.int64)
    cells, counts = coarse_cells(keys, CELL_ZOOM, threshold=1)
    return [[int(cell), int(n)] for cell, n in zip(cells, counts, strict=True)]
