"""Every generated sentence, for none, one, few, many, and a fall in reporting, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.change.count_sentences import Noun, Unit
from lykta_engine.change.counts import CountComparison, ReportingRate, Verdict, compare_two, compare_with_baseline

EIGHT = [8, 7, 9, 8, 8, 7, 9, 8]
FELL = ReportingRate(active=8, expected=11, active_before=10.5)
NOBODY = ReportingRate(active=0, expected=11, active_before=10.5)
ROSE = ReportingRate(active=12, expected=14, active_before=8)
NOT_WHY_MORE = "Det säger inte vad ökningen beror på; fler rapporter kan också betyda att fler rapporterar."
NOT_WHY_FEWER = "Det säger inte vad minskningen beror på; färre rapporter kan också betyda att färre rapporterar."


@pytest.mark.parametrize(
    ("count", "baseline", "reporting", "text"),
    [
        (0, EIGHT, None,
         "Den här veckan räknades inga händelser, mot 8 i snitt under de åtta veckorna före. Det är färre än vanligt: "
         "att det inte blir någon alls händer av en slump mer sällan än en vecka på tusen. " + NOT_WHY_FEWER),
        (1, EIGHT, None,
         "Den här veckan räknades en händelse, mot 8 i snitt under de åtta veckorna före. Det är färre än vanligt: "
         "så få eller färre kommer av en slump ungefär en vecka på 400. " + NOT_WHY_FEWER),
        (7, EIGHT, None,
         "Den här veckan räknades sju händelser, mot 8 i snitt under de åtta veckorna före. Det ryms i det vanliga: "
         "skillnaden är inte större än att slumpen ensam kan ge den. "
         "Det betyder inte att inget har ändrats, bara att siffrorna inte visar det."),
        (16, EIGHT, None,
         "Den här veckan räknades 16 händelser, mot 8 i snitt under de åtta veckorna före. Det är fler än vanligt: "
         "så många eller fler kommer av en slump ungefär en vecka på 100. " + NOT_WHY_MORE),
        (40, EIGHT, None,
         "Den här veckan räknades 40 händelser, mot 8 i snitt under de åtta veckorna före. Det är fler än vanligt: "
         "så många eller fler kommer av en slump mer sällan än en vecka på tusen. " + NOT_WHY_MORE),
        (40, EIGHT, FELL,
         "Den här veckan räknades 40 händelser, mot 8 i snitt under de åtta veckorna före. Det är fler än vanligt: "
         "så många eller fler kommer av en slump mer sällan än en vecka på tusen. Det är så trots att färre "
         "rapporterade: åtta av elva rapportörer hörde av sig, mot 10,5 i snitt tidigare. "
         "Det säger inte vad ökningen beror på."),
        (40, EIGHT, ROSE,
         "Den här veckan räknades 40 händelser, mot 8 i snitt under de åtta veckorna före. Det är fler än vanligt: "
         "så många eller fler kommer av en slump mer sällan än en vecka på tusen. Ökningen kan bero på att fler "
         "rapporterade: tolv av 14 rapportörer hörde av sig, mot 8 i snitt tidigare."),
        (1, EIGHT, FELL,
         "Den här veckan räknades en händelse, mot 8 i snitt under de åtta veckorna före. Det går inte att avgöra om "
         "något har ändrats, eftersom färre rapporterade: åtta av elva rapportörer hörde av sig, "
         "mot 10,5 i snitt tidigare."),
        (8, EIGHT, FELL,
         "Den här veckan räknades åtta händelser, mot 8 i snitt under de åtta veckorna före. Det ryms i det vanliga: "
         "skillnaden är inte större än att slumpen ensam kan ge den. Färre rapporterade än vanligt: åtta av elva "
         "rapportörer hörde av sig, mot 10,5 i snitt tidigare. Det kan ha hänt mer än siffran visar."),
        (0, EIGHT, NOBODY,
         "Den här veckan räknades inga händelser, mot 8 i snitt under de åtta veckorna före. Det går inte att avgöra "
         "om något har ändrats, eftersom ingen rapportör hörde av sig."),
        (1, [0] * 8, None,
         "Den här veckan räknades en händelse, mot ingen alls under de åtta veckorna före. "
         "Det är för få för att bedöma om något har ändrats."),
        (7, [8], None,
         "Den här veckan räknades sju händelser, mot 8 under veckan före. "
         "Det finns för lite att jämföra med för att bedöma om det är fler eller färre än vanligt."),
    ],
)  # fmt: skip
def test_swedish(count: int, baseline: list[int], reporting: ReportingRate | None, text: str) -> None:
    assert compare_with_baseline(count, baseline, reporting=reporting).explain(unit=Unit.WEEK) == text


@pytest.mark.parametrize(
    ("count", "reporting", "text"),
    [
        (1, None,
         "This month one incident was counted, against 8 on average in the eight months before. That is fewer than "
         "usual: so few or fewer come by chance about one month in 400. It does not say what the decrease is due to; "
         "fewer reports can also mean that fewer people report."),
        (16, None,
         "This month 16 incidents were counted, against 8 on average in the eight months before. That is more than "
         "usual: so many or more come by chance about one month in 100. It does not say what the increase is due to; "
         "more reports can also mean that more people report."),
        (1, FELL,
         "This month one incident was counted, against 8 on average in the eight months before. Whether anything has "
         "changed cannot be decided, since fewer reported: eight of eleven reporters were heard from, "
         "against 10.5 on average before."),
    ],
)  # fmt: skip
def test_english(count: int, reporting: ReportingRate | None, text: str) -> None:
    assert compare_with_baseline(count, EIGHT, reporting=reporting).explain("en", unit=Unit.MONTH) == text


def test_other_nouns_and_periods() -> None:
    result = compare_with_baseline(1, [2, 1, 2, 1])
    assert result.explain(event=Noun("inbrott", "inbrott", neuter=True)) == (
        "Den här perioden räknades ett inbrott, mot 1,5 i snitt under de fyra perioderna före. "
        "Det är för få för att bedöma om något har ändrats."
    )


CHANGE = {"sv": ("fler än vanligt:", "färre än vanligt:", "ökningen", "minskningen", "Ökningen"),
          "en": ("more than usual:", "fewer than usual:", "increase", "decrease")}  # fmt: skip


def claims_a_change(result: CountComparison, language: str) -> bool:
    return any(words in result.explain(language) for words in CHANGE[language])


@given(
    st.integers(0, 60),
    st.lists(st.integers(0, 40), min_size=1, max_size=10),
    st.none() | st.builds(ReportingRate, st.integers(0, 20), st.integers(0, 20), st.none() | st.floats(0, 20)),
)
def test_no_sentence_states_a_change_that_the_verdict_does_not(
    count: int, baseline: list[int], reporting: ReportingRate | None
) -> None:
    result = compare_with_baseline(count, baseline, reporting=reporting)
    changed = result.verdict in (Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL)
    for language in ("sv", "en"):
        assert claims_a_change(result, language) == changed
        assert "{" not in result.explain(language)


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        (17, 3, "Furutorget: 17 händelser. Strandskolan: tre händelser. I förhållande till underlaget är det fler för "
                "Furutorget än för Strandskolan: mellan 1,8 och 24,2 gånger så många. "
                "Det säger inte vad skillnaden beror på."),
        (0, 12, "Furutorget: inga händelser. Strandskolan: tolv händelser. I förhållande till underlaget är "
                "det färre för "
                "Furutorget än för Strandskolan: mellan 0 och 0,28 gånger så många. "
                "Det säger inte vad skillnaden beror på."),
        (12, 0, "Furutorget: tolv händelser. Strandskolan: inga händelser. I förhållande till underlaget är "
                "det fler för "
                "Furutorget än för Strandskolan: minst 3,5 gånger så många. "
                "Det säger inte vad skillnaden beror på."),
        (5, 4, "Furutorget: fem händelser. Strandskolan: fyra händelser. Det går inte att säga att den ena har fler än "
               "den andra: skillnaden är inte större än att slumpen ensam kan ge den."),
        (1, 0, "Furutorget: en händelse. Strandskolan: inga händelser. "
               "Det är för få för att bedöma om det är någon skillnad."),
    ],
)  # fmt: skip
def test_two_places(a: int, b: int, text: str) -> None:
    assert compare_two(a, 1, b, 1).explain("Furutorget", "Strandskolan") == text


def test_two_places_in_english() -> None:
    assert compare_two(12, 2, 40, 2).explain("the square", "the school", "en") == (
        "The square: twelve incidents. The school: 40 incidents. In proportion there are fewer for the square than for "
        "the school: between 0.15 and 0.56 times as many. It does not say what the difference is due to."
    )
