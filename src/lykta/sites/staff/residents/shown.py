"""A submission in words for the one who decides: what was chosen, where, when, and what may point out a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lykta.airlocks.intake.enums import DayPart
from lykta.airlocks.intake.models import Submission
from lykta.airlocks.intake.payloads import texts_of
from lykta.base.privacy.screening import screen
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import categories_for
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class Part:
    """A piece of a text; `kind` where it may point out a person."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Shown:
    row: Submission
    what: str
    reasons: tuple[str, ...]
    where: str
    when: str
    parts: tuple[Part, ...]
    point: tuple[float, float] | None

    @property
    def findings(self) -> int:
        return sum(1 for part in self.parts if part.kind)


class Reader:
    """Knows the municipality's words once, for any number of submissions."""

    def __init__(self, municipality: Municipality, rows: list[Submission]) -> None:
        self._categories = {row.code: row for row in categories_for(municipality)}
        wanted = {row.payload.get("place", "") for row in rows}
        places = Place.objects.for_municipality(municipality).filter(public_id__in=wanted)
        self._places = {place.public_id: place for place in places}

    def read(self, row: Submission) -> Shown:
        sent = row.payload
        place = self._places.get(sent.get("place", ""))
        return Shown(
            row,
            self._label(sent.get("category", "")) or sent.get("subject", ""),
            tuple(self._label(code) for code in sent.get("reasons", [])),
            ", ".join(each for each in (place.name if place else "", sent.get("place_text", "")) if each),
            _when(sent),
            marked("\n".join(texts_of(sent).values())) if "text" not in sent else marked(sent["text"]),
            _point(sent, place),
        )

    def _label(self, code: str) -> str:
        category: Category | None = self._categories.get(code)
        return category.label if category else code


def marked(text: str) -> tuple[Part, ...]:
    parts, at = [], 0
    for finding in screen(text).findings:
        parts += [Part(text[at : finding.start]), Part(text[finding.start : finding.end], finding.kind)]
        at = finding.end
    return tuple(part for part in [*parts, Part(text[at:])] if part.text)


def _when(sent: dict[str, Any]) -> str:
    parts = [str(DayPart(each).label).lower() for each in sent.get("day_parts", [])]
    return ", ".join(each for each in [sent.get("day", ""), *parts] if each)


def _point(sent: dict[str, Any], place: Place | None) -> tuple[float, float] | None:
    if "lon" in sent:
        return sent["lon"], sent["lat"]
    return (place.lon, place.lat) if place else None
