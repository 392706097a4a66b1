"""Which numbers of a lägesbild may stand in public beside all that has been released before.

Pure: no rows, no clock. A count is known for an interval of time; two known counts that share a boundary give a third
by subtraction. So the known counts of one category form a graph over the boundaries, and every pair of boundaries that
is connected has a count that a reader can work out. None of those may be 1 to `threshold` - 1.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

TOTAL, OTHER = "total", "other"
ROUNDED_TO = 10


@dataclass(frozen=True)
class Known:
    """A released count: of `what`, in the half-open interval from `start` to `end` (anything that sorts)."""

    what: str
    start: Hashable
    end: Hashable
    count: int


@dataclass(frozen=True)
class PublicNumbers:
    """`total` is exact; where that would reveal a small number it is None and `about` is given in tens, and no row
    is the rest. `rows` are (category code, count), largest first; `other` is what the rows leave out."""

    total: int | None
    about: int | None
    rows: tuple[tuple[str, int], ...] = ()
    other: int = 0


def public_numbers(
    total: int,
    by_category: Mapping[str, int],
    *,
    start: Hashable,
    end: Hashable,
    threshold: int,
    earlier: Sequence[Known] = (),
    with_rows: bool = True,
) -> PublicNumbers:
    """`total` and `by_category` as counted; the rows need not add up to the total."""
    if 0 < total < threshold:
        return PublicNumbers(None, None)
    if _reveals(Known(TOTAL, start, end, total), earlier, threshold):
        return PublicNumbers(None, ROUNDED_TO * round(total / ROUNDED_TO))
    rows = _showable_rows(by_category, start, end, threshold, earlier) if with_rows else []
    while rows:
        other = total - sum(count for _code, count in rows)
        if not 0 < other < threshold and not _reveals(Known(OTHER, start, end, other), earlier, threshold):
            return PublicNumbers(total, None, tuple(rows), other)
        rows.pop()  # the smallest joins the rest, which then hides both
    return PublicNumbers(total, None)


def _showable_rows(
    by_category: Mapping[str, int], start: Hashable, end: Hashable, threshold: int, earlier: Sequence[Known]
) -> list[tuple[str, int]]:
    large = [(code, count) for code, count in by_category.items() if count >= threshold]
    rows = [row for row in large if not _reveals(Known(row[0], start, end, row[1]), earlier, threshold)]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _reveals(new: Known, earlier: Sequence[Known], threshold: int) -> bool:
    same = [known for known in earlier if known.what == new.what and (known.start, known.end) != (new.start, new.end)]
    return any(0 < abs(count) < threshold for count in _derivable([*same, new], new.start))


def _derivable(known: Sequence[Known], reached_from: Hashable) -> list[int]:
    """The counts of all intervals between boundaries that are connected with `reached_from`."""
    steps: dict[Hashable, list[tuple[Hashable, int]]] = {}
    for each in known:
        steps.setdefault(each.start, []).append((each.end, each.count))
        steps.setdefault(each.end, []).append((each.start, -each.count))
    height: dict[Hashable, int] = {reached_from: 0}
    waiting = deque([reached_from])
    while waiting:
        here = waiting.popleft()
        for there, count in steps.get(here, ()):
            if there not in height:
                height[there] = height[here] + count
                waiting.append(there)
    return [b - a for a, b in combinations(height.values(), 2)]
