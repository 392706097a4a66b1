"""Was it done, how did it go, what came of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.follow_up.enums import Layer, Verdict
from lykta.cycle.situation_reports.enums import Light
from lykta.ground.municipalities.models import Municipality


class FollowUp(MunicipalRow):
    """An effect is judged on a problem, never on a single action; output and process on an action or a problem."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="follow_ups")
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups")
    layer = models.CharField(max_length=8, choices=Layer.choices)
    day = models.DateField()
    light = models.CharField(max_length=6, choices=Light.choices, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices, blank=True)
    text = models.TextField(max_length=2000)
    hours = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    cost_sek = models.PositiveIntegerField(null=True, blank=True)
    recorded = models.DateTimeField(default=timezone.now)
    recorded_by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(layer=Layer.EFFECT) | (~Q(verdict="") & Q(action__isnull=True)),
                name="effect_has_verdict_on_a_problem",
            ),
        ]
