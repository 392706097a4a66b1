"""What a point is called: by the nearest named place, said with how near it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from lykta.base.kernel.coordinates import distance_m
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

NEAR_M = 250
FAR_M = 3000

NamedPlace = tuple[int, str, float, float]  # primary key, name, longitude, latitude


def named_places(municipality: Municipality) -> list[NamedPlace]:
    return list(Place.objects.for_municipality(municipality).values_list("pk", "name", "lon", "lat"))


def name_near(lon: float, lat: float, places: Sequence[NamedPlace]) -> str:
    where = f"{lat:.4f}, {lon:.4f}"
    if not places:
        return where
    away = distance_m([each[2] for each in places], [each[3] for each in places], lon, lat)
    nearest = int(np.argmin(away))
    values = {"place": places[nearest][1], "metres": int(round(away[nearest] / 50) * 50)}
    if away[nearest] <= NEAR_M:
        return _("near %(place)s") % values
    return _("about %(metres)s metres from %(place)s") % values if away[nearest] <= FAR_M else where
