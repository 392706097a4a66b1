"""Synthetic control: the Basque example, the exact inner problem, placebos."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.effect.reasons import Reason
from lykta_engine.effect.synthetic_control import Synthetic, mixture, synthetic_control
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data

BASQUE = 17
SCHOOL = ["school.illit", "school.prim", "school.med", "school.high", "school.post.high"]
SECTORS = ["agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa"]


def basque(shared: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Outcome (times, 1 + donors), predictors as in the R package's example: schooling shares of 1964-69 with the two
    highest added and made to sum to 100, investment 1964-69, GDP 1960-69, sectors 1961-69 every other year, density."""
    with (shared / "methods" / "data" / "basque.csv").open() as file:
        rows = {(int(row["regionno"]), int(row["year"])): row for row in csv.DictReader(file)}
    units = [BASQUE] + [unit for unit in range(2, 19) if unit != BASQUE]

    def mean(unit: int, name: str, years: range) -> float:
        values = [rows[unit, year][name] for year in years]
        return float(np.mean([float(value) for value in values if value != "NA"]))

    def predictors(unit: int) -> list[float]:
        school = np.array([mean(unit, name, range(1964, 1970)) for name in SCHOOL])
        school[3] += school[4]
        shares = 100 * school[:4] / school[:4].sum()
        sectors = [mean(unit, f"sec.{name}", range(1961, 1970, 2)) for name in SECTORS]
        first = [mean(unit, "invest", range(1964, 1970)), mean(unit, "gdpcap", range(1960, 1970))]
        return [*shares, *first, *sectors, mean(unit, "popdens", range(1969, 1970))]

    outcome = np.array([[float(rows[unit, year]["gdpcap"]) for unit in units] for year in range(1955, 1998)])
    return outcome, np.array([predictors(unit) for unit in units]).T, [rows[u, 1960]["regionname"] for u in units[1:]]


@pytest.mark.shared
def test_the_basque_country(shared: Path) -> None:
    """Abadie & Gardeazabal 2003 and R's Synth: Cataluna .851, Madrid .149; loss .008864629; three gaps."""
    outcome, predictors, names = basque(shared)
    found = synthetic_control(
        outcome[:, 0], outcome[:, 1:], 15, predictors_treated=predictors[:, 0], predictors_others=predictors[:, 1:],
        fit_on=slice(5, 15), names=names, placebos=False,
    )  # fmt: skip
    weights = {
        name: round(float(weight), 3) for name, weight in zip(names, found.weights, strict=True) if weight > 5e-4
    }
    assert weights == {"Cataluna": 0.851, "Madrid (Comunidad De)": 0.149}
    assert found.loss == pytest.approx(0.008864629, abs=5e-7)
    assert found.gap[[20, 30, 42]] == pytest.approx([0.1498379, -0.6729827, -0.8280809], abs=5e-4)
    assert found.p_value is None


