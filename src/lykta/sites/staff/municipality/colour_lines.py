"""What the chosen colours are like to read, as sentences. The page's script writes the same while people choose."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lykta.ground.municipalities.colours import MARK_CONTRAST, TEXT_CONTRAST, WHITE, contrast


@dataclass(frozen=True)
class ColourLine:
    """`enough` and `too_little` hold the place {ratio}; `text` is the one that is true now."""

    ratio: str
    needed: float
    is_enough: bool
    enough: str
    too_little: str

    @property
    def text(self) -> str:
        return (self.enough if self.is_enough else self.too_little).format(ratio=self.ratio)


def line_of_main(main: str) -> ColourLine:
    return _line(
        contrast(main, WHITE),
        TEXT_CONTRAST,
        _("White text on the main colour has the contrast {ratio} to 1. At least 4.5 is needed, so it can be read."),
        _("White text on the main colour has the contrast {ratio} to 1. At least 4.5 is needed: choose a darker one."),
    )


def line_of_accent(accent: str, main: str) -> ColourLine:
    return _line(
        contrast(accent, main),
        MARK_CONTRAST,
        _("The accent against the main colour has the contrast {ratio} to 1. At least 3 is needed, so it can be seen."),
        _("The accent against the main colour has the contrast {ratio} to 1. At least 3 is needed: choose another."),
    )


def _line(ratio: float, needed: float, enough: str, too_little: str) -> ColourLine:
    # Rounded down: what is written as 4.5 is at least that.
    shown = number_format(math.floor(ratio * 10) / 10, decimal_pos=1)
    return ColourLine(shown, needed, ratio >= needed, enough, too_little)
