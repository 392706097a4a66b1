"""One module a row: NAME (knox, near-repeat, scan, gi, kde, dbscan, aoristic, fits, cube) and CASES.

`prepare` reads or makes the data and hands back the work, which alone is timed. `agree` gets both results and says in
a few words how they agree, or raises AssertionError where they do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROWS = ["knox", "near_repeat", "scan", "gi", "kde", "dbscan", "aoristic", "fits", "cube"]
Work = Callable[[], Any]
Prepare = Callable[[], Work]


@dataclass(frozen=True)
class Side:
    name: str  # "pointpats 2.5", "lykta_engine"
    prepare: Prepare
    needs: tuple[str, ...] = ()  # modules without which this side cannot run


@dataclass(frozen=True)
class Case:
    work: str
    n: int
    ours: Side
    peer: Side | None
    must: str  # what the issue asks of this row, in its words
    agree: Callable[[Any, Any], str] | None = None
    why_no_peer: str = ""
    small: bool = False  # also run by --quick
