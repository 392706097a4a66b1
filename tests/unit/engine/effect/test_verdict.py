"""The verdict: each rule by itself, and that nothing is claimed by p alone."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.change.counts import ReportingRate
from lykta_engine.effect.reasons import Estimate, Reason
from lykta_engine.effect.verdict import Circumstances, Goal, Judgement, Verdict, disagree, judge
from lykta_engine.errors import BadInput

FEWER = Estimate("relative-rate-ratio/1", 0.65, 0.5, 0.85, 0.002, 0.05, (), -1)
MORE = Estimate("relative-rate-ratio/1", 1.5, 1.2, 1.9, 0.001, 0.05, (), 1)
UNCLEAR = Estimate("relative-rate-ratio/1", 0.9, 0.7, 1.15, 0.4, 0.05, (), -1)
FELL, ROSE, STEADY = ReportingRate(6, 12, 11), ReportingRate(12, 12, 6), ReportingRate(11, 12, 11)
NOBODY = ReportingRate(0, 12, 11)
CLAIMS = (Verdict.IMPROVEMENT, Verdict.WORSE)


def verdict_of(found: Judgement) -> tuple[str, tuple[str, ...]]:
    return str(found.verdict), tuple(str(reason) for reason in found.reasons)


@pytest.mark.parametrize(
    ("estimates", "known", "verdict", "reasons"),
    [
        ([FEWER], Circumstances(), "improvement", ()),
        ([MORE], Circumstances(), "worse", ()),
        ([UNCLEAR], Circumstances(), "no_clear_change", ("within_chance",)),
        ([FEWER], Circumstances(outage_weeks=(3,)), "cannot_be_decided", ("reporting_outage",)),
        ([MORE], Circumstances(outage_weeks=(3,)), "cannot_be_decided", ("reporting_outage",)),
        ([FEWER], Circumstances(reporting=FELL), "cannot_be_decided", ("reporting_fell",)),
        ([MORE], Circumstances(reporting=FELL), "worse", ()),
        ([FEWER], Circumstances(reporting=ROSE), "improvement", ()),
        ([MORE], Circumstances(reporting=ROSE), "cannot_be_decided", ("reporting_rose",)),
        ([UNCLEAR], Circumstances(reporting=FELL), "cannot_be_decided", ("reporting_fell",)),
        ([UNCLEAR], Circumstances(reporting=ROSE), "cannot_be_decided", ("reporting_rose",)),
        ([FEWER], Circumstances(reporting=STEADY), "improvement", ()),
        ([UNCLEAR], Circumstances(reporting=NOBODY), "cannot_be_decided", ("no_reporters",)),
        ([FEWER], Circumstances(chosen_for_peak=True), "cannot_be_decided", ("regression_to_the_mean",)),
        ([MORE], Circumstances(chosen_for_peak=True), "worse", ()),
        ([FEWER], Circumstances(pre_trends_differ=True), "cannot_be_decided", ("pre_trends_differ",)),
        ([FEWER], Circumstances(unseen_reporting=0.35), "cannot_be_decided", ("within_reporting",)),
        ([FEWER], Circumstances(unseen_reporting=0.34), "improvement", ()),
        ([Estimate("m", 0.97, 0.95, 0.99, 0.01, 0.05, (), -1)], Circumstances(), "cannot_be_decided",
         ("within_reporting",)),
        ([FEWER, MORE], Circumstances(), "cannot_be_decided", ("methods_disagree",)),
        ([FEWER, UNCLEAR], Circumstances(), "improvement", ()),
        ([Estimate("m", None, None, None, None, 0.05, (Reason.ZERO_IN_COMPARISON, Reason.TOO_FEW))],
         Circumstances(outage_weeks=(1, 2)), "cannot_be_decided",
         ("zero_in_comparison", "too_few", "reporting_outage")),
        ([FEWER], Circumstances(reporting=FELL, chosen_for_peak=True), "cannot_be_decided",
         ("reporting_fell", "regression_to_the_mean")),
    ],
)  # fmt: skip
def test_rules(estimates: list[Estimate], known: Circumstances, verdict: str, reasons: tuple[str, ...]) -> None:
    assert verdict_of(judge(estimates, known)) == (verdict, reasons)


def test_an_action_that_wants_more() -> None:
    assert judge([MORE], goal=Goal.MORE).verdict is Verdict.IMPROVEMENT
    assert judge([FEWER], goal=Goal.MORE).verdict is Verdict.WORSE


ESTIMATES = st.builds(
    Estimate, st.just("m"), st.none() | st.floats(0, 5), st.none(), st.none(), st.none() | st.floats(0, 1),
    st.just(0.05), st.lists(st.sampled_from(Reason), max_size=2).map(tuple), st.sampled_from([-1, 0, 1]),
)  # fmt: skip
REPORTING = st.none() | st.sampled_from([FELL, ROSE, STEADY, NOBODY])
KNOWN = st.builds(Circumstances, st.lists(st.integers(0, 9), max_size=1).map(tuple), REPORTING, st.booleans(),
                  st.booleans(), st.floats(0, 0.5))  # fmt: skip


@given(st.lists(ESTIMATES, min_size=1, max_size=3), KNOWN, st.sampled_from(Goal))
def test_claims_rest_on_more_than_p_and_words_follow_the_verdict(
    estimates: list[Estimate], known: Circumstances, goal: Goal
) -> None:
    found = judge(estimates, known, goal=goal)
    first = estimates[0]
    assert (found.verdict in CLAIMS) == (not found.reasons)
    if found.verdict in CLAIMS:
        assert first.clear
        assert not first.reasons
        assert not known.outage_weeks
        assert not known.pre_trends_differ
        assert first.ratio is None or abs(first.ratio - 1) > known.unseen_reporting
    for language, claims in (("sv", ("förbättring.", "försämring.")), ("en", ("improvement.", "Verdict: worse."))):
        text = found.explain(language)
        assert any(claim in text for claim in claims) == (found.verdict in CLAIMS)
        assert "{" not in text


@given(st.lists(ESTIMATES, min_size=1, max_size=2))
def test_knowing_more_trouble_never_makes_a_claim(estimates: list[Estimate]) -> None:
    """Whatever is not claimed when all is well is not claimed when something is wrong."""
    well = judge(estimates)
    for peak, trends, outage in itertools.product((False, True), (False, True), ((), (2,))):
        worse = judge(estimates, Circumstances(outage, None, peak, trends))
        assert worse.verdict not in CLAIMS or worse.verdict is well.verdict


def test_disagreement_is_two_clear_enough_answers_in_opposite_directions() -> None:
    faint = Estimate("wdd", None, None, None, 0.15, 0.05, (), 1)
    unsure = Estimate("wdd", None, None, None, 0.3, 0.05, (), 1)
    cannot = Estimate("wdd", None, None, None, 0.01, 0.05, (Reason.TOO_FEW,), 1)
    assert disagree(FEWER, faint)
    assert disagree(faint, FEWER)
    assert not disagree(FEWER, unsure)
    assert not disagree(FEWER, cannot)
    assert not disagree(faint, Estimate("m", 0.8, 0.6, 1.01, 0.07, 0.05, (), -1))


def test_bad_input() -> None:
    with pytest.raises(BadInput):
        judge([])
    for share in (-0.1, 1.0):
        with pytest.raises(BadInput):
            Circumstances(unseen_reporting=share)


CAUTION = "Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."


@pytest.mark.parametrize(
    ("estimate", "known", "text"),
    [
        (FEWER, Circumstances(),
         "Utslag: förbättring. Det blev 35 % färre händelser än vad som annars hade varit att vänta. Osäkerheten "
         "ligger mellan 15 % färre och 50 % färre, med 95 % säkerhet. Om rapporteringen i området minskade med 35 % "
         "mer än på andra håll förklarar det hela skillnaden. Redan en minskning på 15 % gör att skillnaden inte "
         "längre är säkerställd. Siffrorna visar inte i sig att åtgärden är orsaken. " + CAUTION),
        (UNCLEAR, Circumstances(),
         "Utslag: ingen tydlig förändring. Skillnaden är inte större än slumpen ensam kan ge. Det betyder inte att "
         "inget har hänt: siffrorna stämmer med allt från 30 % färre till 15 % fler. " + CAUTION),
        (FEWER, Circumstances(outage_weeks=(1,)),
         "Utslag: det går inte att avgöra. Rapporteringen låg nere, eller ser ut att ha gjort det, under en del av "
         "tiden, så siffrorna visar inte vad som hände. " + CAUTION),
        (Estimate("wdd", None, None, None, 0.01, 0.05, (), 1), Circumstances(),
         "Utslag: försämring. Det blev fler händelser än vad som annars hade varit att vänta. Utan ett mått på "
         "effekten går det inte att säga hur mycket rapporteringen hade behövt ändras. Siffrorna visar inte i sig att "
         "åtgärden är orsaken. " + CAUTION),
    ],
)  # fmt: skip
def test_swedish(estimate: Estimate, known: Circumstances, text: str) -> None:
    assert judge([estimate], known).explain() == text
