"""Colours of the pictures, and classes of counts that can be said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lykta.base.documents.labels import labels_for

NIGHT, LANTERN, SNOW, INK = "#10243e", "#f2b01e", "#f6f7f9", "#1a1d21"
QUIET, GREY, LINE = "#5b6673", "#aeb6c0", "#d9dee4"
GLOW = "#fdf1d0"  # the lantern's light on paper: what is usual
EMPTY = "#f1f3f6"
SHADES = ("#c3cfde", "#8299b5", "#46658c", NIGHT)


@dataclass(frozen=True, slots=True)
class CountClass:
    low: int
    high: int | None  # None: and above
    words: str
    colour: str

    def holds(self, value: float) -> bool:
        return self.low <= value and (self.high is None or value <= self.high)


def count_classes(counts: Sequence[int], language: str = "sv", number: int = 3) -> tuple[CountClass, ...]:
    """At most `number` classes above zero, said in words: '1–2', '3–5', '6 eller fler'.

    Cut by the distinct counts, not by the cells: most places have one event, and the few with many must show.
    """
    distinct = sorted({count for count in counts if count > 0})
    if not distinct:
        return ()
    starts = sorted({distinct[len(distinct) * at // number] for at in range(number)})
    ends: list[int | None] = [start - 1 for start in starts[1:]] + [None]
    shades = _shades(len(starts))
    return tuple(
        CountClass(low, high, _words(low, high, distinct[-1], language), shade)
        for low, high, shade in zip(starts, ends, shades, strict=True)
    )


def _shades(number: int) -> tuple[str, ...]:
    """Evenly from light to night; a single class is a middle shade, since alone it says nothing about many."""
    if number == 1:
        return (SHADES[1],)
    return tuple(SHADES[round(at * (len(SHADES) - 1) / (number - 1))] for at in range(number))


def _words(low: int, high: int | None, largest: int, language: str) -> str:
    if high is None and low == largest:
        return str(low)
    if high is None:
        return labels_for(language).or_more.format(low=low)
    return str(low) if low == high else f"{low}–{high}"
