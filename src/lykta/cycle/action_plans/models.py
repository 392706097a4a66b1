"""Actions tied to causes: the table Orsak | Åtgärd | Ansvarig | Uppföljning, one fact per field."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.cycle.action_plans.enums import OPEN_STATES, ActionKind, ActionState, FollowUpKind, Horizon
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.ground.accounts.models import Function
from lykta.ground.municipalities.models import Municipality


class Action(MunicipalRow):
    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="actions")
    causes = models.ManyToManyField(Cause, through="ActionCause", related_name="actions")
    title = models.CharField(max_length=300)
    description = models.TextField(max_length=2000, blank=True)
    kind = models.CharField(max_length=12, choices=ActionKind.choices, default=ActionKind.SITUATIONAL)
    horizon = models.CharField(max_length=6, choices=Horizon.choices, default=Horizon.SHORT)
    operational_goal = models.CharField(max_length=300, blank=True)
    starts = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActionState.choices, default=ActionState.PLANNED)
    state_changed = models.DateTimeField(default=timezone.now)
    created = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="action_number"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(due__isnull=True) | Q(due__gte=F("starts")), name="action_dates"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="action_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        return self.state in OPEN_STATES and self.due is not None and self.due < timezone.localdate()


class ActionCause(models.Model):
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="cause_links")
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="action_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "cause"], name="action_cause_once")]


class ActionResponsible(models.Model):
    """A function that takes part; at most one is accountable, so that nothing falls between two chairs."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="responsibles")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")
    is_accountable = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "function"], name="responsible_once"),
            models.UniqueConstraint(fields=["action"], condition=Q(is_accountable=True), name="one_accountable"),
        ]


class PlannedFollowUp(models.Model):
    """One line of the follow-up cell: what will show that it was done, or that it helped."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="planned_follow_ups")
    kind = models.CharField(max_length=10, choices=FollowUpKind.choices)
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]


class ActionStatus(models.Model):
    """What the owner reported, with date and amount. Never overwritten."""

    public_id = PublicIdField()
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=12, choices=ActionState.choices)
    happened = models.DateField()
    amount = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=500, blank=True)
    reported = models.DateTimeField(default=timezone.now)
    reported_by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-happened", "-id"]
