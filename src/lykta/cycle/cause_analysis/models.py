"""Problems and their numbered causes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow, ScopedManager
from lykta.cycle.cause_analysis.enums import CauseKind, EvidenceKind, ProblemState
from lykta.cycle.situation_reports.models import SituationReport
from lykta.ground.areas.models import Area, Place
from lykta.ground.municipalities.models import Municipality


class Problem(MunicipalRow):
    """A problembild: what, where, when, who is exposed (as a group), with what consequences."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    description = models.TextField(max_length=4000, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    time_pattern = models.CharField(max_length=200, blank=True)
    exposed_group = models.CharField(max_length=200, blank=True)
    consequences = models.TextField(max_length=2000, blank=True)
    effect_goal = models.CharField(max_length=300, blank=True)
    from_report = models.ForeignKey(SituationReport, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=ProblemState.choices, default=ProblemState.WATCHED)
    created = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="problem_number"),
            models.CheckConstraint(condition=~Q(title=""), name="problem_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Cause(models.Model):
    """One assumed cause, numbered 1, 2, 3 so that actions, goals, dates and owners tie to it (Brå's plan template)."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="causes")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=CauseKind.choices, default=CauseKind.PLACE)
    evidence_kind = models.CharField(max_length=12, choices=EvidenceKind.choices, default=EvidenceKind.ASSUMPTION)
    evidence_note = models.CharField(max_length=500, blank=True)
    can_influence = models.BooleanField(default=True)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        ordering = ["number"]
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="cause_number_in_problem"),
            models.CheckConstraint(condition=~Q(text=""), name="cause_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
