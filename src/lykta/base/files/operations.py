"""Pictures in, and out again when their time is over. The caller has checked the right and writes the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from lykta.base.files.models import Picture
from lykta.base.files.pictures import Encoded
from lykta.base.kernel.actor import MunicipalityLike

KEPT_FOR = timedelta(days=90)


def store_picture(*, municipality: MunicipalityLike, encoded: Encoded) -> Picture:
    """`encoded` by `pictures.encoded_anew`, outside the transaction: decoding may take half a second."""
    return Picture.objects.create(
        municipality_id=municipality.pk,
        content=encoded.content,
        width=encoded.width,
        height=encoded.height,
        content_hash=hashlib.sha256(encoded.content).hexdigest(),
    )


def approve_picture(picture: Picture, now: datetime | None = None) -> None:
    picture.approved = now or timezone.now()
    picture.save(update_fields=["approved"])


def delete_pictures(keys: Iterable[int]) -> int:
    return Picture.objects.filter(pk__in=list(keys)).delete()[0]


def dispose_of_old_pictures(now: datetime | None = None) -> int:
    """Photos go after ninety days; what was reported stays."""
    return Picture.objects.filter(taken_in__lt=(now or timezone.now()) - KEPT_FOR).delete()[0]
