"""Gi, Gi* and Moran against esda (BSD-3) and R's spdep (GPL), on the same maps."""

import shutil
import subprocess
import warnings
from pathlib import Path

import numpy as np
import pytest

from lykta_engine.significance import normal_tails
from lykta_engine.where.global_moran import Weighting, global_moran
from lykta_engine.where.hot_spots import Statistic, Weights, hot_spots
from lykta_engine.where.local_moran import local_moran
from lykta_engine.where.neighbours import Contiguity, HexGrid, Lists, Neighbours, SquareGrid, from_lists

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def esda_and_weights(neighbours: Neighbours):  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        esda = pytest.importorskip("esda", reason="esda is not installed")
        weights = pytest.importorskip("libpysal", reason="libpysal is not installed").weights
        return esda, weights.WSP(neighbours.lists()).to_W(silence_warnings=True)


def counts(rows: int, columns: int) -> np.ndarray:
    rng = np.random.default_rng(4)
    return rng.poisson(np.exp(rng.normal(0, 1.2, (rows, columns))))


GRIDS: list[Neighbours] = [SquareGrid(60, 50), SquareGrid(60, 50, Contiguity.ROOK), HexGrid(60, 50)]


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.described)
@pytest.mark.parametrize("statistic", list(Statistic))
@pytest.mark.parametrize("weights", list(Weights))
def test_z_is_esdas(grid: Neighbours, statistic: Statistic, weights: Weights) -> None:
    esda, w = esda_and_weights(grid)
    values = counts(60, 50)
    peer = esda.G_Local(
        values.ravel(), w, transform=weights[0].upper(), permutations=0, star=statistic is Statistic.GI_STAR
    )
    ours = hot_spots(values, grid, statistic=statistic, weights=weights)
    assert np.abs(ours.z.ravel() - peer.Zs).max() < 1e-10


def test_p_follows_esdas_permutations() -> None:
    grid, values = GRIDS[0], counts(60, 50)
    esda, w = esda_and_weights(grid)
    peer = esda.G_Local(values.ravel(), w, transform="B", permutations=999, star=False, seed=5)
    ours = hot_spots(values, grid, statistic=Statistic.GI)
    # Only above: below the mean esda's folded tail leaves out the sums that are equal to the observed one.
    high = ours.z.ravel() > 0.5
    one_sided, theirs = ours.p_value.ravel()[high] / 2, peer.p_sim[high]
    assert np.corrcoef(one_sided, theirs)[0, 1] > 0.99
    error = np.sqrt(np.maximum(one_sided * (1 - one_sided), 1e-3) / 999)
    assert (np.abs(one_sided - theirs) < 4 * error + 0.003).mean() > 0.99


def test_local_moran_and_its_quadrants_are_esdas() -> None:
    grid, values = GRIDS[0], counts(60, 50)
    esda, w = esda_and_weights(grid)
    peer = esda.Moran_Local(values.ravel(), w, permutations=0)
    ours = local_moran(values, grid, fdr=0.2)
    np.testing.assert_allclose(ours.value.ravel(), peer.Is, atol=1e-10)
    found = ours.verdict.ravel() > 0
    np.testing.assert_array_equal(ours.verdict.ravel()[found], peer.q[found])


@pytest.mark.parametrize("weighting", list(Weighting))
def test_global_moran_is_esdas(weighting: Weighting) -> None:
    grid, values = GRIDS[2], counts(60, 50)
    esda, w = esda_and_weights(grid)
    peer = esda.Moran(values.ravel(), w, transformation=weighting[0], permutations=0)
    ours = global_moran(values, grid, rng=np.random.default_rng(1), replicates=99, weighting=weighting)
    told = ours.value, ours.expected, ours.z_normal, ours.z_permuted
    np.testing.assert_allclose(told, (peer.I, peer.EI, peer.z_norm, peer.z_rand), rtol=1e-10)


