"""R's survey package, where it is installed, on the same rows."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lykta_engine.surveys.design import design
from lykta_engine.surveys.domains import shares_by_domain
from lykta_engine.surveys.intervals import Interval
from lykta_engine.surveys.shares import share
from lykta_engine.surveys.weighting import rake

SCRIPT = """
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 15)
d <- read.csv(commandArgs(TRUE)[1])
"""
SHOW = 'cat("[", paste(format(as.numeric(x), digits = 15), collapse = ","), "]", sep = "")\n'


@pytest.fixture(scope="module")
def r() -> str:
    found = shutil.which("Rscript")
    if found is None:
        pytest.skip("Rscript is not installed")
    if subprocess.run([found, "-e", "library(survey)"], capture_output=True, check=False).returncode:
        pytest.skip("R's package survey is not installed")
    return found


def numbers(r: str, script: str, file: Path, folder: Path) -> NDArray[np.float64]:
    code = folder / "peer.R"
    code.write_text(SCRIPT + script + SHOW)
    done = subprocess.run([r, str(code), str(file)], capture_output=True, text=True, check=True)
    return np.array([np.nan if v is None else v for v in json.loads(done.stdout.replace("NaN", "null"))])


def sample(folder: Path) -> tuple[Path, dict[str, NDArray]]:
    rng = np.random.default_rng(20)
    strata = np.repeat(np.arange(5), 60)
    columns = {
        "y": (rng.random(300) < 0.3).astype(float),
        "st": strata,
        "cl": np.arange(300) // 6,
        "w": rng.uniform(0.5, 4, 300),
        "big": 40 + 10 * strata,
        "sex": rng.integers(0, 2, 300),
        "age": rng.integers(0, 3, 300),
    }
    file = folder / "sample.csv"
    table = np.column_stack(list(columns.values()))
    np.savetxt(file, table, delimiter=",", header=",".join(columns), comments="", fmt="%.17g")
    return file, columns


def test_intervals_in_a_clustered_stratified_sample(r: str, tmp_path: Path) -> None:
    file, rows = sample(tmp_path)
    script = """
    s <- svydesign(ids = ~cl, strata = ~st, weights = ~w, fpc = ~big, data = d)
    one <- function(s, m) { p <- svyciprop(~y, s, method = m); c(p, attr(p, "ci"), SE(p)) }
    half <- subset(s, sex == 1)
    x <- c(one(s, "beta"), one(s, "xlogit"), one(s, "mean"), one(half, "beta"), degf(half))
    """
    theirs = numbers(r, script, file, tmp_path)
    made = design(rows["w"], strata=rows["st"], clusters=rows["cl"], population=rows["big"])
    ours = []
    for interval in (Interval.KORN_GRAUBARD, Interval.LOGIT, Interval.STUDENT):
        one = share(rows["y"], made, interval=interval)
        ours += [one.share, one.low, one.high, one.se]
    half = share(rows["y"], made, among=rows["sex"] == 1)
    assert [*ours, half.share, half.low, half.high, half.se, half.degrees] == pytest.approx(theirs, rel=1e-8)


def test_a_stratum_of_one(r: str, tmp_path: Path) -> None:
    file, rows = sample(tmp_path)
    script = """
    d$st[1] <- 99
    x <- SE(svymean(~y, svydesign(ids = ~1, strata = ~st, weights = ~w, data = d)))
    """
    theirs = numbers(r, script, file, tmp_path)[0]
    strata = rows["st"].copy()
    strata[0] = 99
    ours = share(rows["y"], design(rows["w"], strata=strata)).se
    assert ours == pytest.approx(theirs, rel=1e-6)


def test_raking_in_a_sample_of_equal_weights(r: str, tmp_path: Path) -> None:
    file, rows = sample(tmp_path)
    script = """
    d$w <- 10
    s <- svydesign(ids = ~cl, strata = ~st, weights = ~w, data = d)
    k <- rake(s, list(~sex, ~age), list(data.frame(sex = 0:1, Freq = c(1400, 1600)),
        data.frame(age = 0:2, Freq = c(900, 1100, 1000))), control = list(maxit = 500, epsilon = 1e-13))
    m <- svymean(~y, k)
    x <- c(coef(m), SE(m))
    """
    theirs = numbers(r, script, file, tmp_path)
    made = design(np.full(300, 10.0), strata=rows["st"], clusters=rows["cl"])
    known = {"sex": {"0": 1400, "1": 1600}, "age": {"0": 900, "1": 1100, "2": 1000}}
    one = share(rows["y"], rake(made, {"sex": rows["sex"], "age": rows["age"]}, known).design)
    assert [one.share, one.se] == pytest.approx(theirs, rel=1e-6)


@pytest.mark.shared
def test_290_areas_of_ten_thousand_answers(r: str, shared: Path, tmp_path: Path) -> None:
    source = shared / "methods" / "data" / "survey_10000.csv"
    rows = np.genfromtxt(source, delimiter=",", names=True)
    script = """
    s <- svydesign(ids = ~1, strata = ~st, weights = ~w, data = d)
    b <- svyby(~y, ~area, s, svymean)
    x <- c(b$y, b$se)
    """
    theirs = numbers(r, script, source, tmp_path)
    ours = shares_by_domain(rows["y"], design(rows["w"], strata=rows["st"]), rows["area"].astype(int))
    assert len(ours.labels) == 290
    assert np.concatenate([ours.share, ours.se]) == pytest.approx(theirs, rel=1e-8)
