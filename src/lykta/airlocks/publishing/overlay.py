"""Laying standing values over a released content, and refusing values that could carry free text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lykta.airlocks.publishing.kinds import Check

KEY = re.compile(r"[a-z0-9_-]{1,40}")


class NotEnumerated(ValueError):
    """A standing value that is neither an enumerated word, an ISO date nor a number of a listed field."""


def check_values(values: Any, fields: Mapping[str, Check], where: str = "values") -> None:
    if not isinstance(values, dict):
        raise NotEnumerated(f"{where}: an object was expected")
    for key, value in values.items():
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise NotEnumerated(f"{where}: a key is 1 to 40 of a-z, 0-9, _ and -")
        if isinstance(value, dict):
            check_values(value, fields, f"{where}.{key}")
        elif key not in fields or not (value is None or fields[key](value)):
            raise NotEnumerated(f"{where}.{key}: not a value that may flow out by itself")


def laid_over(content: Any, values: Mapping[str, Any]) -> Any:
    """A copy of `content` with the values in it. New keyed items are added last; nothing is taken away."""
    if isinstance(content, list):
        return _list_laid_over(content, values)
    merged = dict(content) if isinstance(content, dict) else {}
    for key, value in values.items():
        merged[key] = laid_over(merged.get(key, {}), value) if isinstance(value, dict) else value
    return merged


def _list_laid_over(items: list[Any], values: Mapping[str, Any]) -> list[Any]:
    known = [laid_over(item, values[item["key"]]) if item.get("key") in values else item for item in items]
    present = {item.get("key") for item in items}
    added = [{"key": key, **laid_over({}, value)} for key, value in values.items() if key not in present]
    return known + added
