"""What an index is made of, as data: items, directions, cuts, weights, points and the rule for missing answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from lykta_engine.errors import BadInput


class Direction(StrEnum):
    HIGHER_IS_WORSE = "higher_is_worse"  # a problem from the cut up
    LOWER_IS_WORSE = "lower_is_worse"  # a problem from the cut down


class Missing(StrEnum):
    ITEM = "item"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    direction: Direction
    cut: float
    weight: float = 1.0
    points: tuple[float, ...] = ()  # rising limits of the share of problems; each one reached is a point


@dataclass(frozen=True, slots=True)
class IndexDefinition:
    name: str
    version: str
    items: tuple[Item, ...]
    missing: Missing = Missing.ITEM
    at_least: float = 0.5
    top: float = 100.0

    @property
    def in_points(self) -> bool:
        return bool(self.items[0].points)


def definition_from(data: Mapping[str, Any]) -> IndexDefinition:
    """From plain data, as read from JSON. Raises BadInput with what is wrong, and in which item."""
    try:
        items = tuple(_item(item) for item in data["items"])
        made = IndexDefinition(
            name=str(data["name"]),
            version=str(data["version"]),
            items=items,
            missing=Missing(data.get("missing", "item")),
            at_least=float(data.get("at_least", 0.5)),
            top=float(data.get("top", 100.0)),
        )
    except KeyError as missing:
        raise BadInput(f"the definition lacks {missing.args[0]}") from None
    except (TypeError, ValueError, AttributeError) as wrong:
        raise BadInput(f"the definition cannot be read: {str(wrong).rstrip('.')}") from None
    return checked(made)


def _item(data: Mapping[str, Any]) -> Item:
    return Item(
        key=str(data["key"]),
        direction=Direction(data["direction"]),
        cut=float(data["cut"]),
        weight=float(data.get("weight", 1.0)),
        points=tuple(float(limit) for limit in data.get("points", ())),
    )


def checked(made: IndexDefinition) -> IndexDefinition:
    keys = [item.key for item in made.items]
    weights = [item.weight for item in made.items]
    if not keys or len(set(keys)) < len(keys):
        raise BadInput("the definition needs at least one item, and each key once")
    numbers = [made.top, made.at_least, *weights, *(item.cut for item in made.items)]
    if not np.isfinite(numbers).all() or min(weights) < 0 or sum(weights) <= 0:
        raise BadInput("the items' weights must be zero or more and not all zero, and every cut a number")
    if made.top <= 0 or not 0 < made.at_least <= 1:
        raise BadInput("the index's top must be above zero, and at_least between 0 and 1")
    steps = {len(item.points) for item in made.items}
    rising = all(np.all(np.diff(i.points) > 0) and np.all(np.array(i.points) > 0) for i in made.items)
    if len(steps) > 1 or not rising or any(limit > 1 for item in made.items for limit in item.points):
        raise BadInput("all items need equally many points, each a share that rises, or none")
    if steps != {0} and made.missing is Missing.PERSON:
        raise BadInput("points are given to shares, so their missing rule is item")
    return made
