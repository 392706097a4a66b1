"""What hangs on a cause in the rooms above. They add one line each; this room asks before it removes a cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from lykta.base.kernel.registry import Registry
from lykta.cycle.cause_analysis.models import Cause


@dataclass(frozen=True)
class CauseUse:
    key: str
    hangs_on: Callable[[Cause], bool]
    sentence: str | Promise


uses: Registry[CauseUse] = Registry("uses of a cause")
