"""What facts rest on: the taxonomy, import batches, and references from one record to the one it came from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.ground.municipalities.models import Municipality


class Category(models.Model):
    """One node of the category tree. Stable code, labels as data; a municipality may add its own and rename."""

    public_id = PublicIdField()
    code = models.SlugField(max_length=60)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # empty: shared by all
    label_sv = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80, blank=True)
    definition_sv = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_positive = models.BooleanField(default=False)  # a good sign; never counted among the problems
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)
    # A focus area with statistics and actions, such as violence in close relations, is never reported by place.
    is_by_place = models.BooleanField(default=True)
    takes_reasons = models.BooleanField(default=False)  # the children say why, and several may be chosen
    guidance_sv = models.CharField(max_length=400, blank=True)  # the right way instead, or beside
    guidance_en = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["position", "label_sv"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="category_code_own"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(municipality__isnull=True), name="category_code_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_en if (get_language() or "sv").startswith("en") and self.label_en else self.label_sv

    @property
    def guidance(self) -> str:
        return self.guidance_en if (get_language() or "sv").startswith("en") and self.guidance_en else self.guidance_sv


class ImportBatch(models.Model):
    """One file, whole or not at all. `read = added + unchanged + revised + rejected`."""

    public_id = PublicIdField()
    importer = models.CharField(max_length=40)
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    closed = models.DateTimeField()
    imported_by_name = models.CharField(max_length=200)
    read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)
    rejections = models.JSONField(default=list)  # [{"line": 3, "reason": "…"}], the first thousand

    class Meta:
        ordering = ["-closed"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    read=models.F("added") + models.F("unchanged") + models.F("revised") + models.F("rejected")
                ),
                name="import_batch_adds_up",
            ),
        ]


class Reference(MunicipalRow):
    """`upper` rests on `lower`: kinds and public ids as strings, so that nothing points up a floor."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    upper_kind = models.CharField(max_length=40)
    upper_id = models.CharField(max_length=64)
    lower_kind = models.CharField(max_length=40)
    lower_id = models.CharField(max_length=64)
    created = models.DateTimeField()

    class Meta(MunicipalRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "upper_kind", "upper_id", "lower_kind", "lower_id"], name="reference_once"
            ),
        ]
        indexes = [models.Index(fields=["lower_kind", "lower_id"])]