def st_louis() -> tuple[Lists, np.ndarray]:
    """78 counties around St Louis with their neighbours, in libpysal's own data (Messner et al. 1999)."""
    libpysal = pytest.importorskip("libpysal", reason="libpysal is not installed")
    folder = Path(libpysal.__file__).parent / "examples" / "stl"
    if not (folder / "stl.gal").exists():
        pytest.skip("this libpysal comes without the St Louis example")
    lines = (folder / "stl.gal").read_text().split("\n")
    listed = {int(lines[i].split()[0]): [int(v) for v in lines[i + 1].split()] for i in range(1, len(lines) - 1, 2)}
    starts = np.cumsum([0] + [len(listed[i]) for i in range(1, 79)])
    table = (folder / "stl_hom.txt").read_text().splitlines()
    column = table[1].replace('"', "").split(",").index("HR8893")
    values = [float(row.split(",")[column]) for row in table[2:80]]
    return from_lists(starts, np.concatenate([listed[i] for i in range(1, 79)]) - 1), np.array(values)


def test_homicides_around_st_louis() -> None:
    """Messner et al. 1999, as printed in the docstring of esda.Moran: I 0.244, p 0.0003."""
    lists, values = st_louis()
    result = global_moran(values, lists, rng=np.random.default_rng(1))
    assert result.value == pytest.approx(0.24365582621771695, abs=1e-15)
    assert result.expected == pytest.approx(-0.012987012987012988, abs=1e-17)
    assert result.z_normal == pytest.approx(3.641097183545746, abs=1e-13)
    assert result.z_permuted == pytest.approx(4.704410220874632, abs=1e-13)
    assert normal_tails(result.z_normal).two_sided() == pytest.approx(0.0002714786277092747, rel=1e-12)
    assert (result.clustered, result.p_value) == (True, 0.002)


SPDEP = """
suppressMessages(library(spdep))
given <- readLines(file("stdin"))
values <- as.numeric(strsplit(given[1], " ")[[1]])
nb <- lapply(strsplit(given[-1], " "), as.integer)
class(nb) <- "nb"; attr(nb, "region.id") <- as.character(seq_along(nb))
b <- nb2listw(nb, style = "B"); r <- nb2listw(nb, style = "W"); star <- nb2listw(include.self(nb), style = "B")
m <- localmoran(values, r)
t <- moran.test(values, r, alternative = "two.sided")
say <- function(name, x) cat(name, sprintf("%.17g", as.numeric(x)), "\n")
say("gi", localG(values, b)); say("gi_star", localG(values, star)); say("local", m[, "Ii"]); say("z", m[, "Z.Ii"])
say("moran", t$estimate[1]); say("z_permuted", t$statistic)
"""


def in_r(script: str, *lines: str) -> dict[str, np.ndarray]:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed")
    told = subprocess.run(
        [rscript, "-e", script], input="\n".join(lines) + "\n", capture_output=True, text=True, check=False, timeout=120
    )
    if "there is no package called" in told.stderr:
        pytest.skip("R lacks a package: " + told.stderr.strip().splitlines()[0])
    assert told.returncode == 0, told.stderr
    rows = [line.split() for line in told.stdout.splitlines()]
    return {row[0]: np.array(row[1:], dtype=float) for row in rows}


@pytest.mark.parametrize("contiguity", list(Contiguity))
def test_z_and_moran_are_spdeps(contiguity: Contiguity) -> None:
    values, grid = counts(12, 10), SquareGrid(12, 10, contiguity)
    lists = grid.lists()
    rows = [lists.indices[lists.indptr[i] : lists.indptr[i + 1]] + 1 for i in range(120)]
    peer = in_r(SPDEP, *(" ".join(map(str, row.tolist())) for row in (values.ravel(), *rows)))
    for statistic in Statistic:
        ours = hot_spots(values, grid, statistic=statistic)
        np.testing.assert_allclose(ours.z.ravel(), peer[statistic], atol=1e-10)
    local = local_moran(values, grid)
    np.testing.assert_allclose(local.z.ravel(), peer["z"], atol=1e-10)
    np.testing.assert_allclose(local.value.ravel() * 120 / 119, peer["local"], atol=1e-10)  # spdep: n where esda n - 1
    whole = global_moran(values, grid, rng=np.random.default_rng(1), replicates=99)
    np.testing.assert_allclose([whole.value, whole.z_permuted], [peer["moran"][0], peer["z_permuted"][0]], rtol=1e-10)
