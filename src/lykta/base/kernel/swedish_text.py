"""Numbers, lists and slugs as they are written in Swedish running text."""

import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Gender = Literal["common", "neuter"]

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
WORDS = ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def number_word(n: int, gender: Gender = "common") -> str:
    """In words up to twelve, else in figures: "tre", "ett", "14", "12 000"."""
    if n == 1 and gender == "neuter":
        return "ett"
    return WORDS[n] if 0 <= n < len(WORDS) else whole(n)


def plural(n: int, one: str, many: str) -> str:
    return one if n == 1 else many


def counted(n: int, one: str, many: str, gender: Gender = "common") -> str:
    """ "inga händelser", "en händelse", "tre händelser", "14 händelser" """
    if n == 0:
        return f"inga {many}"
    return f"{number_word(n, gender)} {plural(n, one, many)}"


def joined(items: Sequence[str], last: str = "och") -> str:
    """ "a", "a och b", "a, b och c" """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def whole(n: int) -> str:
    """Thousands apart by a narrow space that does not break. Four figures stand together, as in 1984."""
    digits = str(abs(n))
    grouped = f"{abs(n):,}".replace(",", NARROW_SPACE) if len(digits) > 4 else digits
    return f"{MINUS}{grouped}" if n < 0 else grouped


def decimal(value: float | Decimal, places: int = 1) -> str:
    """Comma, rounded half away from zero: "3,1", "−0,5", "12 345,6". ValueError for what is not a number."""
    if not math.isfinite(value):
        raise ValueError("only finite numbers can be written")
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    integer, _, fraction = f"{abs(rounded):f}".partition(".")
    text = whole(int(integer)) + (f",{fraction}" if fraction else "")
    return f"{MINUS}{text}" if rounded < 0 else text


def share(value: float, places: int = 0) -> str:
    """A share from 0 to 1 as "75 procent". What is neither none nor all is never rounded to it."""
    if not 0 <= value <= 1:
        raise ValueError("a share lies between 0 and 1")
    step = Decimal(1).scaleb(-places)
    percent = (Decimal(str(value)) * 100).quantize(step, rounding=ROUND_HALF_UP)
    if percent == 0 and value > 0:
        return f"mindre än {decimal(step, places)} procent"
    if percent == 100 and value < 1:
        return f"mer än {decimal(100 - step, places)} procent"
    return f"{decimal(percent, places)} procent"


def slug(text: str) -> str:
    """For addresses: lower case, a–z, figures and hyphens. "Björkvikens södra å" → "bjorkvikens-sodra-a"."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
