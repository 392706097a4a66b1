"""Reports of what happens at places. No person is the subject of any of these rows."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow, ScopedManager, ScopedQuerySet
from lykta.facts.evidence.models import Category, ImportBatch
from lykta.facts.incidents.enums import Certainty, Channel, Observation, Precision, State
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import Account, PartnerOrganization
from lykta.ground.areas.models import Area, Place
from lykta.ground.municipalities.models import Municipality


class IncidentQuerySet(ScopedQuerySet):
    def counted(self) -> "IncidentQuerySet":
        """What a lägesbild counts: reviewed, and each event once."""
        return self.filter(state=State.REVIEWED, merged_into__isnull=True)

    def occurring(self, start: object, end: object) -> "IncidentQuerySet":
        return self.filter(counted_at__gte=start, counted_at__lt=end)


class Incident(MunicipalRow):
    """One report of one event. A report of an event that another report tells already points at it (`merged_into`)."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # runs within the municipality; what people say on the telephone

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)  # "norra sidan", "bakom kiosken"
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    qk = models.BigIntegerField(null=True, blank=True)  # Morton key at zoom 26
    precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.POINT)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    occurred_from = models.DateTimeField()
    occurred_to = models.DateTimeField()
    reported = models.DateTimeField(default=timezone.now)
    recorded = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField()  # the moment by which it belongs to a period, see kernel.periods

    observation = models.CharField(max_length=10, choices=Observation.choices, default=Observation.OWN)
    certainty = models.CharField(max_length=10, choices=Certainty.choices, default=Certainty.SURE)
    text = models.TextField(max_length=2000, blank=True)
    felt_unsafe = models.BooleanField(default=False)

    source = models.CharField(max_length=20, choices=OrganizationKind.choices)
    organization = models.ForeignKey(
        PartnerOrganization, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.FORM)

    state = models.CharField(max_length=12, choices=State.choices, default=State.REPORTED)
    review_note = models.CharField(max_length=500, blank=True)  # the question, or where it belongs instead
    reviewed = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates")
    version = models.PositiveIntegerField(default=1)  # a page that shows an older one may not overwrite

    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_system = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=80, null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = ScopedManager.from_queryset(IncidentQuerySet)()

    class Meta(MunicipalRow.Meta):
        ordering = ["-counted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="incident_number"),
            models.UniqueConstraint(
                fields=["municipality", "source_system", "source_id"],
                condition=Q(source_id__isnull=False),
                name="incident_source_id",
            ),
            models.CheckConstraint(condition=Q(occurred_to__gte=F("occurred_from")), name="incident_interval"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True, qk__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, qk__isnull=False),
                name="incident_position_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "counted_at"]),
            models.Index(fields=["municipality", "state", "counted_at"]),
            models.Index(fields=["municipality", "qk"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.category}"


class NilReport(MunicipalRow):
    """ "Nothing to report": as important for the picture as a report."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(PartnerOrganization, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    period_id = models.CharField(max_length=30)
    reported = models.DateTimeField(default=timezone.now)

    class Meta(MunicipalRow.Meta):
        ordering = ["-reported"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "reported_by", "period_id"], name="one_nil_report_per_reporter_and_period"
            ),
        ]


class ComingEvent(MunicipalRow):
    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    expected_visitors = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    organization = models.ForeignKey(PartnerOrganization, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded = models.DateTimeField(default=timezone.now)
    cancelled = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["starts"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="coming_event_interval")]


class IncidentChange(models.Model):
    """Counts up when anything about a municipality's incidents changes: maps refresh by it. Also hands out numbers."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="+", primary_key=True)
    change_number = models.BigIntegerField(default=0)
    last_incident_number = models.PositiveIntegerField(default=0)
