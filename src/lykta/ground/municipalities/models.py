"""The municipality as data: names, rhythm, colours and limits are rows, never code."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.periods import Cut

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$")


class Municipality(models.Model):
    public_id = PublicIdField()
    code = models.CharField(max_length=4, unique=True, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)

    # The rhythm: the moment a week is cut over, nearest to Monday 00:00 (see kernel.periods.Cut).
    week_cut_weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    week_cut_hour = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(23)])

    # The municipality's own words for fixed concepts.
    forum_name = models.CharField(max_length=80, default="EST-gruppen")
    council_name = models.CharField(max_length=80, default="Brottsförebyggande rådet")
    plan_name = models.CharField(max_length=80, default="Åtgärdsplan")

    contact_title = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)

    fault_email = models.EmailField(blank=True)  # where broken things are passed on
    takes_resident_reports = models.BooleanField(default=True)

    colour_main = models.CharField(max_length=7, default="#10243e", validators=[COLOUR])
    colour_accent = models.CharField(max_length=7, default="#f2b01e", validators=[COLOUR])

    # Limits for what leaves the house.
    smallest_public_count = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(3)])
    public_delay_days = models.PositiveSmallIntegerField(default=7)

    centre_lon = models.FloatField(null=True, blank=True)
    centre_lat = models.FloatField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def week_cut(self) -> Cut:
        return Cut(weekday=self.week_cut_weekday, hour=self.week_cut_hour)


class Cooperation(models.Model):
    """Municipalities that share a forum or a police area. Each keeps its own data."""

    public_id = PublicIdField()
    name = models.CharField(max_length=120, unique=True)
    members = models.ManyToManyField(Municipality, related_name="cooperations")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
