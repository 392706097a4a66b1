"""The lägesbild: a draft of registered sections, edited, adopted by a second person, locked."""

import zlib

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.periods import Cut, Period, parse_period
from lykta.base.kernel.scope import MunicipalRow, ScopedManager
from lykta.cycle.situation_reports.enums import Light, State
from lykta.ground.areas.models import Area
from lykta.ground.municipalities.models import Municipality


class SituationReport(MunicipalRow):
    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    period_id = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Of the last drawing: what was known, where the week was cut, and what the public version may be made of.
    as_of = models.DateTimeField()
    cut_weekday = models.PositiveSmallIntegerField(default=0)
    cut_hour = models.PositiveSmallIntegerField(default=0)
    public_counts = models.JSONField(default=dict)  # see public_counts.py
    created = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    proposed = models.DateTimeField(null=True, blank=True)
    proposed_by_id_text = models.CharField(max_length=64, blank=True)
    proposed_by_name = models.CharField(max_length=200, blank=True)
    adopted = models.DateTimeField(null=True, blank=True)
    adopted_by_id_text = models.CharField(max_length=64, blank=True)
    adopted_by_name = models.CharField(max_length=200, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "period_id"], name="one_situation_report_per_period"),
            models.CheckConstraint(
                condition=~Q(state=State.ADOPTED)
                | (Q(adopted__isnull=False) & ~Q(adopted_by_id_text=models.F("proposed_by_id_text"))),
                name="situation_report_adopted_by_second_person",
            ),
        ]

    @property
    def period(self) -> Period:
        return parse_period(self.period_id)

    @property
    def week_cut(self) -> Cut:
        """Not the municipality's of today: the days are those that the numbers were counted for."""
        return Cut(weekday=self.cut_weekday, hour=self.cut_hour)

    @property
    def is_locked(self) -> bool:
        return self.state == State.ADOPTED


class ReportSection(models.Model):
    """`facts` are the generated blocks, redrawn with the numbers; `prose` is generated until somebody edits it."""

    public_id = PublicIdField()
    report = models.ForeignKey(SituationReport, on_delete=models.CASCADE, related_name="sections")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    prose = models.TextField(max_length=10000, blank=True)
    generated_prose = models.TextField(blank=True)
    prose_edited = models.BooleanField(default=False)
    facts = models.JSONField(default=list)  # what was drawn; see stored_facts.py
    numbers = models.JSONField(default=list)  # evidence.sections.NumberWithBasis
    is_included = models.BooleanField(default=True)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        ordering = ["position"]
        base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="section_key_in_report")]

    @property
    def version(self) -> int:
        """A fingerprint of what an editor may change, so that two people can edit different sections at once."""
        return zlib.crc32(f"{self.is_included:d}{self.prose}".encode())


class AreaAssessment(models.Model):
    """The shared judgement of an area or a place: a light, its reason, and who set it."""

    public_id = PublicIdField()
    report = models.ForeignKey(SituationReport, on_delete=models.CASCADE, related_name="assessments")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    label = models.CharField(max_length=120)  # the area's name, or a place in words
    light = models.CharField(max_length=6, choices=Light.choices)
    reason = models.CharField(max_length=500)
    set_by_name = models.CharField(max_length=200)
    set_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        ordering = ["id"]
        base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["report", "label"], name="one_light_per_label")]


class Addendum(models.Model):
    """What is said after adoption. The adopted text stays as it was."""

    report = models.ForeignKey(SituationReport, on_delete=models.CASCADE, related_name="addenda")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=4000)
    written = models.DateTimeField(default=timezone.now)
    written_by_name = models.CharField(max_length=200)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        ordering = ["id"]
        base_manager_name = "unscoped"
