"""In through the airlock. Runs on the public door's database connection: it may add a submission and read none.

Writes no log: nobody inside has done anything yet. What is done with it afterwards stands in the log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.intake import rules
from lykta.airlocks.intake.enums import IntakeChannel, SubmissionState
from lykta.airlocks.intake.models import Campaign, DeliveryKey, FormVersion, RateCount, Submission
from lykta.airlocks.intake.payloads import checked_mail, checked_payload, texts_of
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that the outside gets back. `reference` is the public id of the submission."""

    reference: str
    received: datetime
    is_held: bool
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within each stretch of `seconds`."""

    seconds: int
    most: int


def receive(
    *,
    municipality: Municipality,
    channel: str,
    form: FormVersion | None,
    payload: dict[str, Any],
    reply_email: str = "",
    once: str,
    key: DeliveryKey | None = None,
    campaign: Campaign | None = None,
) -> Receipt:
    """`form` is None for e-mail, which is always held back. The same `once` with the same content answers as before.

    Raises PayloadRefused (with `.field`), ChannelClosed, SameKeyOtherContent; all are NotNow with a sentence.
    """
    rules.require_open_channel(municipality, channel)
    is_mail = channel == IntakeChannel.MAIL
    content = checked_mail(payload) if is_mail or form is None else checked_payload(form.definition, payload)
    texts = texts_of(content)
    if not is_mail:
        rules.refuse_identity_numbers(texts)
    is_held = is_mail or rules.may_point_out_a_person(texts.values())
    now = timezone.now()
    return _stored_once(Submission(
        municipality=municipality,
        channel=IntakeChannel(channel),
        form_version=form,
        campaign=campaign,
        delivery_key=key,
        payload=content,
        reply_email=_checked_email(reply_email),
        received=now,
        dispose_after=now + (rules.KEPT_HELD if is_held else rules.KEPT_WAITING),
        state=SubmissionState.QUARANTINED if is_held else SubmissionState.WAITING,
        idempotency_key=_key(municipality, key, channel, once),
        content_hash=_hash(content),
    ))  # fmt: skip


def sender_hash(address: str, now: datetime | None = None) -> str:
    """A sender for as long as the day lasts. Nobody can turn it back, and tomorrow it is another."""
    day = (now or timezone.now()).astimezone(UTC).date().isoformat()
    return _signed("sender", day, address)


def rate_limit(who: str, limits: Sequence[Limit], now: datetime | None = None) -> bool:
    """Counts one more by `who`; False when that is more than one of the limits allows. Stretches are fixed."""
    moment = now or timezone.now()
    counted = [(_count(who, limit, moment), limit.most) for limit in limits]  # each, also after one is passed
    return all(count <= most for count, most in counted)


def _count(who: str, limit: Limit, now: datetime) -> int:
    start = datetime.fromtimestamp(int(now.timestamp()) // limit.seconds * limit.seconds, UTC)
    rows = RateCount.objects.filter(who=_signed("rate", str(limit.seconds), who), window=start)
    with transaction.atomic():
        if not rows.update(count=F("count") + 1):
            _first_or_one_more(rows.model(who=_signed("rate", str(limit.seconds), who), window=start, count=1))
        return rows.values_list("count", flat=True).get()


def _first_or_one_more(row: RateCount) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another request began the stretch in the same moment
        RateCount.objects.filter(who=row.who, window=row.window).update(count=F("count") + 1)


def _stored_once(row: Submission) -> Receipt:
    if earlier := _sent_before(row):
        return earlier
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if earlier := _sent_before(row):
            return earlier
        raise
    return Receipt(row.public_id, row.received, row.state == SubmissionState.QUARANTINED)


def _sent_before(row: Submission) -> Receipt | None:
    """Reads what tells that it came, never what it says: the door may see no more."""
    rows = Submission.objects.for_municipality(row.municipality).order_by().filter(idempotency_key=row.idempotency_key)
    found = rows.values_list("public_id", "received", "content_hash").first()
    if found is None:
        return None
    public_id, received, content_hash = found
    if content_hash != row.content_hash:
        raise rules.SameKeyOtherContent(
            _("This has already been sent, with other content. Open the page anew to send another one.")
        )
    return Receipt(public_id, received, row.state == SubmissionState.QUARANTINED, is_repeat=True)


def _checked_email(address: str) -> str:
    written = address.strip()
    if not written:
        return ""
    try:
        validate_email(written)
    except ValidationError:
        raise rules.PayloadRefused(
            _("That does not look like an e-mail address. Check it, or leave it empty."), "reply_email"
        ) from None
    if len(written) > 254:
        raise rules.PayloadRefused(_("The e-mail address is too long. Check it, or leave it empty."), "reply_email")
    return written


def _key(municipality: Municipality, key: DeliveryKey | None, channel: str, once: str) -> str:
    """Bound to who sends: two systems may use the same word for two things."""
    scope = f"{municipality.pk}/{channel}/{key.public_id if key else ''}"
    return hashlib.sha256(f"{scope}/{once}".encode()).hexdigest()


def _hash(content: dict[str, Any]) -> str:
    """Keyed: a short text could otherwise be guessed from its hash."""
    return _signed("content", json.dumps(content, sort_keys=True, ensure_ascii=True))


def _signed(*parts: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


KEPT_COUNTS = timedelta(days=2)


def prune_rate_counts(now: datetime | None = None) -> int:
    """By the worker."""
    return RateCount.objects.filter(window__lt=(now or timezone.now()) - KEPT_COUNTS).delete()[0]
