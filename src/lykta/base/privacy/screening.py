"""Screening of free text before it is saved: what in it points out a person, where, and how grave that is.

Rules, no model: what is found can be explained to the one who wrote it, and the same text always gives the same
answer. Linear in the length of the text, also for hostile input. What the rules cannot see (a person pointed out
without name or number) is for the reviewer's eyes. Foreign registration plates are not recognised.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal

from lykta.base.privacy.detectors.accounts import find_account_names
from lykta.base.privacy.detectors.email_addresses import find_email_addresses
from lykta.base.privacy.detectors.home_addresses import find_home_addresses
from lykta.base.privacy.detectors.identity_numbers import find_identity_numbers
from lykta.base.privacy.detectors.names import find_names
from lykta.base.privacy.detectors.phone_numbers import find_phone_numbers
from lykta.base.privacy.detectors.plates import find_plates
from lykta.base.privacy.detectors.sensitive_words import find_sensitive_words
from lykta.base.privacy.findings import IDENTITY_NUMBERS, Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import PlainText, plain

__all__ = ["Finding", "FindingKind", "Screening", "Severity", "masked", "screen"]

MASK = "[…]"
Verdict = Literal["clear", "warn", "block"]
STOPPING = IDENTITY_NUMBERS | {
    FindingKind.PHONE_NUMBER,
    FindingKind.EMAIL_ADDRESS,
    FindingKind.REGISTRATION_PLATE,
    FindingKind.ACCOUNT_NAME,
}


@dataclass(frozen=True, slots=True)
class Screening:
    """Findings in the order of the text; none overlaps another."""

    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """What becomes of a report with this text: a hint alone leaves it clear."""
        if self.blocks:
            return "block"
        return "warn" if any(finding.severity == Severity.WARN for finding in self.findings) else "clear"

    @property
    def blocks(self) -> tuple[Finding, ...]:
        """What stops a report."""
        return tuple(finding for finding in self.findings if finding.severity == Severity.BLOCK)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What stops every other text: notes, causes, actions and published words need no number and no account."""
        return tuple(finding for finding in self.findings if _stops(finding))

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is left for the writer to read once more where `stops` decides."""
        return tuple(finding for finding in self.findings if not _stops(finding))

    @property
    def may_be_saved(self) -> bool:
        return not self.stops

    @property
    def kinds(self) -> frozenset[FindingKind]:
        return frozenset(finding.kind for finding in self.findings)


def screen(text: str, *, today: date | None = None) -> Screening:
    """`today` tells a birth date from the day of an event; given in tests and in repeated runs."""
    seen = plain(text)
    names = list(find_names(seen))
    found = chain(
        find_email_addresses(seen),
        _by_likelihood(seen, today or date.today()),
        find_plates(seen),
        find_account_names(seen),
        find_home_addresses(seen, names),
        names,
        find_sensitive_words(seen),
    )
    return Screening(_apart(found, seen))


def _stops(finding: Finding) -> bool:
    if finding.kind in IDENTITY_NUMBERS:  # one that may be something else only warns
        return finding.severity == Severity.BLOCK
    return finding.kind in STOPPING


def _by_likelihood(seen: PlainText, today: date) -> Iterable[Finding]:
    """Ten figures may be both: blocks before warnings, and whichever the figures are written as goes first."""
    both = [*find_identity_numbers(seen, today), *find_phone_numbers(seen)]
    return sorted(both, key=lambda finding: (finding.severity != Severity.BLOCK, _unlikely(seen.text, finding)))


def _unlikely(text: str, finding: Finding) -> bool:
    """A coordination number in one piece that begins as a mobile number is nearly always the mobile number."""
    written = text[finding.start : finding.end]
    return finding.kind == FindingKind.COORDINATION_NUMBER and written.isdigit() and written.startswith("07")


def _apart(found: Iterable[Finding], seen: PlainText) -> tuple[Finding, ...]:
    """Earlier detectors go before later ones where they overlap. Places become those of the original text."""
    taken = bytearray(len(seen.text))
    kept = []
    for finding in found:
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
            start, end = seen.original_span(finding.start, finding.end)
            kept.append(Finding(start, end, finding.kind, finding.severity))
    return tuple(sorted(kept))


def masked(text: str, findings: Iterable[Finding], mask: str = MASK) -> str:
    """The text with each finding replaced by `mask`, whose length tells nothing of what stood there."""
    parts, place = [], 0
    for finding in sorted(findings):
        if finding.start >= place:
            parts += [text[place : finding.start], mask]
        place = max(place, finding.end)
    return "".join([*parts, text[place:]])
