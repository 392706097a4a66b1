"""The contrast of two colours, as WCAG 2 counts it. Checked when a municipality's colours are chosen."""

from __future__ import annotations

from django.utils.translation import gettext as _

WHITE = "#ffffff"
TEXT_CONTRAST = 4.5  # WCAG 2.1, 1.4.3: text
MARK_CONTRAST = 3.0  # WCAG 2.1, 1.4.11: marks and borders


def contrast(first: str, second: str) -> float:
    """Between 1 (the same) and 21 (black on white). Colours as #rrggbb."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colour_problems(main: str, accent: str) -> dict[str, str]:
    """Field → what is wrong with it; empty when the two can be used."""
    problems = {}
    if contrast(main, WHITE) < TEXT_CONTRAST:
        problems["colour_main"] = _("White text cannot be read on the main colour. Choose a darker one.")
    if contrast(accent, main) < MARK_CONTRAST:
        problems["colour_accent"] = _(
            "The two colours are too much alike. Choose an accent that stands out from the main colour."
        )
    return problems


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
