"""What may be let out. Rooms above register one Kind each; a standing release covers the listed fields alone.

Standing values have the shape of the content, with a list of keyed items given by key:
content `{"state": "ongoing", "points": [{"key": "a1", "status": "kept", …}]}` and
values  `{"state": "ended", "points": {"a1": {"status": "partly"}}}`. See `overlay.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

from django.utils.functional import Promise

from lykta.base.kernel.registry import Registry

Check = Callable[[Any], bool]


@dataclass(frozen=True)
class Kind:
    """`release_permission` proposes, seconds and withdraws. `standing_fields`: innermost field → what it may hold."""

    key: str
    title: str | Promise
    release_permission: str
    validate: Callable[[dict[str, Any]], None]  # raises ValueError when the content may not go out
    standing_fields: Mapping[str, Check] = field(default_factory=dict)


kinds: Registry[Kind] = Registry("publication kinds")


def words(*allowed: str) -> Check:
    """Enumerated words: the codes of a status, never free text."""
    choices = frozenset(map(str, allowed))
    return lambda value: isinstance(value, str) and value in choices


def iso_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
