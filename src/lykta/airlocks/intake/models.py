"""What came in from outside, unchanged, until somebody inside has taken it in or refused it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lykta.airlocks.intake.enums import IntakeChannel, SubmissionState
from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.ground.municipalities.models import Municipality


class FormVersion(MunicipalRow):
    """What outside may send: categories, reasons, places. Pushed down by the rooms above; a change is a new version."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)  # "resident_report", "api_report"
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    content_hash = models.CharField(max_length=64)
    pushed = models.DateTimeField(default=timezone.now)

    class Meta(MunicipalRow.Meta):
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["municipality", "kind", "version"], name="form_version")]


class Campaign(MunicipalRow):
    """A period when residents are asked in particular, such as "november"; and where a poster leads."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    intro = models.CharField(max_length=400, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    created = models.DateTimeField(default=timezone.now)

    class Meta(MunicipalRow.Meta):
        ordering = ["-first_day"]
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="campaign_interval")]


class DeliveryKey(MunicipalRow):
    """Another system's way in: a token for one organisation. Only its hash is stored.

    The organisation stands as text: what outside reaches knows no accounts.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    organization_public_id = models.CharField(max_length=32)
    organization_name = models.CharField(max_length=120)
    source = models.CharField(max_length=20)  # OrganizationKind
    label = models.CharField(max_length=80)  # the system: "Väktarloggen"
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["label"]


class Submission(MunicipalRow):
    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=IntakeChannel.choices)
    form_version = models.ForeignKey(FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    delivery_key = models.ForeignKey(DeliveryKey, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    payload = models.JSONField()
    reply_email = models.EmailField(blank=True)  # deleted when the answer has been written
    received = models.DateTimeField(default=timezone.now)
    dispose_after = models.DateTimeField(null=True, blank=True)  # empty: what was written is gone, that it came is kept
    state = models.CharField(max_length=12, choices=SubmissionState.choices, default=SubmissionState.WAITING)
    decided = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)  # why it was not taken in; shown to the sender
    taken_in_as = models.CharField(max_length=80, blank=True)  # "incidents.incident:<public id>"
    idempotency_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["received"]
        indexes = [models.Index(fields=["municipality", "state", "received"])]


class RateCount(models.Model):
    """How often the same sender has come within a stretch of time. The sender is a hash that nobody can turn back."""

    who = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "window"], name="rate_count_once")]
