"""How many links of the chain are missing: asked of the database only when something has been done since last time."""

from __future__ import annotations

from django.core.cache import cache
from django.utils import timezone

from lykta.base.audit.models import AuditHead
from lykta.cycle.action_plans.queries import gaps
from lykta.ground.municipalities.models import Municipality

KEPT_S = 3600


def gap_count(municipality: Municipality) -> int:
    """Every change is in the log, and a new day may make something overdue: nothing else changes the number."""
    last = AuditHead.objects.values_list("last_hash", flat=True).first() or "nothing"
    key = f"gap-count-{municipality.pk}-{last}-{timezone.localdate().isoformat()}"
    known: int | None = cache.get(key)
    if known is None:
        known = len(gaps(municipality))
        cache.set(key, known, KEPT_S)
    return known
