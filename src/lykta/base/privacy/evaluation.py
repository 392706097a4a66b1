"""How much of what people have marked the screening finds, and how much of what it finds they have marked.

A labelled span is found when a finding of that kind overlaps it. A finding is right when it overlaps a labelled
span of
its kind: a personal identity number found as a coordination number is both a miss and a false find. A pupil counts
as a
person. Labels of other kinds than KINDS are passed over, and so are hints on origin, religion and health.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lykta.base.privacy.findings import FindingKind
from lykta.base.privacy.screening import screen

LABELS: dict[FindingKind, str] = {
    FindingKind.PERSONAL_IDENTITY_NUMBER: "PNR",
    FindingKind.COORDINATION_NUMBER: "SAMNR",
    FindingKind.PHONE_NUMBER: "PHONE",
    FindingKind.EMAIL_ADDRESS: "EMAIL",
    FindingKind.REGISTRATION_PLATE: "PLATE",
    FindingKind.PERSON_NAME: "PERSON",
    FindingKind.PUPIL: "PERSON",
    FindingKind.HOME_ADDRESS: "ADDRESS",
    FindingKind.ACCOUNT_NAME: "HANDLE",
}
KINDS = tuple(dict.fromkeys(LABELS.values()))

Span = tuple[int, int, str]


class LabelProblem(ValueError):
    """A line that is no labelled sentence; the message says which and why."""


@dataclass(slots=True)
class Result:
    n: int = 0  # labelled spans
    hits: int = 0  # of them found
    found: int = 0  # findings
    right: int = 0  # of them labelled

    @property
    def recall(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    def figures(self) -> dict[str, float | int | None]:
        return {"recall": self.recall, "precision": self.precision, "n": self.n}


def read_sentences(path: Path) -> Iterator[tuple[str, list[Span]]]:
    """Raises OSError, UnicodeDecodeError or LabelProblem."""
    count = 0
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                count += 1
                yield _read(line, number)
    if not count:
        raise LabelProblem("it is empty")


def _read(line: str, number: int) -> tuple[str, list[Span]]:
    try:
        row: dict[str, Any] = json.loads(line)
        text, spans = row["text"], [(span["start"], span["end"], span["label"]) for span in row["spans"]]
    except (ValueError, TypeError, KeyError) as problem:
        raise LabelProblem(f"line {number} has no text and spans") from problem
    for start, end, _label in spans:
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise LabelProblem(f"line {number} has a span outside its text")
    return text, [span for span in spans if span[2] in KINDS]


def evaluate(sentences: Iterable[tuple[str, list[Span]]]) -> dict[str, Result]:
    results = {kind: Result() for kind in KINDS}
    for text, spans in sentences:
        found = [(f.start, f.end, LABELS[f.kind]) for f in screen(text).findings if f.kind in LABELS]
        for span in spans:
            results[span[2]].n += 1
            results[span[2]].hits += any(_meet(span, finding) for finding in found)
        for finding in found:
            results[finding[2]].found += 1
            results[finding[2]].right += any(_meet(span, finding) for span in spans)
    return {kind: result for kind, result in results.items() if result.n or result.found}


def _meet(one: Span, other: Span) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]
