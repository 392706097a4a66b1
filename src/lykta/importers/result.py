"""What an import answers: counts that add up, each rejected row with its reason, or why nothing came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from lykta.facts.evidence.operations import Counts, Rejection

LISTED_REJECTIONS = 1000  # the rest are counted; a file with more has one mistake, not a thousand


class ImportProblem(Exception):
    """Nothing was stored. `sentence` says what happened and what to do; `rejections` which rows it came from."""

    def __init__(self, sentence: str, rejections: Sequence[Rejection] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.rejections = tuple(rejections)


class UnreadableFile(ImportProblem):
    """The file is missing, broken, or something else than it should be. `words`: the same for a page."""

    def __init__(
        self, sentence: str, rejections: Sequence[Rejection] = (), *, words: str | Promise | None = None
    ) -> None:
        super().__init__(sentence, rejections)
        self.words = words


class NotThere(ImportProblem):
    """What the call names is not in the database: a municipality."""


class WrongCall(ImportProblem):
    """The words of the call do not go together."""


class ImportBusy(ImportProblem):
    """Somebody else is writing."""


class NothingWritten(ImportProblem):
    """The database could not be written."""


class RowProblem(ValueError):
    """Why one row was rejected, for people: what is wrong, never what the row says.

    In English for the command line; `in_words` for the page.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values

    def in_words(self, labels: Mapping[str, str | Promise]) -> str:
        """`labels`: what the page calls our fields."""
        values = {key: labels.get(str(value), value) for key, value in self.values.items()}
        return gettext(self.message) % values if values else gettext(self.message)


@dataclass(frozen=True, slots=True)
class Options:
    """How an import was called."""

    municipality_code: str | None = None
    mapping: str | None = None  # a file
    dry_run: bool = False
    progress: bool = True  # bars where there is a terminal


@dataclass(slots=True)
class ImportResult:
    """`read = added + unchanged + revised + rejected`. `filtered` rows are other municipalities', not in `read`."""

    importer: str
    file: str
    read: int = 0
    added: int = 0
    unchanged: int = 0
    revised: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    filtered: int = 0
    texts_withheld: int = 0
    dry_run: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return len(self.rejections)

    def take(self, counts: Counts) -> None:
        self.added, self.unchanged, self.revised = counts.added, counts.unchanged, counts.revised
        self.read, self.rejections = counts.read, list(counts.rejections)

    def listed_rejections(self) -> list[dict[str, Any]]:
        return [{"line": one.line, "reason": one.reason} for one in self.rejections[:LISTED_REJECTIONS]]

    def as_json(self) -> dict[str, Any]:
        return {
            "importer": self.importer,
            "file": self.file,
            "dry_run": self.dry_run,
            "read": self.read,
            "added": self.added,
            "unchanged": self.unchanged,
            "revised": self.revised,
            "rejected": self.rejected,
            "filtered": self.filtered,
            "texts_withheld": self.texts_withheld,
            "rejections": self.listed_rejections(),
            "notes": self.notes,
        }

    def in_words(self) -> str:
        """Some lines for a terminal."""
        counts = f"{self.added} added, {self.unchanged} unchanged, {self.revised} revised, {self.rejected} rejected"
        lines = [f"{self.file}: {self.read} read: {counts}."]
        if self.filtered:
            lines.append(f"{self.filtered} rows belong to other municipalities and were left out.")
        if self.texts_withheld:
            lines.append(f"{self.texts_withheld} texts point out a person and were left out; their rows were kept.")
        lines += self.notes
        lines += [f"  line {one.line}: {one.reason}" for one in self.rejections[:20]]
        if self.rejected > 20:
            lines.append(f"  … and {self.rejected - 20} more; --json lists the first {LISTED_REJECTIONS}.")
        if self.dry_run:
            lines.append("A dry run: nothing was written.")
        return "\n".join(lines)
