"""Where names stand on a map: beside their point, above or below it, never across another name, and else not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LETTER = 6.9  # pixels of a letter, a little generous
ABOVE, BELOW = 11, 5  # of the baseline
POINT = 5


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def shares(self, other: Box) -> float:
        """Square pixels that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0) * max(height, 0)

    def is_within(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True, slots=True)
class Name:
    """`x` and `y` of the point; `text_x`, the baseline and the anchor of its name."""

    text: str
    x: float
    y: float
    text_x: float
    baseline: float
    anchor: str


def placed(
    points: Sequence[tuple[str, float, float]], width: float, height: float, cells: Sequence[Box] = ()
) -> list[Name]:
    """Those that find room, the first ones first, and each where it hides least of the cells."""
    names: list[Name] = []
    taken: list[Box] = []
    for text, x, y in points:
        point = Box(x - POINT, y - POINT, x + POINT, y + POINT)
        if not (0 <= x <= width and 0 <= y <= height) or any(point.meets(box) for box in taken):
            continue
        free = [
            (name, box)
            for name, box in ((name, _box(name)) for name in _choices(text, x, y))
            if box.is_within(width, height) and not any(box.meets(each) for each in taken)
        ]
        if free:
            name, box = min(free, key=lambda each: sum(each[1].shares(cell) for cell in cells))
            names.append(name)
            taken += [point, box]
    return names


def _choices(text: str, x: float, y: float) -> list[Name]:
    return [
        Name(text, x, y, x + 7, y + 4.5, "start"),
        Name(text, x, y, x - 7, y + 4.5, "end"),
        Name(text, x, y, x, y - 9, "middle"),
        Name(text, x, y, x, y + 18, "middle"),
    ]


def _box(name: Name) -> Box:
    length = len(name.text) * LETTER
    left = {"start": name.text_x, "end": name.text_x - length, "middle": name.text_x - length / 2}[name.anchor]
    return Box(left, name.baseline - ABOVE, left + length, name.baseline + BELOW)
