"""Keys of other systems are made and revoked by people, and what came by them is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.intake import rules
from lykta.airlocks.intake.delivery_keys import new_token, token_hash
from lykta.airlocks.intake.enums import Permission, SubmissionState
from lykta.airlocks.intake.models import DeliveryKey, Submission
from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, require
from lykta.base.privacy.free_text import checked
from lykta.ground.municipalities.models import Municipality

LONGEST = timedelta(days=2 * 366)
SHOWN_DAYS = timedelta(days=14)
SHOWN_REFUSED = 30


@dataclass
class Counted:
    came: int = 0
    accepted: int = 0
    refused: int = 0
    waiting: int = 0
    last: datetime | None = None

    def add(self, state: str, count: int, last: datetime) -> None:
        self.came += count
        name = state if state in (SubmissionState.ACCEPTED, SubmissionState.REFUSED) else "waiting"
        setattr(self, name, getattr(self, name) + count)
        self.last = max(last, self.last or last)


@dataclass
class KeyWithCounts:
    key: DeliveryKey
    counted: Counted = field(default_factory=Counted)

    @property
    def is_open(self) -> bool:
        return self.key.revoked is None and self.key.expires > timezone.now()

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.key.expires - timedelta(seconds=1))


@dataclass
class DeliveryDay:
    day: date
    key: DeliveryKey
    counted: Counted = field(default_factory=Counted)


@transaction.atomic
def make_key(
    *,
    municipality: Municipality,
    organization_public_id: str,
    organization_name: str,
    source: str,
    label: str,
    last_day: date,
    by: Actor,
) -> tuple[DeliveryKey, str]:
    """The row and the token, which is stored nowhere and is shown once. `source`: the kind of organisation."""
    require(by, Permission.MANAGE, municipality)
    name = checked(label, field="label").strip()[:80]
    if not name:
        raise rules.PayloadRefused(_("Give the system a name, such as what its users call it."), "label")
    token = new_token()
    row = DeliveryKey.objects.create(
        municipality=municipality,
        organization_public_id=organization_public_id,
        organization_name=organization_name[:120],
        source=source,
        label=name,
        token_hash=token_hash(token),
        expires=_end_of(last_day),
    )
    record("intake.key_made", by=by, municipality=municipality, subject=row, organization=row.organization_name)
    return row, token


@transaction.atomic
def revoke_key(*, key: DeliveryKey, by: Actor) -> DeliveryKey:
    """What came before stays. Revoking twice changes nothing."""
    require(by, Permission.MANAGE, key.municipality)
    rows = DeliveryKey.objects.for_municipality(key.municipality).filter(pk=key.pk, revoked__isnull=True)
    key.revoked = key.revoked or timezone.now()
    if rows.update(revoked=key.revoked):
        record("intake.key_revoked", by=by, municipality=key.municipality, subject=key,
               organization=key.organization_name)  # fmt: skip
    return key


def keys_with_counts(municipality: Municipality) -> list[KeyWithCounts]:
    """Those that work first, each with what has come by it."""
    keys = DeliveryKey.objects.for_municipality(municipality).order_by("organization_name", "label", "pk")
    found = {key.pk: KeyWithCounts(key) for key in keys}
    rows = _delivered(municipality).values_list("delivery_key", "state").annotate(Count("pk"), Max("received"))
    for pk, state, count, last in rows:
        found[pk].counted.add(state, count, last)
    return sorted(found.values(), key=lambda each: not each.is_open)


def latest_deliveries(municipality: Municipality, now: datetime | None = None) -> list[DeliveryDay]:
    """By day and key, newest first, of the last two weeks."""
    rows = _delivered(municipality).filter(received__gte=(now or timezone.now()) - SHOWN_DAYS)
    counted = rows.annotate(day=TruncDate("received")).values_list("day", "delivery_key", "state")
    keys = {key.pk: key for key in DeliveryKey.objects.for_municipality(municipality)}
    found: dict[tuple[date, int], DeliveryDay] = {}
    for day, pk, state, count, last in counted.annotate(Count("pk"), Max("received")):
        found.setdefault((day, pk), DeliveryDay(day, keys[pk])).counted.add(state, count, last)
    return sorted(found.values(), key=lambda each: (each.day, each.key.label, each.key.pk), reverse=True)


def latest_refused(municipality: Municipality) -> list[Submission]:
    """What could not be taken in, and why; of the content nothing."""
    rows = _delivered(municipality).filter(state=SubmissionState.REFUSED, dispose_after__isnull=False)
    return list(rows.select_related("delivery_key").defer("payload").order_by("-received", "-pk")[:SHOWN_REFUSED])


def _delivered(municipality: Municipality) -> Any:
    return Submission.objects.for_municipality(municipality).filter(delivery_key__isnull=False).order_by()


def _end_of(day: date) -> datetime:
    today = timezone.localdate()
    if day < today:
        raise rules.PayloadRefused(_("That day has passed. Choose a later one."), "last_day")
    if day > today + LONGEST:
        raise rules.PayloadRefused(_("A key works for at most two years. Choose an earlier day."), "last_day")
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)
