import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.where.accuracy import Choice, accuracy, compare_settings


def test_the_example_of_ptools() -> None:
    """R's ptools, help page of `pai`; figures run with the package (worked_examples.json, pai_ptools)."""
    result = accuracy([6, 7, 3, 2, 1, 0], [8, 4, 4, 2, 1, 0])
    assert (result.order + 1).tolist() == [1, 3, 2, 4, 5, 6]  # the tie goes against the forecast
    np.testing.assert_allclose(result.pai, [1.8947368, 1.4210526, 1.6842105, 1.4210526, 1.2, 1.0], atol=5e-8)
    np.testing.assert_allclose(result.pei, [0.85714286, 0.69230769, 1, 1, 1, 1], atol=5e-9)
    np.testing.assert_allclose(result.rri, [1.3333333, 1.3333333, 1, 1, 1, 1], atol=5e-8)
    np.testing.assert_allclose(result.pei_star, result.pei)  # places of one size


def test_the_test_of_ptools() -> None:
    """R's ptools, tests/testthat/test-pai.R: a perfect forecast."""
    result = accuracy([6, 3, 0], [3, 2, 1])
    np.testing.assert_allclose(result.pai, [2, 1.5, 1])
    np.testing.assert_allclose(result.pei, [1, 1, 1])
    np.testing.assert_allclose(result.rri, [3 / 6, 5 / 9, 6 / 9])


def test_levines_recapture_rate() -> None:
    """Levine 2008: the hot spots' share after over their share before; here 30 of 100 before and 24 of 120 after."""
    result = accuracy([24, 96], [30, 70], [1, 9])
    assert result.recapture[0] == pytest.approx((24 / 120) / (30 / 100))


@st.composite
def mapped(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    n = draw(st.integers(1, 7))
    numbers = st.lists(st.integers(0, 6), min_size=n, max_size=n)
    observed = draw(numbers.filter(any))
    return observed, draw(numbers), draw(st.lists(st.integers(1, 4), min_size=n, max_size=n))


@given(mapped())
def test_agrees_with_trying_every_choice(rows: tuple[list[int], list[int], list[int]]) -> None:
    observed, predicted, area = rows
    result = accuracy(observed, predicted, area)
    places, whole = range(len(observed)), sum(area)
    for k in range(1, len(observed) + 1):
        chosen = result.order[:k].tolist()
        hit, used = sum(observed[i] for i in chosen), sum(area[i] for i in chosen)
        assert result.n_hit[k - 1] == hit
        assert result.pai[k - 1] == pytest.approx(hit / sum(observed) / (used / whole))
        most = max(
            sum(observed[i] for i in some)
            for size in places
            for some in combinations(places, size + 1)
            if sum(area[i] for i in some) <= used
        )
        if most:
            # never flattered; exact where every place has the same size
            assert result.pei_star[k - 1] <= hit / most + 1e-12
            if len(set(area)) == 1:
                assert result.pei_star[k - 1] == pytest.approx(hit / most)


@given(mapped())
def test_ties_never_help(rows: tuple[list[int], list[int], list[int]]) -> None:
    observed, _, _ = rows
    result = accuracy(observed, [1] * len(observed))
    assert result.n_hit.tolist() == np.cumsum(sorted(observed)).tolist()


@given(mapped(), st.randoms())
def test_the_order_of_places_does_not_matter(rows: tuple[list[int], list[int], list[int]], chance: object) -> None:
    turned = list(zip(*rows, strict=True))
    chance.shuffle(turned)  # type: ignore[attr-defined]
    one, other = accuracy(*rows), accuracy(*(list(column) for column in zip(*turned, strict=True)))
    for name in ("n_hit", "share_area", "pai", "pei", "pei_star", "rri"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name))


@given(mapped(), st.floats(0.1, 10))
def test_units_do_not_matter(rows: tuple[list[int], list[int], list[int]], factor: float) -> None:
    observed, predicted, area = rows
    wide = [factor * size for size in area]
    np.testing.assert_allclose(accuracy(observed, predicted, wide).pai, accuracy(observed, predicted, area).pai)


def test_at_a_share_of_the_area() -> None:
    rate = accuracy([6, 7, 3, 2, 1, 0], [8, 4, 4, 2, 1, 0]).at(0.5)
    assert (rate.n_places, rate.n_hit, rate.n_events, rate.share_area) == (3, 16, 19, 0.5)
    assert rate.share_low < rate.share_events < rate.share_high
    assert rate.pei_star == 1.0


