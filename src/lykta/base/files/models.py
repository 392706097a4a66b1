"""Pictures of places, encoded anew. In the database: a picture is stored in the same moment as what it belongs to."""

from django.db import models
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField


class Picture(models.Model):
    public_id = PublicIdField()
    municipality_id = models.BigIntegerField(db_index=True)
    content = models.BinaryField()  # JPEG without metadata
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    # Only a picture that somebody has looked at, for faces and plates, is shown to others than the reviewer.
    approved = models.DateTimeField(null=True, blank=True)
    taken_in = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-taken_in"]
