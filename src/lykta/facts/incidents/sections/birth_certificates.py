"""Every number with what it rests on: as data for the report, and as the sentence a reader opens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lykta.base.documents.tree import Cell, Number, Text
from lykta.base.kernel.periods import Period
from lykta.facts.evidence.sections import NumberWithBasis
from lykta.facts.incidents.counted_periods import PeriodCounts
from lykta.facts.incidents.sections.period_words import moment

SOURCE = "incidents"
COUNT = "count"


def counted(
    key: str,
    value: float | int | None,
    period: Period,
    *,
    n: int | None = None,
    method: str = COUNT,
    suppressed: bool = False,
) -> NumberWithBasis:
    """`n`: what the value was counted among, else the value itself. A suppressed value never leaves this function."""
    kept = None if suppressed else value
    among = n if n is not None else int(value or 0)
    return NumberWithBasis(key, kept, 0 if suppressed else among, SOURCE, period.id, method, suppressed)


def cell(text: str, what: str, counts: PeriodCounts) -> Cell:
    """A number in a table that can open its basis: said once for a whole column, not again in every row."""
    basis = _("%(what)s. Reviewed reports in Lykta, each event once, as known on %(moment)s.") % {
        "what": what,
        "moment": moment(counts.as_of),
    }
    return Cell((Number(text, basis),))


def dash() -> Cell:
    return Cell((Text("–"),))