def test_nothing_below_the_line_is_none() -> None:
    result = accuracy([0, 0, 5], [3, 2, 0])
    assert as_data(result)["rri"] == [None, None, 1.0]
    rate = result.at(0.4)
    assert (rate.rri, rate.recapture, rate.pei, rate.pei_star) == (None, 0.0, 0.0, 0.0)
    nothing_promised = accuracy([0, 5], [0, 0]).at(0.5)
    assert nothing_promised.recapture is None


def test_intervals_cover() -> None:
    rng = np.random.default_rng(1)
    rates = np.array([4, 3, 2, 1, 0.5, 0.5, 0.2, 0.1])
    truth = rates[:2].sum() / rates.sum()
    covered, n = 0, 500
    for _ in range(n):
        rate = accuracy(rng.multinomial(80, rates / rates.sum()), rates).at(0.25)
        covered += rate.share_low <= truth <= rate.share_high
    assert covered / n >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / n)


def test_the_best_of_two_equal_settings_is_seldom_called() -> None:
    rng = np.random.default_rng(2)
    n, called = 500, 0
    for _ in range(n):
        rates = rng.permutation([3.0] * 10 + [1.0] * 30)
        observed = rng.multinomial(100, np.ones(40) / 40)
        settings = {"a": rates, "b": rng.permutation(rates)}
        called += compare_settings(observed, settings, share_area=0.25).verdict is Choice.BEST
    assert called / n <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / n)


def test_compares_settings() -> None:
    observed = [20, 0, 10, 0, 0, 0, 1, 0, 0, 0]
    good, poor = [9, 1, 8, 1, 1, 1, 1, 1, 1, 1], [1, 9, 1, 8, 1, 1, 1, 1, 1, 1]
    result = compare_settings(observed, {"250 m": poor, "100 m": good}, share_area=0.2)
    assert (result.names, result.verdict) == (("100 m", "250 m"), Choice.BEST)
    assert (result.n_only_best, result.n_only_second) == (30, 0)
    assert result.explain().startswith(
        "På högst 20 % av ytan hittade 100 m 30 av 31 händelser (PEI* 100 %); 250 m noll av 31 händelser (PEI* 0 %). "
        "100 m är bäst av dem med mer än slumpens marginal: 30 hittades bara av den, noll bara av 250 m."
    )
    assert "no larger than chance" in compare_settings(observed, {"a": good, "b": good}, share_area=0.2).explain("en")
    assert "bara en inställning" in compare_settings(observed, {"a": good}, share_area=0.2).explain()
    few = compare_settings([5, 0], {"a": [1, 0], "b": [0, 1]}, share_area=0.5)
    assert few.verdict is Choice.TOO_FEW_TO_JUDGE
    assert "för få händelser" in few.explain()


def test_says_it_in_words_with_the_share_of_the_area() -> None:
    rate = accuracy([30, *[1] * 99, *[0] * 900], [9, *[1] * 999]).at(0.001)
    assert rate.explain().startswith(
        "På 0,1 % av ytan (en plats) fanns 30 av 129 händelser som kom efteråt: 23 % (17 % till 31 %). "
        "Det är 232,6 gånger så tätt som i snitt (PAI 232,6). "
    )
    assert "PAI blir lätt högt för en mycket liten yta" in rate.explain()
    assert "nothing about persons" in rate.explain("en")
    assert "för få" in accuracy([3, 0], [1, 0]).at(0.5).explain()


@pytest.mark.parametrize(
    ("observed", "predicted", "area"),
    [
        ([1, math.nan], [1, 1], None),
        ([1, -1], [1, 1], None),
        ([1, 0.5], [1, 1], None),
        ([1, 1], [1, math.inf], None),
        ([1, 1], [1, -1], None),
        ([1, 1], [1], None),
        ([1, 1], [1, 1], [1, 0]),
        ([1, 1], [1, 1], [1, math.nan]),
        ([1, 1], [1, 1], [1]),
    ],
)
def test_refuses(observed: list[float], predicted: list[float], area: list[float] | None) -> None:
    with pytest.raises(BadInput):
        accuracy(observed, predicted, area)


def test_refuses_what_holds_nothing() -> None:
    with pytest.raises(TooFewEvents):
        accuracy([0, 0], [1, 2])
    with pytest.raises(BadInput):
        compare_settings([1], {})
    with pytest.raises(BadInput):
        accuracy([1, 2], [1, 2]).at(0.4)
    with pytest.raises(BadInput):
        accuracy([1, 2], [1, 2]).at(1.5)
