"""The made incidents of the shared data (synthetic): planted episodes are found, the outage of collection is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lykta_engine.together.scan_permutation import scan_permutation
from lykta_engine.together.scan_result import ScanResult

pytestmark = pytest.mark.shared
Incidents = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def incidents(shared: Path) -> Incidents:
    parquet, pyproj = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyproj")
    columns = ["occurred_from", "kind", "kommunkod", "lon", "lat"]
    table = parquet.read_table(shared / "data" / "synthetic" / "est_incidents_620k.parquet", columns=columns)
    made = {}
    for name in ("kind", "kommunkod"):
        column = table[name].combine_chunks()
        made[name] = np.array(column.dictionary.to_pylist())[column.indices.to_numpy()]
    lon, lat = (table[name].to_numpy().astype(float) for name in ("lon", "lat"))
    placed = np.isfinite(lon) & np.isfinite(lat)
    to_plane = pyproj.Transformer.from_crs(4326, 3006, always_xy=True)
    x, y = to_plane.transform(lon[placed], lat[placed])
    day = table["occurred_from"].to_numpy().astype("datetime64[s]")[placed]
    return {name: column[placed] for name, column in made.items()} | {"x": x, "y": y, "day": day}


def scanned(incidents: Incidents, kommunkod: str, kind: str, **asked: Any) -> ScanResult:
    some = (incidents["kommunkod"] == kommunkod) & (incidents["kind"] == kind)
    x, y, day = (incidents[name][some] for name in ("x", "y", "day"))
    return scan_permutation(x, y, day, rng=np.random.default_rng(1), **asked)


def episodes(shared: Path) -> list[dict[str, Any]]:
    told = json.loads((shared / "data" / "synthetic" / "planted_dev.json").read_text())
    assert isinstance(told["planted_episodes"], list)
    return told["planted_episodes"]


@pytest.mark.parametrize("number", [0, 1])
def test_a_planted_episode_is_the_strongest_cluster(shared: Path, incidents: Incidents, number: int) -> None:
    episode = episodes(shared)[number]
    found = scanned(incidents, episode["kommunkod"], episode["kind"], replicates=39)
    first = found.clusters[0]
    east, north = episode["centre_sweref"]
    assert first.beyond_chance
    assert np.hypot(first.centre[0] - east, first.centre[1] - north) < 300
    assert first.radius_m <= 300
    assert abs(first.start - np.datetime64(episode["start"])) <= np.timedelta64(14, "D")
    assert abs(first.end - np.datetime64(episode["end"])) <= np.timedelta64(14, "D")
    assert first.observed >= 0.8 * episode["planted_events"]
    assert first.ratio > 5


@pytest.mark.parametrize("number", [0, 1])
def test_it_is_seen_while_it_goes_on(shared: Path, incidents: Incidents, number: int) -> None:
    """A prospective search four weeks after the episode began, of the three years before."""
    episode = episodes(shared)[number]
    today = np.datetime64(episode["start"]) + 28
    found = scanned(incidents, episode["kommunkod"], episode["kind"], prospective=True, period=(today - 1095, today))
    first = found.clusters[0]
    assert first.beyond_chance
    assert np.hypot(*(np.array(first.centre) - episode["centre_sweref"])) < 500


def test_the_outage_of_collection_makes_no_cluster(incidents: Incidents) -> None:
    """In 2019, for kinds without an episode: no cluster within or on the edge of the three weeks without reports."""
    begun, ended = np.datetime64("2019-11-04"), np.datetime64("2019-11-25")
    period = (np.datetime64("2019-01-01"), np.datetime64("2021-01-01"))
    at_the_edge = []
    for kommunkod in ("1471", "1496", "1493", "1499"):
        for kind in ("skadegorelse", "nedskrapning"):
            found = scanned(incidents, kommunkod, kind, period=period, replicates=39)
            at_the_edge += [
                c for c in found.beyond_chance if begun - 7 <= c.start <= ended or begun <= c.end <= ended + 7
            ]
    assert not at_the_edge
