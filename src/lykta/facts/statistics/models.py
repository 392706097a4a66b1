"""Official numbers and published police events, as delivered. Rows of the installation, not of a municipality."""

from django.db import models

from lykta.base.kernel.ids import PublicIdField
from lykta.facts.evidence.models import ImportBatch


class PoliceEvent(models.Model):
    """An event that the police published. A selection made by its press staff: never statistics."""

    public_id = PublicIdField()
    source_id = models.BigIntegerField(unique=True)
    published = models.DateTimeField()  # the feed's `datetime`
    occurred = models.DateTimeField(null=True)  # the title's time; empty when it states none
    kind = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=400, blank=True)
    location_name = models.CharField(max_length=120, blank=True)  # a municipality or a county, as delivered
    title_place = models.CharField(max_length=120, blank=True)  # what stands last in the title
    municipality_name = models.CharField(max_length=120, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    # The middle of the municipality or county, never the place: kept as delivered, never drawn as a point.
    location_lat = models.FloatField(null=True)
    location_lon = models.FloatField(null=True)
    is_summary = models.BooleanField(default=False)  # a night's or a day's events in one text
    content_hash = models.CharField(max_length=64)
    seen = models.DateTimeField()  # when the source was last seen to say so: an older copy never overwrites
    revision = models.PositiveIntegerField(default=1)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-published", "-source_id"]
        indexes = [
            models.Index(fields=["municipality_code", "published"]),
            models.Index(fields=["municipality_name"]),
        ]


class PoliceEventRevision(models.Model):
    """An earlier wording of a published event."""

    event = models.ForeignKey(PoliceEvent, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    replaced = models.DateTimeField()

    class Meta:
        ordering = ["revision"]
        constraints = [models.UniqueConstraint(fields=["event", "revision"], name="police_event_revision")]
