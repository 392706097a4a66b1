import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.change.decompose import decompose
from lykta_engine.errors import BadInput
from lykta_engine.result import as_data

T = np.arange(72)
MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december"]  # fmt: skip


def made(noise: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(1)
    return 40 + 0.2 * T + 10 * np.sin(2 * np.pi * (T - 3) / 12) + rng.normal(0, noise, T.size)


def test_trend_season_and_rest_are_what_they_were_made_of() -> None:
    parts = decompose(made(1.0), per_year=12)
    assert parts.trend is not None
    assert parts.season is not None
    np.testing.assert_allclose(parts.trend[6:-6], (40 + 0.2 * T)[6:-6], atol=1.5)
    assert parts.peak == 6
    assert parts.trough == 0
    assert parts.strength_of_season is not None
    assert parts.strength_of_season > 0.9


@settings(max_examples=15)
@given(st.lists(st.integers(0, 30), min_size=24, max_size=40), st.booleans(), st.integers(1, 500))
def test_the_parts_sum_to_the_counts_and_a_level_moves_only_the_trend(y: list[int], robust: bool, up: int) -> None:
    one, other = (decompose(np.array(y) + shift, per_year=12, robust=robust) for shift in (0, up))
    assert one.trend is not None and one.season is not None and one.rest is not None  # noqa: PT018
    np.testing.assert_allclose(one.trend + one.season + one.rest, y, atol=1e-9)
    if not robust:  # the weights of odd periods may turn on a tie
        np.testing.assert_allclose(np.asarray(other.trend) - up, one.trend, atol=1e-6)


def test_too_short_under_two_whole_years() -> None:
    assert decompose(np.ones(23), per_year=12).too_short
    assert not decompose(np.ones(24), per_year=12).too_short
    assert decompose(np.ones(23), per_year=12).explain() == (
        "Serien är för kort för att dela upp: det behövs minst två hela år för att skilja årstid från trend."
    )


def test_noise_alone_has_little_season_against_a_true_one() -> None:
    rng = np.random.default_rng(2)
    noise = decompose(rng.poisson(20, 120), per_year=12, robust=False).strength_of_season
    true = decompose(rng.poisson(20 + 10 * np.sin(np.arange(120) * np.pi / 6)), per_year=12).strength_of_season
    assert noise is not None
    assert true is not None
    assert noise + 0.2 < true


def test_an_outage_is_filled_and_makes_no_dip() -> None:
    y, out = made(1.0), np.zeros(T.size, dtype=bool)
    y[30:33], out[30:33] = 0, True
    filled, plain = decompose(y, per_year=12, left_out=out), decompose(y, per_year=12, robust=False)
    assert filled.filled == 3
    assert np.asarray(filled.trend)[30:33].min() > np.asarray(plain.trend)[30:33].min()
    assert "Tre perioder utan tillförlitlig insamling är utfyllda." in filled.explain()
    assert decompose(y, per_year=12, left_out=np.ones(T.size, dtype=bool)).too_short


def test_words() -> None:
    said = decompose(made(), per_year=12).explain(places=MONTHS)
    assert said.startswith("Trenden, den långsamma rörelsen, gick från 40 till 54,2 per period.")
    assert "över trenden (juli) och som mest" in said
    assert said.endswith("fler rapporter kan också betyda att fler rapporterar.")
    assert "nan" not in str(as_data(decompose(np.zeros(30), per_year=12)))
    assert "seasons hardly show" in decompose(np.zeros(30), per_year=12).explain("en")


@pytest.mark.parametrize("bad", [[1, math.nan] * 20, [1, math.inf] * 20, [[1, 2]], ["a"]])
def test_bad_input(bad: list) -> None:
    with pytest.raises(BadInput):
        decompose(bad, per_year=12)
    with pytest.raises(BadInput):
        decompose(np.ones(30), per_year=1)
    with pytest.raises(BadInput):
        decompose(np.ones(30), per_year=12, left_out=[True])
