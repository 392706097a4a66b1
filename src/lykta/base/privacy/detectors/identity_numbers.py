"""Personal identity numbers, coordination numbers (day + 60) and interim numbers (a letter for a figure).

Ten or twelve figures with any separators, whose date exists and whose check figure is right. The date keeps most
other numbers out, the check figure nine tenths of the rest, and the shape (figures apart only where a date or its last
four are) most of what then remains: dates in a row, times, amounts.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from personnummer.personnummer import Personnummer, PersonnummerException

from lykta.base.privacy.detectors.surroundings import names_a_thing, says_identity_number
from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import PlainText

GAP = r"[ .+/\-]{0,3}"
YEAR = rf"[0-9]{GAP}[0-9]"
MONTH = rf"(?:0{GAP}[1-9]|1{GAP}[0-2])"
DAY = rf"[0-36-9]{GAP}[0-9]"
LAST_FOUR = GAP.join(["[0-9A-Z]"] + ["[0-9]"] * 3)
CENTURY = rf"(?:1{GAP}[89]|2{GAP}0)"
SHORT = re.compile(rf"(?<![0-9])(?=({YEAR}{GAP}{MONTH}{GAP}{DAY}{GAP}{LAST_FOUR})(?![0-9]))")
LONG = re.compile(rf"(?<![0-9])(?=({CENTURY}{GAP}{YEAR}{GAP}{MONTH}{GAP}{DAY}{GAP}{LAST_FOUR})(?![0-9]))")

GROUPS = re.compile(r"[0-9A-Z]+")
INTERIM = "TRSUWXJKLMN"
CLEAR_SHAPE = re.compile(r"(?:[0-9]{2})?[0-9]{6} {0,1}[-+] {0,1}[0-9A-Z][0-9]{3}")
SPELLED_BEFORE = re.compile(r"(?<![0-9])[0-9]{1,2}[ .+/\-]\Z")
SPELLED_AFTER = re.compile(r"[ .+/\-][0-9]{1,2}(?![0-9])")
TIGHT_BEFORE = re.compile(r"[0-9][.\-/:,+]\Z")
TIGHT_AFTER = re.compile(r"[.\-/:,][0-9]")
APART_DATE = re.compile(r"[0-9]{4}[ .\-/][0-9]{2}[ .\-/][0-9]{2} ")
TIME_OR_MORE_DAYS = re.compile(r".*(?:(?:[01][0-9]|2[0-4])[0-5][0-9]|[0-9]{2} [0-9]{2})")
RECENT = timedelta(days=5 * 366)


def find_identity_numbers(seen: PlainText, today: date) -> Iterator[Finding]:
    for pattern in (LONG, SHORT):
        for match in pattern.finditer(seen.text):
            start, end = match.span(1)
            if finding := _judged(seen, start, end, today):
                yield finding


def _judged(seen: PlainText, start: int, end: int, today: date) -> Finding | None:
    text = seen.text
    written = text[start:end]
    groups = GROUPS.findall(written)
    if not _has_the_shape(groups) or not _stands_alone(text, start, end, written, len(groups)):
        return None
    figures = "".join(groups)
    if _is_a_time(written, figures, today):
        return None
    kind, born = _kind(figures), _birth_date(figures, "+" in written)
    if born is None:
        return _wrong_but_meant(seen, start, end, figures, kind)
    if len(figures) == 12 and born > today:
        return None
    of_a_thing = names_a_thing(seen.lower, start) and today - born < 2 * RECENT
    return Finding(start, end, kind, Severity.WARN if of_a_thing else Severity.BLOCK)


def _wrong_but_meant(seen: PlainText, start: int, end: int, figures: str, kind: FindingKind) -> Finding | None:
    """The check figure is wrong. Called an identity number it is one mistyped; written as one it may be."""
    if says_identity_number(seen.lower, start):
        return Finding(start, end, kind, Severity.BLOCK)
    if _may_be_mistyped(seen.text[start:end], figures) and not names_a_thing(seen.lower, start):
        return Finding(start, end, kind, Severity.WARN)
    return None


def _kind(figures: str) -> FindingKind:
    day = int(figures[-6:-4])
    return FindingKind.COORDINATION_NUMBER if day > 60 else FindingKind.PERSONAL_IDENTITY_NUMBER


def _has_the_shape(groups: list[str]) -> bool:
    """Gaps stand between pairs of the date, around the last four or inside them, or between all figures."""
    lengths = [len(group) for group in groups]
    total = sum(lengths)
    gaps = list(accumulate(lengths[:-1]))
    return len(groups) == total or all(gap % 2 == 0 or gap == total - 1 for gap in gaps)


def _stands_alone(text: str, start: int, end: int, written: str, n_groups: int) -> bool:
    """Not a piece of a longer row of figures. A date with a dash and four figures is one whatever it stands beside."""
    if n_groups >= 5:  # figures or pairs, each by itself
        return not (SPELLED_BEFORE.search(text[max(0, start - 4) : start]) or SPELLED_AFTER.match(text, end))
    if CLEAR_SHAPE.fullmatch(written):
        return True
    return not (TIGHT_BEFORE.search(text[max(0, start - 2) : start]) or TIGHT_AFTER.match(text, end))


def _is_a_time(written: str, figures: str, today: date) -> bool:
    """ "2026-11-14 1830": a recent day and a time of day or more days, not somebody born that day."""
    if not (APART_DATE.match(written) and TIME_OR_MORE_DAYS.fullmatch(written)):
        return False
    try:
        return today - date(int(figures[:4]), int(figures[4:6]), int(figures[6:8])) < RECENT
    except ValueError:
        return False


def _birth_date(figures: str, hundred: bool) -> date | None:
    """Where date and check figure are right."""
    checked = f"{figures[:-4]}1{figures[-3:]}" if figures[-4] in INTERIM else figures
    if not checked.isdigit():
        return None
    if hundred and len(checked) == 10:
        checked = f"{checked[:6]}+{checked[6:]}"
    try:
        born: date = Personnummer(checked).get_date()
    except PersonnummerException:
        return None
    return born


def _may_be_mistyped(written: str, figures: str) -> bool:
    """A real date, a dash and four figures, but the check figure is wrong."""
    if not CLEAR_SHAPE.fullmatch(written) or not figures.isdigit() or figures[-4:-1] == "000":
        return False
    day = int(figures[-6:-4])
    return 1 <= (day - 60 if day > 60 else day) <= 31
