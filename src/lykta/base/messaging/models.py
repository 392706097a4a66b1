"""Outgoing e-mail, written in the caller's transaction and sent by the worker: retried, never lost, disposed of."""

from django.db import models

from lykta.base.kernel.ids import PublicIdField


class OutgoingMessage(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    public_id = PublicIdField()
    municipality_id = models.BigIntegerField(null=True, db_index=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=8000)
    # For what opens something to whoever reads it, such as a personal link: it is stored until it is sent, no longer.
    is_forgotten_when_sent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    created = models.DateTimeField()
    sent = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["state", "next_attempt"])]
