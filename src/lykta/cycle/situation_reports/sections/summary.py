"""I korthet: at most five sentences, each under a condition on the other sections' numbers.

Numbers read: what_happened.total, development.*, actions_late, where_and_when.place.*, basis.reporters_active and
_expected, basis.waiting, coming.events. A sentence on a change is the section's own, word for word: the method's
verdict and its caution stand there, and this text says no more than they do.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.swedish_text import number_word
from lykta.cycle.situation_reports.language import language_now, sentence_case
from lykta.cycle.situation_reports.sentences import paragraphs, sentences
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest, sections_for

KEY = "summary"
MOST_SENTENCES = 5
NEEDS_ATTENTION = 3  # events at one place
READ = ("what_happened.total", "actions_late", "basis.reporters_active", "basis.reporters_expected", "coming.events")

Contents = Mapping[str, SectionContent]


def build(request: SectionRequest) -> SectionContent:
    """For those who ask for this section alone; a draft calls `compose` with what it has built already."""
    others = {each.key: each.build(request) for each in sections_for(request.audience) if each.key != KEY}
    return compose(request, others)


def compose(request: SectionRequest, contents: Contents) -> SectionContent:
    said = [
        *_whole(contents),
        *_changes(contents),
        *_late_actions(contents),
        *_places(contents),
        *_reporters(contents),
        *_waiting(contents),
        *_coming(contents),
    ]
    chosen = said[:MOST_SENTENCES]
    return SectionContent(prose=" ".join(chosen), numbers=_numbers_behind(contents), is_empty=not chosen)


def _whole(contents: Contents) -> list[str]:
    """The first sentence on the total; where it states more or fewer, or leaves it open, what goes with it too."""
    section = contents.get("what_happened")
    if section is None or "what_happened.total" not in _numbers(section):
        return []
    first = paragraphs(section.prose)[:1]
    return [first[0][0], *first[0][1:][-1:]] if first else []


def _changes(contents: Contents) -> list[str]:
    """One sentence the wrong way and one the right way; there are numbers only for what is surely changed."""
    section = contents.get("development")
    if section is None or not section.numbers:
        return []
    return [found[0] for found in paragraphs(section.prose)[:2]]


def _late_actions(contents: Contents) -> list[str]:
    n = int(_value(contents, "earlier_actions", "actions_late") or 0)
    if n == 0:
        return []
    text = ngettext("%(n)s decided action is late.", "%(n)s decided actions are late.", n)
    return [sentence_case(text % {"n": _in_words(n)})]


def _places(contents: Contents) -> list[str]:
    section = contents.get("where_and_when")
    if section is None:
        return []
    places = [value for key, value in _numbers(section).items() if key.startswith("where_and_when.place.")]
    return sentences(section.prose)[:1] if any((value or 0) >= NEEDS_ATTENTION for value in places) else []


def _reporters(contents: Contents) -> list[str]:
    active = _value(contents, "basis", "basis.reporters_active")
    expected = int(_value(contents, "basis", "basis.reporters_expected") or 0)
    if active is None or active >= expected:
        return []
    values = {"n": _in_words(expected - int(active)), "expected": _in_words(expected)}
    return [sentence_case(_("%(n)s of %(expected)s reporters have not been heard from.") % values)]


def _waiting(contents: Contents) -> list[str]:
    n = int(_value(contents, "basis", "basis.waiting") or 0)
    if n == 0:
        return []
    text = ngettext("%(n)s report still waits for review.", "%(n)s reports still wait for review.", n)
    return [sentence_case(text % {"n": _in_words(n)})]


def _coming(contents: Contents) -> list[str]:
    section = contents.get("coming")
    return sentences(section.prose)[:1] if section and _value(contents, "coming", "coming.events") else []


def _numbers_behind(contents: Contents) -> tuple[NumberWithBasis, ...]:
    every = [number for section in contents.values() for number in section.numbers]
    return tuple(number for number in every if number.key in READ or number.key.startswith("development."))


def _value(contents: Contents, section: str, key: str) -> float | None:
    return _numbers(contents[section]).get(key) if section in contents else None


def _numbers(section: SectionContent) -> dict[str, float | int | None]:
    return {number.key: None if number.suppressed else number.value for number in section.numbers}


def _in_words(n: int) -> str:
    return number_word(n) if language_now() == "sv" else str(n)
