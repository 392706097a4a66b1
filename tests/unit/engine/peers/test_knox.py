"""Knox against pointpats and R's surveillance."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from lykta_engine.together.knox import knox
from lykta_engine.together.knox_local import local_knox

CHOSEN: dict = {"distance_m": (0, 100), "time_days": (0, 14), "closed": True}


def town(n: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(8)
    x, y, t = draw.integers(0, 1500, n), draw.integers(0, 1500, n), draw.integers(0, 200, n)
    x[:25], y[:25], t[:25] = x[25:50] + 40, y[25:50], t[25:50] + 3
    return x.astype(float), y.astype(float), t.astype(float)


@pytest.mark.filterwarnings("ignore")
def test_pointpats_counts_and_expects_the_same() -> None:
    pointpats = pytest.importorskip("pointpats", reason="pointpats is not installed (make test installs it)")
    x, y, t = town()
    np.random.seed(1)
    peer = pointpats.Knox(np.stack([x, y], axis=1), t[:, None], delta=100, tau=14, permutations=999)
    ours = knox(x, y, t, **CHOSEN, rng=np.random.default_rng(1))
    assert ours.observed[0, 0] == peer.nst
    assert ours.expected[0, 0] == pytest.approx(peer.expected[0, 0])
    assert ours.pairs_by_distance[0] == peer.observed[0].sum()
    assert ours.pairs_by_time[0] == peer.observed[:, 0].sum()
    assert ours.p_upper is not None
    error = 4 * math.sqrt(2 * max(peer.p_sim * (1 - peer.p_sim), 1e-3) / 999)
    assert ours.p_upper[0, 0] == pytest.approx(peer.p_sim, abs=error)


@pytest.mark.filterwarnings("ignore")
def test_pointpats_finds_the_same_neighbours_of_each_event() -> None:
    pointpats = pytest.importorskip("pointpats", reason="pointpats is not installed (make test installs it)")
    x, y, t = town()
    np.random.seed(1)
    peer = pointpats.KnoxLocal(np.stack([x, y], axis=1), t[:, None], delta=100, tau=14, permutations=999)
    ours = local_knox(x, y, t, distance_m=100, days=14, closed=True)
    np.testing.assert_array_equal(ours.close, peer.nsti)
    some = ours.close > 0
    p = ours.p_upper[some]
    error = 4.5 * np.sqrt(p * (1 - p) / 999) + 0.002
    assert (np.abs(peer.p_sims[some] - p) <= error).all()


def from_r(script: str) -> str:
    """What R prints; skipped where R or its package is absent."""
    r = shutil.which("Rscript")
    if r is None:
        pytest.skip("Rscript is absent")
    setup = "if (!requireNamespace('surveillance', quietly = TRUE)) quit(status = 99)\n"
    setup += "suppressMessages(library(surveillance))\n"
    told = subprocess.run([r, "-e", setup + script], capture_output=True, text=True, check=False)
    if told.returncode == 99:
        pytest.skip("R has no package surveillance")
    assert told.returncode == 0, told.stderr
    return told.stdout


MENINGOCOCCI = """
data(imdepi)
b <- subset(imdepi, type == "B")
far <- dist(coordinates(b$events))
found <- knox(dt = dist(b$events$time), eps.t = 30, ds = far, eps.s = 50, simulate.p.value = FALSE)
cat(found$table[1:2, 1:2], found$p.value, "\\n")
write.csv(data.frame(coordinates(b$events), t = b$events$time), stdout(), row.names = FALSE)
"""


@pytest.mark.shared
def test_r_surveillance_on_invasive_meningococci(shared: Path) -> None:
    """Type B of imdepi, 30 days and 50 km: the printed table, and R's own on the same day."""
    published = json.loads((shared / "methods/worked_examples.json").read_text())["knox_imdepi_B"]
    knox_of_r, _, events = from_r(MENINGOCOCCI).partition("\n")
    rows = list(csv.DictReader(io.StringIO(events)))
    km = np.array([(row["x"], row["y"]) for row in rows], dtype=float)
    days = np.array([row["t"] for row in rows], dtype=float)
    ours = knox(
        *(km * 1000).T, days, distance_m=(0, 50_000), time_days=(0, 30), closed=True, rng=np.random.default_rng(1)
    )
    close, near, soon = int(ours.observed[0, 0]), int(ours.pairs_by_distance[0]), int(ours.pairs_by_time[0])
    table = [[close, soon - close], [near - close, ours.pairs - near - soon + close]]
    assert published["table"] in (table, np.transpose(table).tolist())
    *cells, p_poisson = (float(number) for number in knox_of_r.split())
    assert sorted(cells) == sorted(np.ravel(table))
    assert p_poisson == pytest.approx(published["p_poisson"], rel=1e-6)
    assert ours.replicate_mean is not None
    assert ours.replicate_sd is not None
    assert ours.p_upper is not None
    spread = ours.replicate_sd[0, 0] / math.sqrt(999)
    assert ours.replicate_mean[0, 0] == pytest.approx(published["perm_mean_999"], abs=4 * math.sqrt(2) * spread)
    p = published["p_perm_999_seed1"]
    assert ours.p_upper[0, 0] == pytest.approx(p, abs=4 * math.sqrt(2 * p * (1 - p) / 999))


@pytest.mark.shared
def test_r_surveillance_on_burkitts_lymphoma(shared: Path) -> None:
    data = np.genfromtxt(shared / "methods/data/burkitt.csv", delimiter=",", skip_header=1, usecols=(0, 1, 2))
    file = shared / "methods/data/burkitt.csv"
    told = from_r(
        f"d <- read.csv('{file}'); found <- knox(dt = dist(d$t), eps.t = 5, ds = dist(d[, c('x', 'y')]), eps.s = 20, "
        "simulate.p.value = FALSE); cat(found$statistic, found$null.value)"
    )
    statistic, expected = (float(number) for number in told.split())
    ours = knox(*data.T, distance_m=(0, 20), time_days=(0, 5), closed=True, replicates=0, rng=np.random.default_rng(1))
    assert (ours.observed[0, 0], ours.expected[0, 0]) == (statistic, pytest.approx(expected, rel=1e-6))
