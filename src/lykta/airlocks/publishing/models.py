"""What has been let out: snapshots that two people released, and nothing else. The public site reads these alone."""

from django.db import models
from django.db.models import Q

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.ground.municipalities.models import Municipality


class Proposal(MunicipalRow):
    """A snapshot that waits for its second person. `key` names the thing, e.g. a promise's public id."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RELEASED = "released"
        DECLINED = "declined"
        REPLACED = "replaced"

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposed = models.DateTimeField()
    proposed_by_id_text = models.CharField(max_length=64)
    proposed_by_name = models.CharField(max_length=200)
    decline_reason = models.CharField(max_length=500, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-proposed"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "key"], condition=Q(state="waiting"), name="one_waiting_proposal"
            ),
        ]


class Release(MunicipalRow):
    """Immutable but for its withdrawal. The latest release of (kind, key) that is not withdrawn is what people see."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content = models.JSONField()
    released = models.DateTimeField()
    released_by_id_text = models.CharField(max_length=64)
    seconded_by_id_text = models.CharField(max_length=64)
    is_latest = models.BooleanField(default=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-released", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind", "key", "number"], name="release_number"),
            models.UniqueConstraint(
                fields=["municipality", "kind", "key"], condition=Q(is_latest=True), name="one_latest_release"
            ),
            models.CheckConstraint(
                condition=~Q(released_by_id_text=models.F("seconded_by_id_text")), name="release_by_two"
            ),
        ]


class StandingRelease(MunicipalRow):
    """Two people approved once that the enumerated states, dates and numbers of a kind flow out by themselves."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    approved = models.DateTimeField()
    approved_by_id_text = models.CharField(max_length=64)
    seconded_by_id_text = models.CharField(max_length=64)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta(MunicipalRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind"], condition=Q(ended__isnull=True), name="one_standing_release"
            ),
            models.CheckConstraint(
                condition=~Q(approved_by_id_text=models.F("seconded_by_id_text")), name="standing_release_by_two"
            ),
        ]


class StandingValue(MunicipalRow):
    """The present enumerated values of one published thing: status, dates, numbers; never free text."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    values = models.JSONField()
    updated = models.DateTimeField()

    class Meta(MunicipalRow.Meta):
        constraints = [models.UniqueConstraint(fields=["municipality", "kind", "key"], name="standing_value_key")]
