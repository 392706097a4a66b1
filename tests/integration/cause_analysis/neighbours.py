"""Rows of a named municipality, to plant where they do not belong."""

from django.utils import timezone

from lykta.cycle.situation_reports.models import SituationReport
from lykta.ground.areas.models import Area, AreaSet, Place


def place_of(municipality, name="Stationen"):
    return Place.objects.create(municipality=municipality, name=name, lon=14.6, lat=58.7, search_text=name.lower())


def area_of(municipality):
    area_set = AreaSet.objects.create(
        key=f"own-{municipality.code}", name="Egna", vintage="2026", municipality_code=municipality.code,
        content_hash="0", imported=timezone.now(),
    )  # fmt: skip
    return Area.objects.create(
        area_set=area_set, municipality_code=municipality.code, code="1", name="Centrum", polygon=b"",
        min_lon=14.0, min_lat=58.0, max_lon=15.0, max_lat=59.0,
    )  # fmt: skip


def report_of(municipality, period_id="2026-W46"):
    return SituationReport.objects.create(municipality=municipality, period_id=period_id, as_of=timezone.now())
