"""Episodes and an outage that nobody had seen, planted on the made incidents of other municipalities: what the engine
finds, and what it must not call a success.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from lykta_engine.change.change_table import changes
from lykta_engine.change.counts import Verdict as CountVerdict
from lykta_engine.change.outage import find_outages
from lykta_engine.effect.evaluation import evaluate
from lykta_engine.effect.verdict import Verdict
from lykta_engine.together.scan_permutation import scan_permutation
from lykta_engine.where.busy_cells import busy_cells

pytestmark = pytest.mark.shared
MONDAY = np.datetime64("2014-12-29")
CELL = 200.0


@dataclass(frozen=True)
class Incidents:
    x: np.ndarray
    y: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    regso: np.ndarray
    kommunkod: np.ndarray

    def of(self, chosen: np.ndarray) -> Incidents:
        return Incidents(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def within(self, first: str, last: str) -> np.ndarray:
        return (self.day >= np.datetime64(first)) & (self.day < np.datetime64(last))


@dataclass(frozen=True)
class Episode:
    kommunkod: str
    kind: str
    first: str
    last: str
    n: int

    def planted(self, incidents: Incidents, seed: int) -> tuple[Incidents, tuple[float, float]]:
        """Round a place where something is reported now and then, 35 m wide; and where that is."""
        rng, own = np.random.default_rng(seed), incidents.of(incidents.kommunkod == self.kommunkod)
        at = int(rng.integers(0, own.x.size))
        east, north = float(own.x[at]) + 60, float(own.y[at]) - 40
        length = int((np.datetime64(self.last) - np.datetime64(self.first)).astype(int))
        more = Incidents(
            x=rng.normal(east, 35, self.n),
            y=rng.normal(north, 35, self.n),
            day=np.datetime64(self.first) + rng.integers(0, length, self.n),
            kind=np.full(self.n, self.kind),
            regso=np.full(self.n, own.regso[at]),
            kommunkod=np.full(self.n, self.kommunkod),
        )
        both = (np.concatenate([getattr(own, name), getattr(more, name)]) for name in own.__dataclass_fields__)
        return Incidents(*both), (east, north)


EPISODES = [
    Episode("1446", "klotter", "2022-04-04", "2022-06-13", 40),
    Episode("1470", "stold_inbrott", "2017-07-03", "2017-08-07", 35),
    Episode("0483", "hot_vald", "2020-10-05", "2021-01-11", 50),
]


@pytest.fixture(scope="module")
def incidents(shared: Path) -> Incidents:
    parquet, pyproj = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyproj")
    columns = ["occurred_from", "kind", "kommunkod", "regso", "lon", "lat"]
    table = parquet.read_table(shared / "data/synthetic/est_incidents_620k.parquet", columns=columns)
    labels = {}
    for name in ("kind", "kommunkod", "regso"):
        column = table[name].combine_chunks()
        labels[name] = np.array([*column.dictionary.to_pylist(), ""])[column.indices.fill_null(-1).to_numpy()]
    lon, lat = (table[name].to_numpy().astype(float) for name in ("lon", "lat"))
    placed = np.isfinite(lon) & np.isfinite(lat)
    x, y = pyproj.Transformer.from_crs(4326, 3006, always_xy=True).transform(lon[placed], lat[placed])
    day = table["occurred_from"].to_numpy().astype("datetime64[D]")[placed]
    return Incidents(x, y, day, *(labels[name][placed] for name in ("kind", "regso", "kommunkod")))


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.kommunkod)
def test_the_scan_finds_where_and_when(incidents: Incidents, episode: Episode) -> None:
    world, (east, north) = episode.planted(incidents, 1)
    some = world.of(world.kind == episode.kind)
    found = scan_permutation(some.x, some.y, some.day, rng=np.random.default_rng(1), replicates=39)
    first = found.clusters[0]
    assert first.beyond_chance
    assert np.hypot(first.centre[0] - east, first.centre[1] - north) < 300
    assert abs(first.start - np.datetime64(episode.first)) <= np.timedelta64(14, "D")
    assert abs(first.end - np.datetime64(episode.last)) <= np.timedelta64(14, "D")
    assert first.observed >= 0.8 * episode.n


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.kommunkod)
def test_its_square_is_marked(incidents: Incidents, episode: Episode) -> None:
    """Squares where anything was ever reported, as the room counts them, of the kind and time of the episode."""
    world, (east, north) = episode.planted(incidents, 1)
    squares, place = np.unique(np.floor(np.column_stack([world.x, world.y]) / CELL), axis=0, return_inverse=True)
    chosen = world.within(episode.first, episode.last) & (world.kind == episode.kind)
    found = busy_cells(np.bincount(np.ravel(place)[chosen], minlength=len(squares)))
    middle = (squares[found.busy] + 0.5) * CELL
    assert len(middle)
    assert np.hypot(middle[:, 0] - east, middle[:, 1] - north).min() < CELL


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.kommunkod)
def test_it_is_an_increase_for_its_area_and_kind(incidents: Incidents, episode: Episode) -> None:
    world, _ = episode.planted(incidents, 1)
    start, end = np.datetime64(episode.first), np.datetime64(episode.last)
    length = int((end - start).astype(int))
    period = np.floor_divide((world.day - end).astype(int), length) + 9
    inside = (period >= 0) & (period < 9)
    areas, area = np.unique(world.regso, return_inverse=True)
    kinds, kind = np.unique(world.kind, return_inverse=True)
    counts = np.zeros((len(areas), len(kinds), 9), dtype=int)
    np.add.at(counts, (area[inside], kind[inside], period[inside]), 1)
    planted = (list(areas).index(world.regso[-1]), list(kinds).index(episode.kind))
    assert changes(counts, rolling=8).cells(CountVerdict.MORE_THAN_USUAL)[0] == planted


# --- an outage at another time of the year --------------------------------------------------------------------------

OUTAGES = [("1494", "2018-05-07", 3), ("0483", "2022-08-01", 4), ("1496", "2023-01-02", 2)]


def weekly(incidents: Incidents, kommunkod: str, first: str, weeks: int) -> tuple[np.ndarray, np.ndarray, int]:
    """(areas or kinds, weeks) of one municipality, three of a hundred kept in the outage; and its first week."""
    own = incidents.of(incidents.kommunkod == kommunkod)
    begun = np.datetime64(first)
    down = (own.day >= begun) & (own.day < begun + 7 * weeks)
    own = own.of(~down | (np.random.default_rng(1).random(own.day.size) < 0.03))
    week = (own.day - MONDAY).astype(int) // 7
    last = int(week.max())
    tables = []
    for labels in (own.regso, own.kind):
        _, row = np.unique(labels, return_inverse=True)
        inside = (week >= 0) & (week < last)
        table = np.zeros((row.max() + 1, last), dtype=int)
        np.add.at(table, (row[inside], week[inside]), 1)
        tables.append(table)
    return tables[0], tables[1], int((begun - MONDAY).astype(int) // 7)


@pytest.mark.parametrize(("kommunkod", "first", "weeks"), OUTAGES)
def test_another_outage_is_found(incidents: Incidents, kommunkod: str, first: str, weeks: int) -> None:
    _, kinds, at = weekly(incidents, kommunkod, first, weeks)
    found = find_outages(kinds)
    assert found.out[at : at + weeks].all()
    assert (at, at + weeks) in found.spans


@pytest.mark.parametrize(("kommunkod", "first", "weeks"), OUTAGES)
@pytest.mark.parametrize("told", [True, False])
def test_before_and_after_across_it_is_no_improvement(
    incidents: Incidents, kommunkod: str, first: str, weeks: int, told: bool
) -> None:
    """An "action" in each area in the week when reporting falls away, followed to its end and for half a year; with
    the weeks found by `find_outages` told, and not."""
    areas, kinds, at = weekly(incidents, kommunkod, first, weeks)
    out = np.flatnonzero(find_outages(kinds).out).tolist() if told else []
    for until in (at + weeks, at + 8, at + 26):
        for row, treated in enumerate(areas):
            rest = np.delete(areas, row, axis=0).sum(axis=0)
            for comparison in (rest, None):
                result = evaluate(treated, comparison, at, before_from=at - 26, after_to=until, outage_weeks=out)
                assert result.judgement.verdict is not Verdict.IMPROVEMENT, (row, until)


def test_a_real_fall_is_still_seen_beside_it(incidents: Incidents) -> None:
    """Half a year after the outage, counted without it: the test above could pass by never claiming anything."""
    areas, kinds, at = weekly(incidents, "1494", "2018-05-07", 3)
    treated = areas[areas.sum(axis=1).argmax()].copy()
    begun = at + 30
    treated[begun:] = np.random.default_rng(2).binomial(treated[begun:], 0.4)
    rest = areas.sum(axis=0) - areas[areas.sum(axis=1).argmax()]
    out = np.flatnonzero(find_outages(kinds).out).tolist()
    result = evaluate(treated, rest, begun, before_from=at + 4, after_to=begun + 26, outage_weeks=out)
    assert result.judgement.verdict is Verdict.IMPROVEMENT
