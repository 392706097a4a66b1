"""Telephone numbers that can belong to a person: mobile, fixed, and numbers with a foreign country code.

The numbering plans are those of the phonenumbers library. Its own matcher is not used: it misses numbers beside
Swedish punctuation, finds them in dates and times, and takes minutes on a page of figures. Free and shared-cost
numbers (020, 077) are switchboards, as are the five figures of 114 14: they point out nobody.
"""

# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from lykta.base.privacy.detectors.surroundings import names_a_thing
from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import LETTERS, PlainText

GAP = r"[ .()/\-]{1,3}"
DOMESTIC = re.compile(rf"(?<![0-9])0(?=[ .()/\-]{{0,3}}[1-9])[0-9]{{0,9}}(?:{GAP}[0-9]{{1,8}}){{0,9}}")
FOREIGN = re.compile(rf"(?:(?<![0-9])00|\+) ?(?=[1-9])[0-9]{{1,14}}(?:{GAP}[0-9]{{1,12}}){{0,12}}")
BARE_SWEDISH = re.compile(r"(?<![0-9+])46(?=7[02369])[0-9]{9}(?![0-9])")
LETTER = re.compile(f"[{LETTERS}]")
FIGURES = re.compile(r"[0-9]+")
TIGHT_BEFORE = re.compile(r"[0-9][.\-/:,]\Z|[A-ZÅÄÖ]-\Z")
TIGHT_AFTER = re.compile(r"[.\-/:,]?[0-9]")
DAY_MONTH_YEAR = re.compile(r"[0-3][0-9][01][0-9](?:19|20)[0-9]{2}")
PERSONAL_KINDS = ("fixed_line", "mobile", "personal_number", "pager", "uan")
MOBILE_CODES = ("070", "072", "073", "076", "079")
THREE_FIGURE_CODES = frozenset(
    """
    010 011 013 016 018 019 021 023 026 031 033 035 036 040 042 044 046 054 060 063 090 074 075
    """.split()
)
SHORTEST, LONGEST = 7, 10


def find_phone_numbers(seen: PlainText) -> Iterator[Finding]:
    text = seen.text
    for match in FOREIGN.finditer(text):
        if end := _foreign_end(text, match):
            yield Finding(match.start(), end, FindingKind.PHONE_NUMBER, Severity.WARN)
    for match in BARE_SWEDISH.finditer(text):
        yield Finding(*match.span(), FindingKind.PHONE_NUMBER, Severity.WARN)
    yield from _find_domestic(seen)


def _find_domestic(seen: PlainText) -> Iterator[Finding]:
    text = seen.text
    match = DOMESTIC.search(text)
    while match:
        end = _domestic_end(seen, match)
        if end:
            yield Finding(match.start(), end, FindingKind.PHONE_NUMBER, Severity.WARN)
        # From the next group of figures, so that a number after "0 " or a date is not swallowed with it.
        first = FIGURES.match(text, match.start())
        match = DOMESTIC.search(text, end or (first.end() if first else match.end()))


def _domestic_end(seen: PlainText, match: re.Match[str]) -> int | None:
    """Where the longest number that begins here ends."""
    text, start = seen.text, match.start()
    if (
        not _may_begin(match.group())
        or TIGHT_BEFORE.search(text[max(0, start - 2) : start])
        or names_a_thing(seen.lower, start)
    ):
        return None
    glued_to_a_word = start > 0 and LETTER.match(text, start - 1) is not None
    for groups, end in _longest_first(text, match, SHORTEST, LONGEST):
        figures = "".join(groups)
        if glued_to_a_word and not figures.startswith(MOBILE_CODES):
            continue
        if _is_swedish(figures[1:]) and _grouped_as_a_number(groups, text[start:end]):
            return end
    return None


def _may_begin(written: str) -> bool:
    """No group of figures but these begins a number: said early, for the sake of pages of figures."""
    first = FIGURES.match(written)
    code = first.group() if first else ""
    return len(code) == 1 or len(code) > SHORTEST or code == "07" or _is_area_code(code)


def _longest_first(text: str, match: re.Match[str], shortest: int, longest: int) -> Iterator[tuple[list[str], int]]:
    """The groups of figures from the beginning of the match that make a number of a possible length, and its end."""
    groups, candidates, length = [], [], 0
    for group in FIGURES.finditer(text, match.start(), match.end()):
        groups.append(group.group())
        length += len(groups[-1])
        if length > longest:
            break
        if length >= shortest and not TIGHT_AFTER.match(text, group.end()):
            candidates.append((len(groups), group.end()))
    for count, end in reversed(candidates):
        yield groups[:count], end


def _grouped_as_a_number(groups: list[str], written: str) -> bool:
    """Swedes write 070-174 06 10, 0701-74 06 10, 08-465 004 04, 0980-319 22; not 08.15-09.30 and not 05-06 2024."""
    lengths, gaps = [len(group) for group in groups], FIGURES.split(written)[1:-1]
    if len(groups) == 1:
        return lengths[0] > SHORTEST and not DAY_MONTH_YEAR.fullmatch(written)
    if set(lengths) == {1}:
        return True
    if "." in written and len(set(gaps)) > 1:
        return False
    code, rest = groups[0], lengths[1:]
    if lengths == [2] * 5 and f"0{code[1]}{groups[1][0]}" in MOBILE_CODES:
        return len(set(gaps)) == 1
    if min(rest) < 2 and sum(rest) < 6:
        return False
    return _is_area_code(code) and (rest[0] >= 3 or set(rest) == {2} or code.startswith(MOBILE_CODES))


def _is_area_code(code: str) -> bool:
    if code.startswith(MOBILE_CODES):
        return True
    if len(code) == 4:
        return code[:3] not in THREE_FIGURE_CODES and not code.startswith("08")
    return code == "08" or code in THREE_FIGURE_CODES


def _foreign_end(text: str, match: re.Match[str]) -> int | None:
    dialled_out = 2 if match.group().startswith("0") else 0
    for groups, end in _longest_first(text, match, 8 + dialled_out, 16 + dialled_out):
        if _is_foreign("".join(groups)[dialled_out:]):
            return end
    return None


def _is_foreign(figures: str) -> bool:
    for length in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(figures[:length]))
        if regions:
            national = figures[length:]
            if figures.startswith("46"):
                return _is_swedish(national.removeprefix("0"))
            return any(plan(region).fullmatch(national) for region in regions)
    return False


def _is_swedish(national: str) -> bool:
    return swedish_plan().fullmatch(national) is not None


@lru_cache(maxsize=1)
def swedish_plan() -> re.Pattern[str]:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("SE")
    patterns = (getattr(metadata, kind).national_number_pattern for kind in PERSONAL_KINDS)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern))


@lru_cache(maxsize=256)
def plan(region: str) -> re.Pattern[str]:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    pattern = metadata.general_desc.national_number_pattern if metadata and metadata.general_desc else None
    return re.compile(f"0?(?:{pattern})" if pattern else "[0-9]{7,12}")  # no plan: a code of no country
