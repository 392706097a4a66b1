"""What is said of none, one and few: where a sentence made for many reads wrong or claims too much."""

import numpy as np
import pytest

from lykta_engine.change.comparisons import compare_period
from lykta_engine.change.cusum import cusum
from lykta_engine.change.delay import nowcast
from lykta_engine.effect.detectable import Plan, detectable_ratio
from lykta_engine.together.near_repeat import near_repeat
from lykta_engine.when.aoristic import weekday_hour
from lykta_engine.when.season import Cycle, seasonal_profile, year_wheel
from lykta_engine.where.accuracy import compare_settings
from lykta_engine.where.busy_cells import busy_cells
from lykta_engine.where.concentration import concentration
from lykta_engine.where.hot_spots import hot_spots
from lykta_engine.where.neighbours import SquareGrid
from lykta_engine.words import Unit

WHY = "Att det är fler säger inte varför"


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_all_at_one_place() -> None:
    said = concentration([30, *[0] * 399], rng=rng()).explain()
    assert said.startswith("30 händelser på 400 platser; allt finns på en enda av dem. Hälften")
    assert "har 100 % av allt; slumpen" in said  # no interval from 100 to 100


def test_no_concentration_is_not_explained() -> None:
    said = concentration(rng().poisson(1, 400), rng=rng()).explain()
    assert "Det betyder inte att det är jämnt spritt, bara att siffrorna inte visar något annat." in said
    assert "Att det är samlat" not in said


def test_squares_of_which_none_is_called() -> None:
    counts = rng().poisson(1, (20, 20))
    for result in (busy_cells(counts.ravel()), hot_spots(counts, SquareGrid(20, 20))):
        assert "Det betyder inte att" in result.explain()
        assert WHY not in result.explain()
    assert busy_cells([0, 1, 0, 0, 0]).explain().startswith("En händelse ligger i fem rutor, i snitt 0,2 per ruta.")


def test_an_interval_that_is_too_long_says_what_is_left_out() -> None:
    start = np.array(["2024-01-01T00:00"], dtype="datetime64[s]")
    said = weekday_hour(start, start + np.timedelta64(9, "D")).explain()
    assert said.endswith("En händelse med ett intervall längre än sju dygn är inte med: det säger inget om timmen.")


def test_months_and_weekdays_that_are_alike() -> None:
    times = np.datetime64("2024-01-01T00:00:00") + rng().integers(0, 730 * 24, 600).astype("timedelta64[h]")
    first, last = np.datetime64("2024-01-01"), np.datetime64("2026-01-01")
    for cycle, many in ((Cycle.MONTH, "månader"), (Cycle.WEEKDAY, "veckodagar")):
        said = seasonal_profile(times, first, last, cycle).explain()
        assert (
            f"Inga {many} skiljer sig mer från en jämn fördelning än slumpen kan ge. Det betyder inte att alla" in said
        )


def test_a_growth_of_more_than_all() -> None:
    days = np.concatenate([rng().integers(365 * year, 365 * (year + 1), 40 * 3**year) for year in range(3)])
    times = (np.datetime64("2022-01-01") + days.astype("timedelta64[D]")).astype("datetime64[s]")
    found = year_wheel(times, np.datetime64("2022-01-01"), np.datetime64("2025-01-01"))
    assert found.growth > 2
    assert f"En jämn ökning på ungefär {100 * (found.growth - 1):.0f} % per år är först borträknad." in found.explain()


@pytest.mark.parametrize(("n", "expected"), [(1, "Ett par av dem ligger"), (0, "Inga par av dem ligger")])
def test_pairs_are_neuter(n: int, expected: str) -> None:
    x = np.array([0.0, 50.0 if n else 5000.0, 9000.0])
    assert expected in near_repeat(x, x, np.array([1.0, 2.0, 90.0]), rng=rng()).explain()


def test_a_fall_is_told_in_per_cent() -> None:
    said = compare_period([5, 6, 5, 4] * 15 + [0], per_year=52).explain(unit=Unit.WEEK)
    assert (
        "Inga händelser, mot fem under samma vecka förra året. Det är färre: minskningen är mellan 18 % och 100 %."
        in said
    )


def test_nothing_reported_yet() -> None:
    days = np.sort(rng().integers(0, 390, 300))
    result = nowcast(days, days + np.floor(rng().exponential(4, 300)).astype(int), now=396, periods=1, longest=60)
    assert result.reported[-1] == 0
    assert "Inga händelser har rapporterats hittills. Av erfarenhet brukar omkring" in result.explain()


def test_one_week_and_what_only_a_rise_would_show() -> None:
    assert "på en vecka. Efter en vecka kan" in detectable_ratio(Plan(100, 100, 1, 1), dispersion=2.0).explain()
    said = detectable_ratio(Plan(12, 12, 26, 26), dispersion=6.0).explain()
    assert "inte visa en minskning ens om den är mycket stor. En ökning syns i 80 % av fallen" in said


def test_a_usual_below_one_is_not_told_as_zero() -> None:
    assert "0,04 per period" in cusum([0, 0, 1], mean=0.04).explain()


def test_a_single_setting_is_not_the_best_of_several() -> None:
    assert "Den bästa av flera" not in compare_settings(rng().poisson(1, 40), {"A": rng().random(40)}).explain()


def test_every_place_has_some() -> None:
    assert (
        concentration([3] * 20, rng=rng()).explain().startswith("60 händelser på 20 platser, och ingen av dem är utan.")
    )
    assert concentration([3], rng=rng()).explain().startswith("Tre händelser på en plats. ")
