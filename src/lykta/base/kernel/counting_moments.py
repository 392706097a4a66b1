"""In which period does an event count? At the midpoint of when it happened.

Where it may have happened at any time during more than seven days, the midpoint says nothing, and it counts when it
was reported. The seven days are those of the local clock: Sunday at six to Sunday at six is seven days, also when the
clocks change between.
"""

from datetime import UTC, datetime, timedelta

import numpy as np

from lykta.base.kernel.local_time import Times, to_local, to_local_array

LONGEST = timedelta(days=7)


def counting_moment(occurred_from: datetime, occurred_to: datetime | None, reported: datetime) -> datetime:
    """Aware moments in, UTC out. Without `occurred_to` the event is a point in time.

    ValueError for a moment without time zone, and for an event that ends before it starts.
    """
    start = to_local(occurred_from).astimezone(UTC)
    end = start if occurred_to is None else to_local(occurred_to).astimezone(UTC)
    if end < start:
        raise ValueError("an event cannot end before it starts")
    if to_local(end).replace(tzinfo=None) - to_local(start).replace(tzinfo=None) > LONGEST:
        return to_local(reported).astimezone(UTC)
    return start + (end - start) // 2


def counting_moments(occurred_from: Times, occurred_to: Times, reported: Times) -> Times:
    """The same for datetime64 arrays in UTC, to the microsecond; NaT in `occurred_to` is a point in time."""
    start = occurred_from.astype("datetime64[us]")
    end = np.where(np.isnat(occurred_to), start, occurred_to.astype("datetime64[us]"))
    if (end < start).any():
        raise ValueError("an event cannot end before it starts")
    too_long = to_local_array(end) - to_local_array(start) > np.timedelta64(LONGEST)
    return np.where(too_long, reported.astype("datetime64[us]"), start + (end - start) // 2)
