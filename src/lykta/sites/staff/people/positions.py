"""A position as people copy it from a map: two numbers, WGS84 or SWEREF 99 TM, in either order."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.coordinates import from_sweref99tm, guess_crs

NUMBER = re.compile(r"[+-]?\d+(?:[.]\d+)?")
UNREADABLE = _("Write two numbers, for instance 58.9003, 14.3001. You can copy them from a map.")
OUTSIDE = _("The position is not in Sweden. Check that both numbers came along, with all their figures.")


def read_position(text: str) -> tuple[float, float]:
    """(longitude, latitude)."""
    numbers = [float(found) for found in NUMBER.findall(_with_points(text))]
    if len(numbers) != 2:
        raise forms.ValidationError(UNREADABLE)
    first, second = numbers
    # In Sweden the northern number is always the larger, in degrees and in metres.
    east, north = min(first, second), max(first, second)
    crs = guess_crs(east, north)
    if crs == "wgs84":
        return east, north
    if crs == "sweref99tm":
        lon, lat = from_sweref99tm(east, north)
        return float(lon), float(lat)
    raise forms.ValidationError(OUTSIDE)


def _with_points(text: str) -> str:
    """Decimal commas become points where the two numbers are parted by something else: "58,9003 14,3001"."""
    if text.count(",") == 2 and not re.search(r",\s", text):
        return text.replace(",", ".")
    return text
