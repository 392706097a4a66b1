"""The methods of change beside R surveillance and statsmodels, on the same data in the same run."""

import shutil
import subprocess

import numpy as np
import pytest

from lykta_engine.change.cusum import cusum
from lykta_engine.change.ears import ears
from lykta_engine.change.farrington import farrington, farrington_flexible
from lykta_engine.change.quasi_poisson import fit
from lykta_engine.change.rates import poisson_rate, poisson_ratio
from tests.unit.engine.change.salmonella_agona import JUDGED, WEEKLY


def r_numbers(script: str, library: str = "surveillance") -> dict[str, np.ndarray]:
    """What an R script prints with out(name, numbers); skipped where R or the package is absent."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("Rscript is not installed")
    start = (
        f"if (!requireNamespace('{library}', quietly = TRUE)) {{ cat('MISSING\\n'); quit() }}; "
        f"suppressMessages(library({library})); "
        "out <- function(name, x) cat(name, format(as.numeric(x), digits = 15), '\\n'); "
    )
    done = subprocess.run([program, "-e", start + script], capture_output=True, text=True, timeout=300, check=True)
    if "MISSING" in done.stdout:
        pytest.skip(f"the R package {library} is not installed")
    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    return {line[0]: np.array(line[1:], dtype=float) for line in lines}


@pytest.fixture(scope="module")
def surveillance() -> dict[str, np.ndarray]:
    return r_numbers("""
        data(salmonella.agona); d <- salmonella.agona; s <- disProg2sts(d)
        weeks <- 282:312
        out('observed', d$observed)
        f <- algo.farrington(d, list(range = weeks, b = 3, w = 3, reweight = TRUE, alpha = 0.01, limit54 = c(0, 4)))
        out('farrington', f$upperbound); out('trend', f$trend)
        x <- farringtonFlexible(s, list(range = weeks, b = 4, w = 3, noPeriods = 10, weightsThreshold = 2.58,
          pastWeeksNotIncluded = 26, pThresholdTrend = 1, thresholdMethod = 'nbPlugin', alpha = 0.01,
          limit54 = c(0, 4)))
        out('flexible', upperbound(x)); out('expected', x@control$expected); out('phi', x@control$phiVector)
        for (m in c('C1', 'C2')) { e <- earsC(s, list(range = weeks, method = m, alpha = 0.001, minSigma = 0.5))
          out(m, upperbound(e)) }
        e <- earsC(s, list(range = weeks, method = 'C3', minSigma = 0.5)); out('C3', alarms(e))
        k <- algo.cusum(d, list(range = weeks, k = 1.04, h = 2.26, trans = 'rossi')); out('cusum', k$cusum)
    """)


def test_the_series(surveillance: dict[str, np.ndarray]) -> None:
    np.testing.assert_array_equal(surveillance["observed"], WEEKLY)


def test_farrington(surveillance: dict[str, np.ndarray]) -> None:
    ours = farrington(WEEKLY, at=JUDGED, years=3, half_window=3, alpha=0.01)
    np.testing.assert_allclose(ours.upper[0], surveillance["farrington"], rtol=1e-7)
    np.testing.assert_array_equal(ours.trend[0], surveillance["trend"])


def test_farrington_flexible(surveillance: dict[str, np.ndarray]) -> None:
    ours = farrington_flexible(WEEKLY, at=JUDGED, years=4, half_window=3, season_levels=10, alpha=0.01)
    np.testing.assert_array_equal(ours.upper[0], surveillance["flexible"])
    np.testing.assert_allclose(ours.expected[0], surveillance["expected"], rtol=1e-6)
    np.testing.assert_allclose(ours.dispersion[0], surveillance["phi"], rtol=1e-6)


def test_ears(surveillance: dict[str, np.ndarray]) -> None:
    ours = ears(WEEKLY, least_sd=0.5, today_in_c3=False)
    np.testing.assert_allclose(ours.limit_c1[0, JUDGED], surveillance["C1"], rtol=1e-10)
    np.testing.assert_allclose(ours.limit_c2[0, JUDGED], surveillance["C2"], rtol=1e-10)
    np.testing.assert_array_equal(ours.alarm_c3[0, JUDGED], surveillance["C3"])


def test_cusum(surveillance: dict[str, np.ndarray]) -> None:
    np.testing.assert_allclose(cusum(WEEKLY, training=281).cusum[0], surveillance["cusum"], atol=1e-10)


def test_poisson_test() -> None:
    r = r_numbers(
        "one <- poisson.test(7, 3.5, r = 4); two <- poisson.test(c(9, 30), c(2, 3)); "
        "out('one', c(one$p.value, one$conf.int)); out('two', c(two$p.value, two$conf.int))",
        "stats",
    )
    one, two = poisson_rate(7, 3.5, reference_rate=4), poisson_ratio(9, 2, 30, 3)
    np.testing.assert_allclose([one.p_by_likelihood, one.low, one.high], r["one"], rtol=1e-8)
    np.testing.assert_allclose([two.p_by_likelihood, two.low, two.high], r["two"], rtol=1e-8)


def test_the_e_test_of_statsmodels() -> None:
    rates = pytest.importorskip("statsmodels.stats.rates", reason="statsmodels is not installed")
    for a, s, b, t in [(6, 1, 2, 1), (20, 2, 10, 3), (3, 1, 9, 1.5)]:
        theirs = rates.test_poisson_2indep(a, s, b, t, method="etest-wald").pvalue
        assert poisson_ratio(a, s, b, t).p_e_test == pytest.approx(theirs, abs=1e-7)


def test_the_batched_fit_of_statsmodels() -> None:
    sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    rng = np.random.default_rng(7)
    design = np.column_stack([np.ones(60), np.linspace(-1, 0, 60), np.arange(60) % 3 == 0]).astype(float)
    y = rng.poisson(np.exp(1 + 0.5 * design[:, 1] + 0.4 * design[:, 2]), (4, 60)).astype(float)
    ours = fit(design, y)
    for row in range(4):
        model = sm.GLM(y[row], design, family=sm.families.Poisson()).fit(scale="X2", tol=1e-12)
        np.testing.assert_allclose(ours.beta[row], model.params, atol=1e-6)
        assert ours.pearson[row] == pytest.approx(model.scale, rel=1e-4)
        np.testing.assert_allclose(np.sqrt(np.diag(ours.inverse[row]) * model.scale), model.bse, rtol=1e-3)


def test_stl_of_statsmodels() -> None:
    seasonal = pytest.importorskip("statsmodels.tsa.seasonal", reason="statsmodels is not installed")
    from lykta_engine.change.decompose import decompose

    theirs = seasonal.STL(WEEKLY.astype(float), period=52, seasonal=35, seasonal_deg=0, robust=True).fit()
    ours = decompose(WEEKLY, per_year=52)
    np.testing.assert_allclose(np.asarray(ours.trend), theirs.trend)
    np.testing.assert_allclose(np.asarray(ours.season), theirs.seasonal)
