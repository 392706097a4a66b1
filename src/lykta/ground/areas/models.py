"""Versioned area sets, the municipality's own places, and the layers its map is drawn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow
from lykta.ground.municipalities.models import Municipality


class AreaSet(models.Model):
    """One vintage of one division of the land. Two vintages never join silently; a changed file is a new version."""

    public_id = PublicIdField()
    key = models.CharField(max_length=40)  # regso, deso, police, own …
    name = models.CharField(max_length=120)
    vintage = models.CharField(max_length=20)  # "2025_v2"
    version = models.PositiveIntegerField(default=1)
    municipality_code = models.CharField(max_length=4, blank=True)  # empty: covers several municipalities
    content_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=200, blank=True)
    imported = models.DateTimeField()

    class Meta:
        ordering = ["key", "vintage", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "vintage", "version", "municipality_code"], name="area_set_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.vintage}, version {self.version})"


class Area(models.Model):
    public_id = PublicIdField()
    area_set = models.ForeignKey(AreaSet, on_delete=models.CASCADE, related_name="areas")
    municipality_code = models.CharField(max_length=4, blank=True, db_index=True)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    polygon = models.BinaryField()  # WKB, WGS84 lon/lat
    min_lon = models.FloatField()
    min_lat = models.FloatField()
    max_lon = models.FloatField()
    max_lat = models.FloatField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["area_set", "code"], name="area_code_in_set")]

    def __str__(self) -> str:
        return self.name


class AreaSetInUse(models.Model):
    """The area set by which a municipality counts."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="+")
    area_set = models.ForeignKey(AreaSet, on_delete=models.PROTECT, related_name="+")


class PlaceKind(models.TextChoices):
    SQUARE = "square", _("Square or centre")
    TRANSPORT = "transport", _("Bus stop or station")
    SCHOOL = "school", _("School or preschool")
    LEISURE = "leisure", _("Leisure or sports")
    PARK = "park", _("Park or nature")
    HOUSING = "housing", _("Housing area")
    SHOP = "shop", _("Shop or restaurant")
    STREET = "street", _("Street")
    PATH = "path", _("Foot or cycle path")
    OTHER = "other", _("Other place")


class Place(MunicipalRow):
    """A name in the municipality's own gazetteer."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    aliases = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=20, choices=PlaceKind.choices, default=PlaceKind.OTHER)
    lon = models.FloatField()
    lat = models.FloatField()
    active_to = models.DateField(null=True, blank=True)  # last day it is offered; what was reported there keeps it
    search_text = models.CharField(max_length=600, editable=False)  # name and aliases, folded, for search

    class Meta(MunicipalRow.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="place_name_in_municipality")]

    def __str__(self) -> str:
        return self.name


class MapLayer(MunicipalRow):
    """A layer of the built-in base map, as GeoJSON."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    features = models.JSONField()

    class Meta(MunicipalRow.Meta):
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["municipality", "key"], name="map_layer_key")]
