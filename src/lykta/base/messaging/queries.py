"""What waits, and what could not be sent."""

from __future__ import annotations

from django.db.models import QuerySet

from lykta.base.kernel.actor import MunicipalityLike
from lykta.base.messaging.models import OutgoingMessage


def not_sent(municipality: MunicipalityLike) -> QuerySet[OutgoingMessage]:
    """Given up after all attempts: somebody has to look at the address."""
    return OutgoingMessage.objects.filter(municipality_id=municipality.pk, state=OutgoingMessage.State.FAILED)
