"""Append-only: who did what, and who took what out. Strings only, so that it survives what it tells about."""

from django.db import models


class AuditEvent(models.Model):
    at = models.DateTimeField(db_index=True)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    actor_organization = models.CharField(max_length=200, blank=True)
    municipality_id = models.BigIntegerField(null=True, db_index=True)
    event = models.CharField(max_length=80, db_index=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64, blank=True, db_index=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"


class AuditHead(models.Model):
    """The last link of the chain; one row, locked while the next link is forged."""

    last_hash = models.CharField(max_length=64)
    events = models.BigIntegerField(default=0)
