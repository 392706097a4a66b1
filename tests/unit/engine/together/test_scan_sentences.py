from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lykta_engine.together.scan_permutation import scan_permutation
from lykta_engine.together.scan_poisson import scan_poisson
from lykta_engine.together.scan_result import CONVENTIONS, Cluster, Model, ScanResult, ScanVerdict, Settings
from lykta_engine.together.scan_sentences import dates
from lykta_engine.words import Noun

SETTINGS = Settings(Model.SPACE_TIME_PERMUTATION, False, 600.0, 0.5, 26, 7.0, 200.0, 5, 999, 0.05, 7.0)
CLUSTER = Cluster(
    centre=(0.0, 0.0), radius_m=200.0, locations=np.array([1, 2]), start=np.datetime64("2019-08-28"),
    end=np.datetime64("2019-12-11"), units=15, observed=52, expected=3.44, ratio=15.1, relative_risk=15.6,
    log_likelihood_ratio=93.4, p_value=0.001, p_error=0.001, p_gumbel=1e-12, recurrence_days=None, beyond_chance=True,
)  # fmt: skip
RESULT = ScanResult(
    settings=SETTINGS, n_events=1575, n_outside_period=0, n_locations=436, n_zones=9000, n_units=522,
    period=(np.datetime64("2015-01-01"), np.datetime64("2025-01-01")), clusters=(CLUSTER,), maxima=np.ones(999), key=1,
    verdict=ScanVerdict.CLUSTERS, method="scan_permutation/1", reference="–",
)  # fmt: skip


def test_a_cluster_is_told_whole() -> None:
    assert RESULT.explain() == (
        "Sökningen gällde 1575 händelser på 436 rutor om 200 meter, 1 januari 2015–31 december 2024, i cirklar med "
        "högst 600 meters radie. Den starkaste anhopningen är 52 händelser mot 3,4 väntade, inom ungefär 350 meter, "
        "28 augusti 2019–10 december 2019. Ingen av 999 slumpade kartor gav någonstans en så stark anhopning. "
        "Väntat är det som hade hänt om varje plats följt samma växling över tid som helheten. Det säger inte vad "
        "anhopningen beror på, och inte att den fortsätter. Räkningen bygger på rapporter; fler rapporter kan också "
        "betyda att fler rapporterar."
    )
    assert RESULT.explain("en") == (
        "The search covered 1575 incidents at 436 cells of 200 metres, 1 January 2015–31 December 2024, in circles "
        "with a radius of at most 600 metres. The strongest cluster is 52 incidents against 3.4 expected, within "
        "about 350 metres, 28 August 2019–10 December 2019. None of 999 shuffled maps gave so strong a cluster "
        "anywhere. Expected is what would have happened if every place had followed the same course over time as the "
        "whole. It does not say what the cluster is due to, nor that it goes on. The count rests on reports; more "
        "reports can also mean that more people report."
    )


def test_no_sentence_claims_a_cluster_within_chance() -> None:
    weak = dataclasses.replace(CLUSTER, p_value=0.2, beyond_chance=False)
    found = dataclasses.replace(RESULT, clusters=(weak,), verdict=ScanVerdict.NOTHING_BEYOND_CHANCE)
    text = found.explain()
    assert "Ingen anhopning är starkare än vad slumpen kan ge. Den starkaste var 52 händelser" in text
    assert "199 av 999 slumpade kartor gav någonstans en minst lika stark anhopning" in text
    assert "Det betyder inte att inget har ändrats, bara att siffrorna inte visar det." in text
    assert "anhopningen är" not in text


def test_nothing_at_all_to_test() -> None:
    text = dataclasses.replace(RESULT, clusters=(), verdict=ScanVerdict.NOTHING_BEYOND_CHANCE).explain()
    assert "Ingen plats hade under någon tid både fler än väntat och tillräckligt många för att prövas." in text


def test_a_second_cluster_and_another_noun() -> None:
    second = dataclasses.replace(CLUSTER, observed=1, expected=0.004, radius_m=0.0, p_value=0.002)
    text = dataclasses.replace(RESULT, clusters=(CLUSTER, second)).explain(event=Noun("larm", "larm", neuter=True))
    assert "Också tydlig är en anhopning med ett larm mot 0,01 väntade, inom ungefär 150 meter" in text
    assert "En av 999 slumpade kartor gav någonstans en minst lika stark anhopning" in text


@pytest.mark.parametrize(
    ("p", "days", "looks", "wanted"),
    [
        (
            0.001,
            1000.0,
            1.0,
            "sökningen görs varje dag kommer ett så starkt utslag högst ungefär en gång på 1000 dagar",
        ),
        (0.02, 350.0, 7.0, "sökningen görs var sjunde dag kommer ett så starkt utslag ungefär en gång på 350 dagar"),
        (0.02, 1400.0, 28.0, "med 28 dagars mellanrum kommer ett så starkt utslag ungefär en gång på 1400 dagar"),
    ],
)
def test_a_prospective_alarm_says_how_often_it_would_come_by_chance(
    p: float, days: float, looks: float, wanted: str
) -> None:
    settings = dataclasses.replace(SETTINGS, prospective=True, days_between_looks=looks)
    alarm = dataclasses.replace(CLUSTER, p_value=p, recurrence_days=days)
    text = dataclasses.replace(RESULT, settings=settings, clusters=(alarm,)).explain()
    assert "Den pågår när perioden slutar." in text
    assert wanted in text


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (3.0, 4.0, "dag 3"),
        (3.0, 9.0, "dag 3–8"),
        (2, 5, "tidsenhet 3–5"),
        (2, 3, "tidsenhet 3"),
        (np.datetime64("2024-03-01"), np.datetime64("2024-03-02"), "1 mars 2024"),
        (np.datetime64("2024-02-01T06:00:00"), np.datetime64("2024-03-01T06:00:00"), "1 februari 2024–1 mars 2024"),
    ],
)
def test_windows_are_told_by_first_and_last_day(start: object, end: object, wanted: str) -> None:
    assert dates(start, end, "sv") == wanted


def test_events_left_out_are_told() -> None:
    assert "Tre händelser utanför perioden räknades inte." in dataclasses.replace(RESULT, n_outside_period=3).explain()
    one = dataclasses.replace(RESULT, n_outside_period=1).explain("en")
    assert "One incident outside the period was not counted." in one


def test_conventions_stand_in_the_result() -> None:
    assert RESULT.conventions == CONVENTIONS
    assert "one by one" in CONVENTIONS
    assert "[start, end)" in CONVENTIONS


def test_poisson_is_told_against_the_basis_and_at_a_place() -> None:
    rng = np.random.default_rng(1)
    cases = np.full(12, 5)
    cases[3] = 60
    found = scan_poisson(rng.uniform(0, 9000, (12, 2)), cases, np.full(12, 100), rng=rng, replicates=99)
    text = found.explain()
    assert text.startswith(
        "Sökningen gällde 115 händelser på tolv platser. Den starkaste anhopningen är 60 händelser mot 9,6"
    )
    assert "på en enda plats." in text
    assert "efter folkmängden eller det andra underlag som angavs" in text
    assert "tid" not in text.split("Väntat")[0]


def test_both_languages_for_a_real_search() -> None:
    rng = np.random.default_rng(1)
    found = scan_permutation(rng.uniform(0, 3000, 80), rng.uniform(0, 3000, 80), rng.uniform(0, 90, 80), rng=rng,
                             prospective=True, replicates=19)  # fmt: skip
    for language in ("sv", "en"):
        assert "{" not in found.explain(language)
