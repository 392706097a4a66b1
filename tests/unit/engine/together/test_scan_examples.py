"""SaTScan's printed numbers: the shared data's worked_examples.json, made with SaTScan 10.3.2 on its own sample data
(New York City fever; New Mexico brain cancer 1973-1991; New York leukaemia, also printed in cran/smerc
tests/satscan_ny_out.txt from SaTScan 9.6) and on Chicago burglaries, where R scanstatistics agrees on the first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lykta_engine.together.satscan import CaseRows, read_cases, read_coordinates, read_population
from lykta_engine.together.scan_expected import expected_from_population, population_over
from lykta_engine.together.scan_permutation import scan_permutation, scan_permutation_at
from lykta_engine.together.scan_poisson import scan_poisson
from lykta_engine.together.scan_result import Cluster
from lykta_engine.together.scan_zones import circular_zones

pytestmark = pytest.mark.shared
EARTH_KM = 6371.0


def sphere(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Points on a ball, in kilometres: chords are in the order of great circles."""
    a, b = np.radians(latitude), np.radians(longitude)
    return EARTH_KM * np.column_stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)])


def chord(km: float) -> float:
    return 2 * EARTH_KM * float(np.sin(km / EARTH_KM / 2))


def text(shared: Path, name: str) -> str:
    return (shared / "methods" / "data" / "satscan" / name).read_text()


def days_of(rows: CaseRows) -> np.ndarray:
    parts = [time.split("/") for time in rows.time]
    return np.array([f"{int(y):04d}-{int(m):02d}-{int(d):02d}" for y, m, d in parts], dtype="datetime64[D]")


def summary(clusters: tuple[Cluster, ...]) -> list[tuple[int, float, float]]:
    return [(c.observed, round(c.expected, 2), round(c.log_likelihood_ratio, 6)) for c in clusters]


def test_new_york_fever_prospective_permutation(shared: Path) -> None:
    rows, places = read_cases(text(shared, "NYCfever.cas")), read_coordinates(text(shared, "NYCfever.geo"))
    number = {name: k for k, name in enumerate(places.location)}
    place = np.repeat([number[name] for name in rows.location], rows.count)
    zones = circular_zones(sphere(*places.position.T), max_radius=chord(3), weight=np.bincount(place, minlength=192))
    found = scan_permutation_at(
        place, np.repeat(days_of(rows), rows.count), zones, rng=np.random.default_rng(1), prospective=True,
        period=(np.datetime64("2001-11-01"), np.datetime64("2001-11-25")), max_window_units=7, replicates=9999,
    )  # fmt: skip
    assert (found.n_events, found.n_locations) == (194, 192)
    told = {places.location[c.locations[0]]: c for c in found.clusters}
    first, second, third = (told[name] for name in ("11418", "11372", "10472"))
    assert summary((first, second, third)) == [(4, 0.67, 3.845418), (2, 0.16, 3.164201), (2, 0.29, 2.137259)]
    assert found.clusters[0] is first
    assert (len(first.locations), round(first.radius_m, 1)) == (9, 2.9)
    assert (first.start, first.end) == (np.datetime64("2001-11-22"), np.datetime64("2001-11-25"))
    assert [len(second.locations), len(third.locations)] == [1, 1]
    for cluster, p in ((first, 0.20362), (second, 0.49243), (third, 0.95849)):
        assert abs(cluster.p_value - p) <= 3 * (p * (1 - p) * (1 / 9999 + 1 / 99_999)) ** 0.5


def test_new_york_leukaemia_spatial_poisson_all_five_clusters(shared: Path) -> None:
    cases = np.loadtxt(text(shared, "satscan_ny_cases.txt").splitlines())[:, 1]
    points = np.loadtxt(text(shared, "satscan_ny_coords.txt").splitlines())[:, 1:3]
    people = np.loadtxt(text(shared, "satscan_ny_pop.txt").splitlines())[:, 2]
    found = scan_poisson(points, cases, people, rng=np.random.default_rng(1), max_share=0.1, replicates=199)
    assert (found.n_events, found.n_locations) == (552, 281)
    assert summary(found.clusters[:5]) == [
        (85, 49.71, 11.577255), (38, 17.79, 9.019716), (64, 40.85, 6.114140), (25, 12.82, 4.651839),
        (28, 15.54, 4.169203),
    ]  # fmt: skip
    assert [round(c.relative_risk or 0, 2) for c in found.clusters[:5]] == [1.84, 2.22, 1.64, 1.99, 1.84]
    assert found.clusters[0].p_value == 0.005


