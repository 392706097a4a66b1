from __future__ import annotations

import numpy as np
import pytest

from lykta_engine.errors import BadInput
from lykta_engine.together.satscan import (
    permutation_files,
    permutation_files_at,
    poisson_files,
    read_cases,
    read_coordinates,
    read_population,
)
from lykta_engine.together.scan_permutation import scan_permutation, scan_permutation_at
from lykta_engine.together.scan_poisson import scan_poisson
from lykta_engine.together.scan_zones import circular_zones


def settings_of(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def dated() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    days = np.datetime64("2024-02-01T08:00:00") + rng.integers(0, 60, 90) * np.timedelta64(86_400, "s")
    return rng.uniform(0, 2000, 90), rng.uniform(0, 2000, 90), days


def test_a_prospective_scan_is_written_with_its_settings_and_read_back_gives_the_same_clusters() -> None:
    x, y, day = dated()
    period = (np.datetime64("2024-02-01"), np.datetime64("2024-04-01"))
    found = scan_permutation(x, y, day, rng=np.random.default_rng(1), prospective=True, period=period, replicates=99,
                             cell_m=300, max_radius_m=700, max_window_units=14, fewest_in_cluster=2)  # fmt: skip
    files = permutation_files(x, y, day, found, "lykta")
    assert sorted(files) == ["lykta.cas", "lykta.geo", "lykta.prm"]
    told = settings_of(files["lykta.prm"])
    wanted = {"AnalysisType": "4", "ModelType": "2", "StartDate": "2024/02/01", "EndDate": "2024/03/31",
              "ProspectiveStartDate": "2024/03/31", "PrecisionCaseTimes": "3", "TimeAggregationUnits": "3",
              "TimeAggregationLength": "1", "MaxTemporalSize": "14", "MaxTemporalSizeInterpretation": "1",
              "UseDistanceFromCenterOption": "y", "MaxSpatialSizeInDistanceFromCenter": "700",
              "MaxSpatialSizeInPopulationAtRisk": "50", "CoordinatesType": "0", "MonteCarloReps": "99",
              "MinimumCasesInHighRateClusters": "2", "CaseFile": "lykta.cas", "CoordinatesFile": "lykta.geo",
              "PopulationFile": ""}  # fmt: skip
    assert {key: told[key] for key in wanted} == wanted

    cases, places = read_cases(files["lykta.cas"]), read_coordinates(files["lykta.geo"])
    number = {name: k for k, name in enumerate(places.location)}
    place = np.repeat([number[name] for name in cases.location], cases.count)
    when = np.repeat(np.array([time.replace("/", "-") for time in cases.time], dtype="datetime64[D]"), cases.count)
    zones = circular_zones(places.position, max_radius=700, weight=np.bincount(place))
    again = scan_permutation_at(place, when, zones, rng=np.random.default_rng(1), prospective=True, period=period,
                                max_window_units=14, replicates=99)  # fmt: skip
    assert [(c.log_likelihood_ratio, c.p_value, c.start, c.locations.tolist()) for c in again.clusters] == [
        (c.log_likelihood_ratio, c.p_value, c.start, c.locations.tolist()) for c in found.clusters
    ]
    assert permutation_files_at(place, when, places.position, again, "lykta")["lykta.cas"] == files["lykta.cas"]


def test_numbered_days_and_weeks_are_generic_times_in_days() -> None:
    x, y, day = dated()
    number = (day - day.min()).astype("timedelta64[D]").astype(float) + 0.5
    found = scan_permutation(x, y, number, rng=np.random.default_rng(1), replicates=19)
    told = settings_of(permutation_files(x, y, number, found)["scan.prm"])
    assert (told["AnalysisType"], told["PrecisionCaseTimes"], told["StartDate"]) == ("3", "4", "0")
    assert (told["TimeAggregationLength"], told["MaxTemporalSize"]) == ("7", "28")


@pytest.mark.parametrize("in_time", [True, False])
def test_a_poisson_scan_has_a_population(in_time: bool) -> None:
    rng = np.random.default_rng(3)
    points, cases, people = rng.uniform(0, 9, (12, 2)), rng.poisson(4, (12, 3)), rng.integers(5, 90, 12)
    cases = cases if in_time else cases[:, 0]
    found = scan_poisson(points, cases, people, rng=rng, replicates=19)
    files = poisson_files(points, cases, people, found)
    told, back = settings_of(files["scan.prm"]), read_cases(files["scan.cas"])
    assert told["AnalysisType"] == ("3" if in_time else "1")
    assert (told["ModelType"], told["PopulationFile"]) == ("0", "scan.pop")
    assert back.count.sum() == cases.sum()
    assert set(back.time) == ({"0", "1", "2"} if in_time else {""})
    population = read_population(files["scan.pop"])
    assert population.population.tolist() == people.tolist()
    np.testing.assert_array_equal(read_coordinates(files["scan.geo"]).position, points)


def test_covariates_are_read() -> None:
    rows = read_cases("Grant      1 1977  2 2\nSanJuan\t3 1974  8 2\n\n")
    assert (rows.location, rows.count.tolist(), rows.time) == (["Grant", "SanJuan"], [1, 3], ["1977", "1974"])
    assert rows.covariates == [("2", "2"), ("8", "2")]
    assert read_population("Catron 73 99 1 2").covariates == [("1", "2")]


@pytest.mark.parametrize(
    ("read", "text"),
    [(read_cases, "a"), (read_cases, "a x"), (read_cases, "a -1"), (read_coordinates, "a 1"),
     (read_coordinates, "a 1 nan"), (read_population, "a 73"), (read_population, "a 73 many")],
)  # fmt: skip
def test_a_broken_file_says_what_is_wrong(read, text: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput):
        read(text)


def test_parts_of_days_cannot_be_written() -> None:
    x, y, day = dated()
    found = scan_permutation(x, y, day, rng=np.random.default_rng(1), unit_days=0.5, replicates=19)
    with pytest.raises(BadInput, match="whole days"):
        permutation_files(x, y, day, found)
