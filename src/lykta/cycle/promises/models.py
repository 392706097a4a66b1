"""Promises to the residents, point by point, each with dated receipts."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.cycle.action_plans.models import Action, ActionStatus
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.promises.enums import Giver, PointStatus, PromiseKind, PromiseState, ReceiptKind
from lykta.ground.municipalities.models import Municipality


class CitizenPromise(MunicipalRow):
    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    background = models.TextField(max_length=3000)
    how_we_know = models.TextField(max_length=1500, blank=True)  # how residents can see whether it helps
    giver = models.CharField(max_length=12, choices=Giver.choices, default=Giver.TOGETHER)
    problem = models.ForeignKey(Problem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    decision_body = models.CharField(max_length=120, blank=True)
    decision_date = models.DateField(null=True, blank=True)
    decision_paragraph = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=PromiseState.choices, default=PromiseState.DRAFT)
    created = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-starts", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="promise_dates"),
            models.CheckConstraint(condition=~Q(title=""), name="promise_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class PromisePoint(models.Model):
    """One thing that is promised, so plainly that anybody can say yes, partly or no."""

    public_id = PublicIdField()
    promise = models.ForeignKey(CitizenPromise, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    kind = models.CharField(max_length=12, choices=PromiseKind.choices, default=PromiseKind.ONCE)
    target_amount = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12, choices=PointStatus.choices, default=PointStatus.NOT_STARTED)
    status_changed = models.DateField(null=True, blank=True)
    actions = models.ManyToManyField(Action, related_name="promise_points", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "number"], name="point_number_in_promise"),
            models.CheckConstraint(
                condition=~Q(kind=PromiseKind.QUANTIFIED) | Q(target_amount__gt=0), name="quantified_has_target"
            ),
        ]


class Receipt(models.Model):
    """A dated proof of what was done for a point. Kind, date and amount may flow out; the text only by a release."""

    public_id = PublicIdField()
    point = models.ForeignKey(PromisePoint, on_delete=models.CASCADE, related_name="receipts")
    kind = models.CharField(max_length=12, choices=ReceiptKind.choices)
    happened = models.DateField()
    amount = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=500, blank=True)
    action_status = models.ForeignKey(ActionStatus, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded = models.DateTimeField(default=timezone.now)
    recorded_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-happened", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["point", "action_status"], name="one_receipt_per_point_and_status"),
        ]