def new_mexico(shared: Path) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Names, positions, cases (county, year), and cases expected by age, sex and three years' population."""
    places, rows = read_coordinates(text(shared, "nm.geo")), read_cases(text(shared, "nm.cas"))
    people = read_population(text(shared, "nm.pop"))
    number, strata = {name: k for k, name in enumerate(places.location)}, sorted(set(people.covariates))
    cases = np.zeros((32, 19, len(strata)))
    for name, count, year, stratum in zip(rows.location, rows.count, rows.time, rows.covariates, strict=True):
        cases[number[name], int(year) - 1973, strata.index(stratum)] += count
    counted = np.zeros((32, 3, len(strata)))
    for name, year, n, stratum in zip(people.location, people.time, people.population, people.covariates, strict=True):
        counted[number[name], ("73", "82", "91").index(year), strata.index(stratum)] += n
    years = np.arange("1973", "1993", dtype="datetime64[Y]").astype("datetime64[D]").astype(float)
    july = np.array(["1973-07-01", "1982-07-01", "1991-07-01"], dtype="datetime64[D]").astype(float)
    expected = expected_from_population(cases, population_over(years, july, counted))
    return places.location, sphere(*places.position.T), cases.sum(axis=2), expected


def test_new_mexico_space_time_poisson(shared: Path) -> None:
    names, points, cases, expected = new_mexico(shared)
    edges = np.arange("1973", "1993", dtype="datetime64[Y]")
    found = scan_poisson(points, cases, expected, rng=np.random.default_rng(1), edges=edges, replicates=4999)
    first, second, third = found.clusters[:3]
    assert found.n_events == 1175
    assert summary((first, second, third)) == [(236, 176.22, 10.979758), (16, 6.03, 5.684828), (13, 5.37, 3.884186)]
    assert [round(c.relative_risk or 0, 2) for c in (first, second, third)] == [1.42, 2.68, 2.44]
    assert [names[k] for k in first.locations] == (
        ["Torrance", "Bernalillo", "Valencia", "SantaFe", "Guadelupe", "Socorro", "Sandoval", "SanMiguel", "LosAlamos"]
    )
    assert [[names[k] for k in c.locations] for c in (second, third)] == [["Chaves"], ["Curry", "Roosevelt"]]
    assert [(str(c.start), str(c.end)) for c in (first, second, third)] == [
        ("1985-01-01", "1990-01-01"), ("1988-01-01", "1990-01-01"), ("1982-01-01", "1984-01-01")
    ]  # fmt: skip
    for cluster, p in ((first, 0.01106), (second, 0.71011), (third, 0.99672)):
        assert abs(cluster.p_value - p) <= 3 * (p * (1 - p) * (1 / 4999 + 1 / 99_999)) ** 0.5


PROSPECTIVE = [  # SaTScan's p with 999 replicates: methods/README.md 4.2
    (10_000, 500, 10.049549, 34, 14.10, 23, 0.058),
    (10_000, 250, 11.162187, 30, 10.97, 26, 0.041),
    (100_000, 500, 12.824570, 21, 5.43, 12, 0.013),
    (100_000, 250, 14.612453, 5, 0.10, 11, 0.015),
]


@pytest.mark.parametrize(("n", "cell", "strength", "observed", "expected", "days", "p"), PROSPECTIVE)
def test_chicago_prospective(
    shared: Path, n: int, cell: int, strength: float, observed: int, expected: float, days: int, p: float
) -> None:
    data = np.load(shared / "methods" / "data" / "burg2010.npz")
    x, y, day = data["x"][:n], data["y"][:n], data["d"][:n]
    found = scan_permutation(x, y, day, rng=np.random.default_rng(1), prospective=True, cell_m=cell, max_radius_m=1000,
                             max_window_units=28, fewest_in_cluster=2, replicates=999)  # fmt: skip
    first = found.clusters[0]
    assert (first.observed, round(first.expected, 2)) == (observed, expected)
    # to a unit of the sixth decimal: the last example is 14.6124535740 in exact arithmetic, and was cut, not rounded
    assert first.log_likelihood_ratio == pytest.approx(strength, abs=1e-6)
    assert first.units == days
    assert abs(first.p_value - p) <= 3 * (p * (1 - p) * 2 / 999) ** 0.5


def test_chicago_retrospective(shared: Path) -> None:
    data = np.load(shared / "methods" / "data" / "burg2010.npz")
    x, y, day = (data[name][:10_000] for name in "xyd")
    found = scan_permutation(x, y, day, rng=np.random.default_rng(1), cell_m=500, max_radius_m=1000, unit_days=1,
                             max_window_units=28, fewest_in_cluster=2, replicates=99)  # fmt: skip
    first = found.clusters[0]
    assert (first.observed, round(first.expected, 3), round(first.log_likelihood_ratio, 6)) == (7, 0.079, 24.453419)
    assert first.p_value == 0.01
