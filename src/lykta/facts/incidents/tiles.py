"""Map tiles of what the asking actor may see: coarse counts from afar, points near. Never text, never who reported."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db.models import Q

from lykta.base.kernel.actor import Actor
from lykta.base.kernel.local_time import to_local_array
from lykta.base.kernel.periods import bounds
from lykta.base.kernel.quadkeys import tile_range
from lykta.base.kernel.vector_tiles import TileLayer, encode_tile, grid_counts, tile_points
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import categories_for
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.filters import IncidentFilter, filtered
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.rules import organizations_of, sees_all
from lykta.facts.incidents.snapshot import SOURCES, STATES, BoolArray, IntArray, Snapshot, snapshot_for
from lykta.ground.municipalities.models import Municipality

POINTS_FROM = 13
MOST_POINTS = 2000  # 100 kB and 20 ms; more take longer than a map may wait
CELLS_ACROSS = 16  # of a tile 512 pixels wide: circles with numbers find room
NOT_SHOWN = (State.WITHDRAWN, State.OUT_OF_SCOPE)  # unless asked for


def tile(by: Actor, municipality: Municipality, z: int, x: int, y: int, filters: IncidentFilter | None = None) -> bytes:
    """Mapbox Vector Tile. Layer `counts` with n below zoom 13; from there `incidents` with pid, category, label, day.

    Where a near tile holds more points than anybody can tell apart it has counts too. A report that is merged into
    another is not on the map twice.
    """
    snapshot = snapshot_for(municipality)
    chosen = may_see(by, municipality, snapshot) & _asked_for(filters or IncidentFilter(municipality), snapshot)
    if z >= POINTS_FROM and _how_many(snapshot, chosen, z, x, y) <= MOST_POINTS:
        return encode_tile([_points(municipality, snapshot, chosen, z, x, y)])
    return encode_tile([_counts(snapshot, chosen, z, x, y)])


def may_see(by: Actor, municipality: Municipality, snapshot: Snapshot) -> BoolArray:
    """The same answer as queries.visible_to, for every report of the snapshot."""
    if sees_all(by, municipality):
        return np.ones(len(snapshot), dtype=bool)
    own = organizations_of(by, municipality, Permission.SEE_OWN)
    return np.isin(snapshot.organization, sorted(own))


def _asked_for(filters: IncidentFilter, snapshot: Snapshot) -> BoolArray:
    chosen = ~snapshot.is_merged
    if filters.period:
        chosen &= snapshot.counted_between(*bounds(filters.period, filters.municipality.week_cut))
    if filters.category:
        chosen &= np.isin(snapshot.category, _with_children(filters))
    if filters.area:
        chosen &= snapshot.area == filters.area.pk
    if filters.source:
        chosen &= snapshot.source == SOURCES.index(filters.source)
    if filters.state:
        chosen &= snapshot.state == STATES.index(filters.state)
    else:
        chosen &= ~np.isin(snapshot.state, [STATES.index(state) for state in NOT_SHOWN])
    if filters.text:
        chosen &= np.isin(snapshot.pk, _holding(filters))
    return chosen


def _with_children(filters: IncidentFilter) -> list[int]:
    assert filters.category is not None
    code = filters.category.code
    return list(Category.objects.filter(Q(code=code) | Q(parent__code=code)).values_list("pk", flat=True))


def _holding(filters: IncidentFilter) -> list[int]:
    alone = IncidentFilter(filters.municipality, text=filters.text)
    rows = filtered(Incident.objects.for_municipality(filters.municipality), alone)
    return list(rows.order_by().values_list("pk", flat=True))


def _how_many(snapshot: Snapshot, chosen: BoolArray, z: int, x: int, y: int) -> int:
    first, last = np.searchsorted(snapshot.qk, tile_range(z, x, y))
    return int(chosen[first:last].sum())


def _counts(snapshot: Snapshot, chosen: BoolArray, z: int, x: int, y: int) -> TileLayer:
    grid = grid_counts(snapshot.qk, chosen, z, x, y, cells=CELLS_ACROSS)
    return TileLayer("counts", grid.x, grid.y, {"n": grid.counts})


def _points(municipality: Municipality, snapshot: Snapshot, chosen: BoolArray, z: int, x: int, y: int) -> TileLayer:
    within, local_x, local_y = tile_points(snapshot.qk, z, x, y)
    kept = chosen[within]
    category = snapshot.category[within][kept]
    codes, labels = _category_words(municipality, category)
    properties: dict[str, Any] = {
        "pid": snapshot.pid[within][kept],
        "category": codes,
        "label": labels,
        "day": to_local_array(snapshot.counted_at[within][kept]).astype("datetime64[D]").astype(str),
    }
    return TileLayer("incidents", local_x[kept], local_y[kept], properties)


def _category_words(municipality: Municipality, category: IntArray) -> tuple[list[str], list[str]]:
    distinct, positions = np.unique(category, return_inverse=True)
    own_words = {row.code: row.label for row in categories_for(municipality)}
    rows = {row.pk: row for row in Category.objects.filter(pk__in=distinct.tolist())}
    codes = [rows[int(pk)].code for pk in distinct]
    labels = [own_words.get(code, rows[int(pk)].label) for pk, code in zip(distinct, codes, strict=True)]
    return [codes[at] for at in positions.reshape(-1)], [labels[at] for at in positions.reshape(-1)]
