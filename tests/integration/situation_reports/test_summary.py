"""I korthet: one condition per sentence, for none, one, few, many and for a fall in reporting."""

import pytest
from django.utils import timezone

from lykta.base.kernel.periods import parse_period
from lykta.cycle.situation_reports.sections import summary
from lykta.cycle.situation_reports.sentences import sentences
from lykta.facts.evidence.sections import NumberWithBasis, SectionContent, SectionRequest

PERIOD = "2026-W46"
WHOLE = "Veckan var som helhet som vanligt: 19 händelser, mot 18 i snitt under åtta veckor dessförinnan."


def number(key, value, suppressed=False):
    return NumberWithBasis(key, value, 19, "incidents", PERIOD, suppressed=suppressed)


def content(prose="", *numbers):
    return SectionContent(prose=prose, numbers=tuple(numbers))


def happened(prose=WHOLE, total=19):
    return {"what_happened": content(prose, number("what_happened.total", total))}


def reporters(active, expected, waiting=0):
    return {
        "basis": content(
            "", number("basis.reporters_active", active), number("basis.reporters_expected", expected),
            number("basis.waiting", waiting),
        )
    }  # fmt: skip


def late(n):
    return {"earlier_actions": content("", number("actions_late", n))}


@pytest.fixture
def said():
    request = SectionRequest(None, parse_period(PERIOD), "internal", timezone.now())  # type: ignore[arg-type]
    return lambda contents: summary.compose(request, contents).prose


def test_nothing_gives_nothing(said):
    assert said({}) == ""
    assert summary.compose(None, {}).is_empty  # type: ignore[arg-type]


def test_the_whole_first(said):
    assert said(happened()) == WHOLE


def test_a_change_keeps_its_caution(said):
    prose = (
        "Veckan hade fler händelser än vanligt: 31 händelser, mot 18 i snitt. Så många eller fler kommer av en slump "
        "ungefär en vecka på femtio. Ökningen kan bero på att fler rapporterar.\n\nSkadegörelse: fler än vanligt."
    )
    assert said(happened(prose, 31)) == (
        "Veckan hade fler händelser än vanligt: 31 händelser, mot 18 i snitt. "
        "Ökningen kan bero på att fler rapporterar."
    )


def test_a_section_without_its_number_is_not_quoted(said):
    assert said({"what_happened": content("Veckan hade fler händelser än vanligt.")}) == ""
    assert said({"development": content("Fel håll, fler än vanligt: Skadegörelse.")}) == ""


def test_only_what_is_surely_changed_is_told(said):
    wrong = "Fel håll, fler än vanligt: Skadegörelse (sju mot 3,1 i snitt). Siffrorna säger inte varför."
    right = "Rätt håll, färre än vanligt: Trafik (en mot 4 i snitt). Siffrorna säger inte varför."
    development = {"development": content(f"{wrong}\n\n{right}", number("development.vandalism", 7))}
    assert said(development) == (
        "Fel håll, fler än vanligt: Skadegörelse (sju mot 3,1 i snitt). "
        "Rätt håll, färre än vanligt: Trafik (en mot 4 i snitt)."
    )


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, ""),
        (1, "En beslutad åtgärd är försenad."),
        (3, "Tre beslutade åtgärder är försenade."),
        (14, "14 beslutade åtgärder är försenade."),
    ],
)
def test_late_actions(said, n, expected, swedish):
    assert said(late(n)) == expected


@pytest.mark.parametrize(
    ("active", "expected", "sentence"),
    [
        (11, 11, ""),
        (10, 11, "En av elva rapportörer har inte hört av sig."),
        (0, 11, "Elva av elva rapportörer har inte hört av sig."),
        (0, 0, ""),
        (None, 11, ""),
        (12, 11, ""),
    ],
)
def test_reporters_who_are_silent(said, active, expected, sentence, swedish):
    assert said(reporters(active, expected)) == sentence


def test_reports_that_wait(said, swedish):
    assert said(reporters(2, 2, waiting=1)) == "En rapport väntar på granskning."
    assert said(reporters(2, 2, waiting=4)) == "Fyra rapporter väntar på granskning."


def test_a_place_is_named_when_three_or_more_are_there(said):
    prose = "Flest händelser under veckan: Strandskolan (fyra). En händelse har ingen position."
    for at_place, expected in ((4, "Flest händelser under veckan: Strandskolan (fyra)."), (2, "")):
        where = {"where_and_when": content(prose, number("where_and_when.place.1", at_place))}
        assert said(where) == expected


def test_coming_events(said):
    prose = "Ett arrangemang är anmält till och med söndag 29 november."
    assert said({"coming": content(prose, number("coming.events", 1))}) == prose
    assert said({"coming": content("Inga arrangemang är anmälda.", number("coming.events", 0))}) == ""


def test_never_more_than_five_sentences(said):
    everything = happened() | late(2) | reporters(8, 11, waiting=4)
    everything["development"] = content("Fel håll: A. Lugn.\n\nRätt håll: B. Lugn.", number("development.a", 9))
    everything["where_and_when"] = content("Flest vid C. Slut.", number("where_and_when.place.1", 5))
    everything["coming"] = content("Två arrangemang.", number("coming.events", 2))
    assert len(sentences(said(everything))) == summary.MOST_SENTENCES


def test_a_suppressed_number_says_nothing(said):
    hidden = {"coming": content("Ett arrangemang.", number("coming.events", 3, suppressed=True))}
    assert said(hidden) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("En. Två!\nTre", ["En.", "Två!", "Tre"]),
        ("I v. 46 hände två saker. Lugnt.", ["I v. 46 hände två saker.", "Lugnt."]),
        ("Kl. 20 var det lugnt, t.ex. Furutorget. Slut.", ["Kl. 20 var det lugnt, t.ex. Furutorget.", "Slut."]),
        ("Snitt 3,1 mot 7. Åter.", ["Snitt 3,1 mot 7.", "Åter."]),
    ],
)
def test_sentences(text, expected):
    assert sentences(text) == expected
