"""A promise as residents read it: the answer, then what, why and who. Reads the content of a release alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from lykta.sites.published.plain import as_date, paragraphs, quantity

STATUS_WORDS: dict[str, Lazy] = {
    "not_started": pgettext_lazy("promise point", "Not started"),
    "kept": pgettext_lazy("promise point", "Kept"),
    "partly": pgettext_lazy("promise point", "Partly kept"),
    "not_kept": pgettext_lazy("promise point", "Not kept"),
    "done": pgettext_lazy("promise point", "Done"),
    "replaced": pgettext_lazy("promise point", "Replaced"),
}
RECEIPT_WORDS: dict[str, Lazy] = {
    "started": pgettext_lazy("receipt", "Started"),
    "carried_out": pgettext_lazy("receipt", "Carried out"),
    "delayed": pgettext_lazy("receipt", "Delayed"),
    "completed": pgettext_lazy("receipt", "Completed"),
}
GIVERS: dict[str, Lazy] = {
    "municipality": pgettext_lazy("who promises", "the municipality"),
    "police": pgettext_lazy("who promises", "the police"),
    "together": pgettext_lazy("who promises", "the municipality and the police together"),
}
COUNTED = {"carried_out", "completed"}


@dataclass(frozen=True)
class Receipt:
    kind: str
    word: str
    happened: date | None
    amount: str  # "14 lampor", or empty
    text: str
    point: int

    @property
    def measured(self) -> str:
        """The amount, unless the text says it already: "14 lampor" and "14 lampor bytta på gångvägen"."""
        return "" if self.amount and self.amount in self.text else self.amount

    @property
    def what(self) -> str:
        """The text where somebody wrote one; else the amount or the word: receipts that flowed out have no text."""
        return self.text.rstrip(".") or (f"{self.amount} ({self.word.lower()})" if self.amount else self.word)


@dataclass(frozen=True)
class Point:
    number: int
    text: str
    status: str
    word: str
    progress: str
    receipts: list[Receipt]

    @property
    def latest(self) -> Receipt | None:
        return self.receipts[0] if self.receipts else None


@dataclass(frozen=True)
class PromiseRead:
    title: str
    status: str
    word: str
    background: list[str]
    how_we_know: list[str]
    giver: str
    until: str
    starts: date | None
    ends: date | None
    decision: str
    points: list[Point]

    @property
    def receipts(self) -> list[Receipt]:
        """Of all points, newest first."""
        found = [receipt for point in self.points for receipt in point.receipts]
        return sorted(found, key=lambda receipt: receipt.happened or date.min, reverse=True)

    @property
    def latest(self) -> Receipt | None:
        return next(iter(self.receipts), None)

    @property
    def is_over(self) -> bool:
        return self.status == "ended"


def read_promise(content: dict[str, Any], today: date) -> PromiseRead:
    starts, ends = as_date(content.get("starts")), as_date(content.get("ends"))
    status, word = _state(content.get("state", ""), starts, ends, today)
    return PromiseRead(
        title=content.get("title", ""),
        status=status,
        word=word,
        background=paragraphs(content.get("background")),
        how_we_know=paragraphs(content.get("how_we_know")),
        giver=str(GIVERS.get(content.get("giver", ""), GIVERS["together"])),
        until=_until(ends) if ends else "",
        starts=starts,
        ends=ends,
        decision=_decision(content.get("decision") or {}),
        points=[_point(item, number) for number, item in enumerate(content.get("points", []), 1)],
    )


def _state(state: str, starts: date | None, ends: date | None, today: date) -> tuple[str, str]:
    if state == "ended":
        return "ended", pgettext("promise", "Ended")
    if starts and today < starts:
        return "coming", _("Begins %(day)s") % {"day": date_format(starts, "j F Y")}
    if ends and today > ends:
        return "ended", _("The time is over")
    return "ongoing", pgettext("promise", "In progress")


def _point(item: dict[str, Any], number: int) -> Point:
    unit, status = item.get("unit") or "", item.get("status", "")
    number = item.get("number") or number
    receipts = [_receipt(row, unit, number) for row in item.get("receipts", [])]
    return Point(
        number=number,
        text=item.get("text", ""),
        status=status,
        word=str(STATUS_WORDS.get(status, STATUS_WORDS["not_started"])),
        progress=_progress(item, unit),
        receipts=sorted(receipts, key=lambda receipt: receipt.happened or date.min, reverse=True),
    )


def _receipt(row: dict[str, Any], unit: str, point: int) -> Receipt:
    kind = row.get("kind", "")
    amount = quantity(row.get("amount"), row.get("unit") or unit)
    word = str(RECEIPT_WORDS.get(kind, RECEIPT_WORDS["carried_out"]))
    return Receipt(kind, word, as_date(row.get("happened")), amount, (row.get("text") or "").strip(), point)


def _progress(item: dict[str, Any], unit: str) -> str:
    """ "31 av 30 utlovade kvällar hittills"; empty where nothing is counted."""
    target = item.get("target_amount")
    if not target:
        return ""
    done = item["amount"] if item.get("amount") is not None else _sum(item.get("receipts", []))
    words = {"done": quantity(done), "target": quantity(target), "unit": unit}
    if unit:
        return _("%(done)s of %(target)s promised %(unit)s so far") % words
    return _("%(done)s of %(target)s promised so far") % words


def _sum(receipts: Iterable[dict[str, Any]]) -> float:
    return sum(float(row.get("amount") or 0) for row in receipts if row.get("kind") in COUNTED)


def _until(ends: date) -> str:
    """A promise that lasts a month out is said by the month: "december 2027"."""
    whole_month = ends.day == monthrange(ends.year, ends.month)[1]
    return date_format(ends, "F Y" if whole_month else "j F Y")


def _decision(decision: dict[str, Any]) -> str:
    """ "Kommunstyrelsen, 15 juni 2026, § 87" """
    day, paragraph = as_date(decision.get("date")), decision.get("paragraph") or ""
    parts = [decision.get("body") or "", date_format(day, "j F Y") if day else ""]
    parts.append(f"§ {paragraph.removeprefix('§').strip()}" if paragraph else "")
    return ", ".join(part for part in parts if part)
