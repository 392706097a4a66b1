"""Results as data: what is stored, exported and compared. No value that a page could show as "nan"."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Protocol

import numpy as np

ENGINE_VERSION = "1"


class Result(Protocol):
    """What every method hands out."""

    @property
    def method(self) -> str: ...

    @property
    def reference(self) -> str: ...

    def explain(self, language: str = "sv") -> str: ...


def as_data(value: Any) -> Any:
    """Dataclasses as dicts, arrays as lists, enums as text, times as ISO text; what is not a number as None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.ndarray):
        return as_data(value.astype(str).tolist() if value.dtype.kind == "M" else value.tolist())
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.generic):
        return as_data(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(as_data(key)): as_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_data(item) for item in value]
    return value
