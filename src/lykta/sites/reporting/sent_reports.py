"""What a phone sends, read as what it may be: anything at all. A wrong value says its field and what to do."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.local_time import STOCKHOLM

KEY = re.compile(r"^[A-Za-z0-9_-]{22,43}$")  # 128 bits or more, made on the phone
KINDS = ("incident", "nil", "coming")
CLOCK_WRONG = timedelta(minutes=2)
# Marks that turn the direction of writing can make a text read as something else than it says.
TURNS_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
ACCURATE_M = 250


class NeedsChange(Exception):
    """Something the person can put right. `field` is where the page opens again."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


class Unreadable(Exception):
    """No report at all: not made by our page."""


@dataclass(frozen=True)
class Sent:
    """A report as sent: `shift` is what the phone's clock has to be moved by."""

    values: Mapping[str, Any]
    key: str
    kind: str
    shift: timedelta

    def text(self, name: str, most: int = 20_000) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise NeedsChange(name, _("The text could not be read. Write it again."))
        if len(value) > most:  # the rule proper says how long it may be; this one keeps a book from being screened
            raise NeedsChange(name, _("The text is much too long. Shorten it to at most 2,000 characters."))
        return readable(value)

    def words(self, name: str) -> list[str]:
        value = self.values.get(name)
        return [each for each in value[:20] if isinstance(each, str)] if isinstance(value, list) else []

    def choice(self, name: str, choices: list[str], otherwise: str) -> str:
        value = self.values.get(name)
        if value is None or value == "":
            return otherwise
        if value not in choices:
            raise NeedsChange(name, _("The choice is not there any more. Choose again."))
        return str(value)

    def is_ticked(self, name: str) -> bool:
        return self.values.get(name) is True

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise NeedsChange("place", _("The position could not be read. Choose the place again."))
        return float(value)

    def count(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
            raise NeedsChange(name, _("Write the number in figures, at most 1,000,000."))
        return value

    def moment(self, value: object, field: str) -> datetime:
        """In UTC, by a clock that goes right."""
        found = parsed(value)
        if found is None:
            raise NeedsChange(field, _("The time could not be read. Choose day and time again."))
        try:
            return found + self.shift
        except OverflowError:
            raise NeedsChange(field, _("The time could not be read. Choose day and time again.")) from None

    @property
    def written(self) -> datetime:
        """When it was written, never later than now."""
        now = timezone.now()
        return min(self.moment(self.values["written_at"], "when"), now) if self.values.get("written_at") else now


def read(text: str) -> Sent:
    """Raises Unreadable."""
    try:
        values = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise Unreadable from problem
    if not isinstance(values, dict):
        raise Unreadable
    key, kind = values.get("key"), values.get("kind", "incident")
    if not (isinstance(key, str) and KEY.match(key) and kind in KINDS):
        raise Unreadable
    return Sent(values, key, kind, shift_of(values.get("written_at"), values.get("sent_at"), timezone.now()))


def shift_of(written: object, sent: object, now: datetime) -> timedelta:
    """How wrong the phone's clock goes, where both times are of the same clock; else nothing is moved."""
    begun, gone = parsed(written), parsed(sent)
    if gone is None or (begun is not None and begun > gone) or abs(now - gone) <= CLOCK_WRONG:
        return timedelta()
    return now - gone


def parsed(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value)
        local = found if found.tzinfo is not None else found.replace(tzinfo=STOCKHOLM)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def readable(text: str) -> str:
    """Without control characters, marks that turn the text, and halves of letters that no database can hold."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    shown = "".join(sign for sign in whole if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    return TURNS_TEXT.sub("", shown).strip()


def _is_finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _no_number(name: str) -> Callable[[], None]:
    raise ValueError(f"{name} is no number")
