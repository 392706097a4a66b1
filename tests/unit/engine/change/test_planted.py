"""What was planted in est_incidents_620k is found, and its outage is never taken for a success (planted_dev.json)."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from lykta_engine.change.change_table import changes
from lykta_engine.change.comparisons import Change, compare_period
from lykta_engine.change.counts import Verdict
from lykta_engine.change.outage import find_outages

pytestmark = pytest.mark.shared
MONDAY = np.datetime64("2014-12-29")


@dataclass(frozen=True)
class Reports:
    day: np.ndarray
    code: dict[str, np.ndarray]
    names: dict[str, list[str]]
    planted: dict

    def table(self, rows: str, period: np.ndarray, periods: int) -> np.ndarray:
        """(rows, kinds, periods)."""
        shape = (len(self.names[rows]), len(self.names["kind"]), periods)
        inside = (period >= 0) & (period < periods) & (self.code[rows] >= 0)
        at = np.ravel_multi_index((self.code[rows][inside], self.code["kind"][inside], period[inside]), shape)
        return np.bincount(at, minlength=int(np.prod(shape))).reshape(shape)


@pytest.fixture(scope="module")
def reports(shared: Path) -> Reports:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow reads the shared incidents")
    folder = shared / "data/synthetic"
    columns = ["kind", "source", "kommunkod", "regso"]
    table = parquet.read_table(folder / "est_incidents_620k.parquet", columns=["occurred_from", *columns])
    day = table["occurred_from"].to_numpy().astype("datetime64[D]")
    parts = {name: table[name].combine_chunks() for name in columns}
    code = {n: np.asarray(part.indices.fill_null(-1).to_numpy(zero_copy_only=False)) for n, part in parts.items()}
    names = {name: part.dictionary.to_pylist() for name, part in parts.items()}
    return Reports(day, code, names, json.loads((folder / "planted_dev.json").read_text()))


def weekly(reports: Reports, rows: str) -> tuple[np.ndarray, list[int]]:
    """Counts (rows, kinds, whole weeks), and the weeks of the outage."""
    week = (reports.day - MONDAY).astype(int) // 7
    counts = reports.table(rows, week - 1, int(week.max()) - 1)
    planted = reports.planted["collection_outage"]
    first, last = ((np.datetime64(planted[key]) - MONDAY).astype(int) // 7 - 1 for key in ("from", "to"))
    return counts, list(range(int(first), int(last) + 1))


def test_the_outage_is_found_and_nothing_else(reports: Reports) -> None:
    counts, weeks = weekly(reports, "kommunkod")
    assert find_outages(counts.sum(axis=0)).spans == ((weeks[0], weeks[-1] + 1),)


def test_the_outage_is_seen_in_nearly_every_municipality_by_itself(reports: Reports) -> None:
    counts, weeks = weekly(reports, "kommunkod")
    seen = [find_outages(one).out for one in counts]
    assert sum(out[weeks].all() for out in seen) >= 0.9 * len(seen)
    assert np.mean([np.delete(out, weeks).mean() for out in seen]) < 0.003


def test_the_weeks_of_the_outage_are_never_called_a_decrease(reports: Reports) -> None:
    counts, weeks = weekly(reports, "regso")
    out = find_outages(counts.sum(axis=0)).out
    for at in weeks:
        table = changes(counts, at=at, left_out=out)
        assert (table.verdict == Verdict.CANNOT_BE_DECIDED).all()
        assert "färre än vanligt" not in table.explain()
    whole = counts.sum(axis=(0, 1))
    without = compare_period(whole, at=weeks[1])
    assert without.rolling is not None
    assert without.rolling.verdict == Verdict.FEWER_THAN_USUAL  # what it would have said
    pair = compare_period(whole, at=weeks[1], left_out=out)
    assert (pair.last.verdict, pair.same_last_year.verdict) == (Change.CANNOT_BE_DECIDED,) * 2
    assert pair.rolling is None


def test_the_weeks_after_the_outage_are_no_increase(reports: Reports) -> None:
    counts, weeks = weekly(reports, "kommunkod")
    whole = counts.sum(axis=0)[None]
    out = find_outages(whole[0]).out
    after = weeks[-1] + 1
    assert not changes(whole, at=after, rolling=8, left_out=out).cells(Verdict.MORE_THAN_USUAL)
    assert changes(whole, at=after, rolling=8).cells(Verdict.MORE_THAN_USUAL) == []  # the jumpiness hides it: no claim


@pytest.mark.parametrize("episode", [0, 1])
def test_a_planted_episode_is_an_increase_for_its_area_and_kind(reports: Reports, episode: int) -> None:
    """The episode's whole time against the eight periods of the same length before; 1,548 cells in the table."""
    planted = reports.planted["planted_episodes"][episode]
    start, end = (np.datetime64(planted[key]) for key in ("start", "end"))
    length = int((end - start).astype(int))
    period = np.floor_divide((reports.day - end).astype(int), length) + 9
    table = changes(reports.table("regso", period, 9), rolling=8)
    cell = reports.names["regso"].index(planted["regso"]), reports.names["kind"].index(planted["kind"])
    assert table.cells(Verdict.MORE_THAN_USUAL)[0] == cell
    assert len(table.cells(Verdict.MORE_THAN_USUAL)) <= 3
    assert not table.cells(Verdict.FEWER_THAN_USUAL)
