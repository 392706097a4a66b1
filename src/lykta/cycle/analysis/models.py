"""A question answered once: what was asked, of what, how it was reckoned, and what came out."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.cycle.analysis.enums import Kind
from lykta.ground.municipalities.models import Municipality


class AnalysisRun(MunicipalRow):
    """Never changed but for which lägesbild it stands in. The same seed, engine and events give the same numbers."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PATTERN)
    question = models.JSONField()  # period, category, area, settings, by their stable names
    category_label = models.CharField(max_length=80, blank=True)
    area_name = models.CharField(max_length=200, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)  # of an effect: the action it is asked of
    subject_id = models.CharField(max_length=64, blank=True)
    subject_title = models.CharField(max_length=200, blank=True)
    seed = models.BigIntegerField()
    engine_version = models.CharField(max_length=20)
    as_of = models.DateTimeField()  # what was known when
    change_number = models.BigIntegerField()  # of the events, so that one sees whether they have changed since
    n_events = models.PositiveIntegerField()
    n_placed = models.PositiveIntegerField()
    answers = models.JSONField(default=list)
    milliseconds = models.PositiveIntegerField()
    in_report_of = models.CharField(max_length=40, blank=True)  # id of a period
    asked = models.DateTimeField(default=timezone.now)
    asked_by_name = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="analysis_run_number"),
            models.CheckConstraint(condition=Q(n_placed__lte=models.F("n_events")), name="analysis_placed_of_events"),
        ]
        indexes = [
            models.Index(fields=["municipality", "in_report_of"]),
            models.Index(fields=["municipality", "subject_kind", "subject_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
