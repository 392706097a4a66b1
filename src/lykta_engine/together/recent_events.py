"""How long ago each event was, whatever its times are given in."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, finite

DAY = np.timedelta64(1, "D")


def days_before(times: ArrayLike, until: np.datetime64 | float | None) -> tuple[str | float, NDArray[np.float64]]:
    """`until` (the latest of `times`, if not given) as text or days, and the days from each event to it."""
    array = np.asarray(times)
    if array.dtype.kind != "M":
        return _of_days(finite(times, "times"), until)
    moment: np.datetime64 = array.max() if until is None else _moment(until)
    ago = np.subtract(moment, array)  # timedelta64
    return str(moment), np.asarray(np.divide(ago, DAY), dtype=np.float64)


def _moment(until: object) -> np.datetime64:
    """datetime64, or a date or datetime of Python's."""
    try:
        moment = np.datetime64(until)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        moment = np.datetime64("NaT")
    if np.isnat(moment):
        raise BadInput("until must be a moment, as the times are")
    return moment


def _of_days(days: NDArray[np.float64], until: np.datetime64 | float | None) -> tuple[float, NDArray[np.float64]]:
    if isinstance(until, np.datetime64):
        raise BadInput("until must be in days, as the times are")
    moment = float(days.max()) if until is None else float(until)
    if not np.isfinite(moment):
        raise BadInput("until is missing or infinite")
    return moment, moment - days