def slow_mixture(difference: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Frank and Wolfe's many small steps with exact step length."""
    d = np.sqrt(v)[:, None] * difference
    w = np.full(d.shape[1], 1 / d.shape[1])
    for _ in range(20000):
        gradient = d.T @ (d @ w)
        toward = np.zeros_like(w)
        toward[gradient.argmin()] = 1
        step = d @ (toward - w)
        size = float(step @ step)
        if size < 1e-24:
            break
        w = w + min(1.0, max(0.0, -float(step @ (d @ w)) / size)) * (toward - w)
    return w


@pytest.mark.parametrize("seed", range(6))
def test_the_inner_problem_is_solved(seed: int) -> None:
    rng = np.random.default_rng(seed)
    difference, v = rng.normal(size=(5, 9)) + 0.4, rng.dirichlet(np.ones(5))
    exact, slow = mixture(difference, v), slow_mixture(difference, v)
    assert exact.min() >= 0
    assert exact.sum() == pytest.approx(1)
    d = np.sqrt(v)[:, None] * difference
    assert np.linalg.norm(d @ exact) <= np.linalg.norm(d @ slow) + 1e-9
    assert np.linalg.norm(d @ exact) == pytest.approx(np.linalg.norm(d @ slow), abs=2e-3)


def panel(rng: np.random.Generator, donors: int = 24, times: int = 40, effect: float = 0.0) -> np.ndarray:
    shared_factor = np.cumsum(rng.normal(0, 1, (times, 2)), axis=0)
    loading = rng.uniform(0.3, 1.0, (2, donors + 1))
    outcome = 40 + shared_factor @ loading + rng.normal(0, 0.7, (times, donors + 1))
    outcome[times // 2 :, 0] += effect
    return outcome


def of(outcome: np.ndarray) -> Synthetic:
    return synthetic_control(outcome[:, 0], outcome[:, 1:], len(outcome) // 2)


def test_a_planted_fall_is_found_and_nothing_is_not() -> None:
    rng = np.random.default_rng(1)
    found = of(panel(rng, effect=-12))
    assert found.p_value == pytest.approx(1 / 25)
    assert found.estimate().clear
    assert found.estimate().direction == -1
    assert "Så stor avvikelse är ovanlig" in found.explain()


def test_p_is_even_where_nothing_happened() -> None:
    runs, rng = 120, np.random.default_rng(2)
    p = np.array([of(panel(rng, donors=19, times=24)).p_value for _ in range(runs)], dtype=float)
    for alpha in (0.05, 0.2, 0.5):
        assert (p <= alpha + 1e-9).mean() <= alpha + 3 * (alpha * (1 - alpha) / runs) ** 0.5


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_order_of_donors_and_unit_do_not_matter(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    outcome = panel(rng, donors=6, times=16)
    order = rng.permutation(6)
    plain = synthetic_control(outcome[:, 0], outcome[:, 1:], 8)
    moved = synthetic_control(unit * outcome[:, 0], unit * outcome[:, 1:][:, order], 8)
    np.testing.assert_allclose(moved.weights, plain.weights[order], atol=1e-6)
    assert moved.ratio == pytest.approx(plain.ratio, rel=1e-6)


def test_a_donor_just_like_the_area_takes_all_the_weight() -> None:
    outcome = panel(np.random.default_rng(3), donors=5)
    outcome[:20, 3] = outcome[:20, 0]
    assert of(outcome).weights.tolist() == pytest.approx([0, 0, 1, 0, 0], abs=1e-9)


def test_reasons() -> None:
    rng = np.random.default_rng(4)
    few = of(panel(rng, donors=8))
    assert few.reasons == (Reason.TOO_FEW_DONORS,)
    far = panel(rng)
    far[:, 0] += 200
    assert Reason.POOR_FIT in of(far).reasons
    short = panel(rng, times=8)
    assert Reason.SHORT_SERIES in of(short).reasons
    nothing = of(np.zeros((20, 25)))
    assert (nothing.ratio, nothing.poor_fit) == (None, None)
    assert Reason.POOR_FIT in nothing.reasons
    data = as_data(nothing)
    assert all(np.isfinite(value) for value in data["placebo_ratios"])
    assert "nan" not in nothing.explain()


def test_bad_input() -> None:
    y = panel(np.random.default_rng(5), donors=4)
    for bad in (np.nan, np.inf):
        broken = y.copy()
        broken[3, 1] = bad
        with pytest.raises(BadInput):
            of(broken)
    with pytest.raises(BadInput, match="two donors"):
        synthetic_control(y[:, 0], y[:, 1:2], 20)
    for at in (0, 40):
        with pytest.raises(BadInput, match="within"):
            synthetic_control(y[:, 0], y[:, 1:], at)
    with pytest.raises(BadInput, match="name"):
        synthetic_control(y[:, 0], y[:, 1:], 20, names=["a"])
    with pytest.raises(BadInput, match="neither"):
        synthetic_control(y[:, 0], y[:, 1:], 20, predictors_treated=[1.0])
    with pytest.raises(BadInput, match="times before"):
        synthetic_control(y[:, 0], y[:, 1:], 20, fit_on=slice(30, 40))
    with pytest.raises(BadInput, match="unequal"):
        synthetic_control(y[:-1, 0], y[:, 1:], 20)


def test_sentences() -> None:
    outcome = panel(np.random.default_rng(6), donors=3)
    found = synthetic_control(outcome[:, 0], outcome[:, 1:], 20, names=["Norr", "Söder", "Väster"])
    text = found.explain()
    assert text.startswith("Jämförelsen är en blandning av områden där inget gjordes: ")
    assert "Av fyra områden räknade på samma sätt avvek " in text
    assert "Det finns för få områden att jämföra med för att någon skillnad ska kunna bli säker." in text
    assert "Of four areas reckoned in the same way, " in found.explain("en")
