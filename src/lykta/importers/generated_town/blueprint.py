"""What a town's drawing consists of. Lengths in metres east and north of the town's centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

XY = tuple[float, float]
StreetKind = Literal["trunk", "main", "street", "foot", "rural"]
Houses = Literal["villa", "row_house", "centre", "industry", "village", "farm", ""]
BlockKind = Literal["centre", "residential", "estate", "industry"]


@dataclass(frozen=True, slots=True)
class Road:
    """A line on the ground, drawn through its points as a soft curve."""

    name: str
    kind: StreetKind
    points: tuple[XY, ...]
    houses: Houses = ""


@dataclass(frozen=True, slots=True)
class AlongRoad:
    """The stretch of a road between the places nearest to two points."""

    road: str
    start: XY
    end: XY


Side = AlongRoad | tuple[XY, ...]


@dataclass(frozen=True, slots=True)
class QuarterStreet:
    """A street inside a quarter, through points given as shares (west to east, south to north) of the quarter."""

    name: str
    points: tuple[XY, ...]
    houses: Houses = ""
    kind: StreetKind = "street"


@dataclass(frozen=True, slots=True)
class Quarter:
    """Four bent sides and the streets that follow them: south and north run eastwards, west and east northwards."""

    kind: BlockKind
    south: Side
    north: Side
    west: Side
    east: Side
    streets: tuple[QuarterStreet, ...]


@dataclass(frozen=True, slots=True)
class SlabRows:
    """Rows of slab blocks of a housing estate: centres on a grid within a rectangle, all turned the same way."""

    southwest: XY
    northeast: XY
    columns: int
    rows: int
    angle: float
    length_m: float = 62.0
    width_m: float = 12.0


@dataclass(frozen=True, slots=True)
class Surface:
    """A filled shape; soft shapes get a curved outline."""

    layer: str
    kind: str
    name: str
    points: tuple[XY, ...]
    soft: bool = False


@dataclass(frozen=True, slots=True)
class House:
    kind: str
    name: str
    center: XY
    length_m: float
    width_m: float
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    kind: str
    at: XY
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubArea:
    name: str
    kind: str
    seed: XY


@dataclass(frozen=True, slots=True)
class TownBlueprint:
    key: str
    default_name: str
    default_center: XY  # longitude, latitude
    default_population: int
    border: tuple[XY, ...]
    town_outline: tuple[XY, ...]
    area_cuts: tuple[tuple[XY, ...], ...]
    areas: tuple[SubArea, ...]
    rural_area: str
    share_rural: float
    roads: tuple[Road, ...]
    quarters: tuple[Quarter, ...]
    slabs: tuple[SlabRows, ...]
    railways: tuple[Road, ...]
    streams: tuple[Road, ...]
    surfaces: tuple[Surface, ...]
    houses: tuple[House, ...]
    places: tuple[Place, ...]


def rectangle(center: XY, length_m: float, width_m: float) -> tuple[XY, ...]:
    (x, y), half, side = center, length_m / 2, width_m / 2
    return ((x - half, y - side), (x + half, y - side), (x + half, y + side), (x - half, y + side))
