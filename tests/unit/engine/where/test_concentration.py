import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.where.concentration import Concentrated, Concentration, concentration
from lykta_engine.words import Noun


def found(counts: object, seed: int = 1, **keywords: object) -> Concentration:
    return concentration(counts, rng=np.random.default_rng(seed), **{"replicates": 99} | keywords)  # type: ignore[arg-type]


def slow_gini(counts: list[int]) -> float:
    """Mean absolute difference of all pairs over twice the mean."""
    n, mean = len(counts), sum(counts) / len(counts)
    return sum(abs(a - b) for a in counts for b in counts) / (2 * n * n * mean)


def slow_generalised(counts: list[int]) -> float:
    """The area between the Lorenz curve and the line of greatest equality, over the area above that line."""
    n, c = len(counts), sum(counts)
    falling, under, held = sorted(counts, reverse=True), 0.0, 0.0
    for count in falling:
        under += (held + held + count / c) / (2 * n)
        held += count / c
    reach = min(1.0, c / n)
    equal = 1 - reach / 2
    return (under - equal) / (1 - equal)


maps = st.lists(st.integers(0, 9), min_size=2, max_size=30).filter(lambda counts: sum(counts) > 1)


@given(maps)
def test_agrees_with_going_through_the_places(counts: list[int]) -> None:
    result = found(counts, tops=(0.1, 0.5, 1.0))
    falling, total = sorted(counts, reverse=True), sum(counts)
    assert result.gini == pytest.approx(slow_gini(counts), abs=1e-12)
    assert result.gini_generalised == pytest.approx(slow_generalised(counts), abs=1e-12)
    half = next(k for k in range(1, len(counts) + 1) if 2 * sum(falling[:k]) >= total)
    assert result.n_places_with_half == half
    for top in result.tops:
        assert top.n_places == max(1, math.ceil(top.share_places * len(counts) - 1e-9))
        assert top.share_events == pytest.approx(sum(falling[: top.n_places]) / total)
    assert result.tops[-1].share_events == 1.0


@given(maps, st.randoms())
def test_the_order_of_places_does_not_matter(counts: list[int], chance: object) -> None:
    turned = list(counts)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    one, other = as_data(found(counts)), as_data(found(turned))
    assert one | {"busiest": 0} == other | {"busiest": 0}


@given(st.lists(st.integers(0, 9), min_size=2, max_size=30).filter(lambda c: sum(c) >= len(c)))
def test_every_place_twice_is_as_concentrated(counts: list[int]) -> None:
    once, twice = found(counts, tops=(0.5, 1.0)), found(counts * 2, tops=(0.5, 1.0))
    assert twice.gini == pytest.approx(once.gini, abs=1e-12)
    assert twice.gini_generalised == pytest.approx(once.gini_generalised, abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "gini", "generalised"),
    [
        # printed by the vignette of R's lorenzgini 0.1.2 (Steenbeek & Bernasco), biased standard and generalised
        ([10, 8, 2, *[0] * 7], 0.78, 0.78),
        ([5, 2, 1, *[0] * 7], 0.80, 0.75),
        ([10, *[0] * 9], 0.90, 0.90),
        ([10, *[0] * 99], 0.99, 0.90),  # the generalised by the formula of the paper; the vignette prints 0.99 alone
        ([3, 1, 1, *[0] * 7], 0.78, 0.56),  # figure 2's caption says .58; the formula and the areas give .56
    ],
)
def test_the_examples_of_the_lorenzgini_vignette(counts: list[int], gini: float, generalised: float) -> None:
    result = found(counts)
    assert (result.gini, result.gini_generalised) == (pytest.approx(gini), pytest.approx(generalised))


@pytest.mark.parametrize("empty", [9, 99])
def test_all_at_one_place_is_one_when_corrected(empty: int) -> None:
    """The vignette: "unbiased" is 1 for 10 events at one of 10 and at one of 100 places."""
    assert found([10, *[0] * empty]).gini_corrected == pytest.approx(1.0)


def test_the_published_gini_of_901_events_at_1000_places() -> None:
    """The lorenzgini vignette: 0.5255617, BCa interval 0.4989361 to 0.5518841 with 20,000 bootstrap samples."""
    counts = np.repeat(np.arange(6), [433, 325, 169, 58, 11, 4])
    result = found(counts, replicates=19_999)
    assert result.gini_corrected == pytest.approx(0.5255617, abs=5e-8)
    assert result.gini_interval is not None
    assert result.gini_interval.low == pytest.approx(0.4989361, abs=0.0012)
    assert result.gini_interval.high == pytest.approx(0.5518841, abs=0.0012)
    assert result.equality_at == pytest.approx(0.901)


def test_half_as_many_events_at_half_as_many_places_is_the_same_concentration() -> None:
    """Bernasco & Steenbeek's example: one robbery in each of ten, then in each of five."""
    assert found([1] * 10).gini_generalised == pytest.approx(0.0)
    assert found([1] * 5 + [0] * 5).gini_generalised == pytest.approx(0.0)
    assert found([1] * 5 + [0] * 5).gini == pytest.approx(0.5)


def test_calls_chance_no_more_often_than_promised() -> None:
    rng = np.random.default_rng(5)
    p = [found(np.bincount(rng.integers(0, 60, 90), minlength=60), seed).p_value for seed in range(400)]
    share = np.mean(np.array(p, dtype=float) <= 0.05)
    assert share <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)


def test_intervals_cover_the_gini_that_places_are_drawn_from() -> None:
    rng = np.random.default_rng(6)

    def drawn(n: int) -> np.ndarray:
        return rng.poisson(rng.gamma(0.7, 4, n))

    truth = found(drawn(400_000), replicates=1).gini_generalised
    covered = 0
    for seed in range(300):
        interval = found(drawn(250), seed, replicates=399).gini_interval
        assert interval is not None
        covered += interval.low <= truth <= interval.high
    assert covered / 300 >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / 300)


def test_same_seed_same_answer() -> None:
    counts = np.random.default_rng(2).poisson(0.8, 300)
    assert as_data(found(counts, 7)) == as_data(found(counts, 7))


def test_many_events_on_few_places() -> None:
    result = found([9000, 3000, *[500] * 10], tops=(0.05,))
    assert result.verdict is Concentrated.MORE_THAN_CHANCE
    assert result.n_places_with_half == 1
    assert result.busiest.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_the_line_of_the_curve() -> None:
    result = found([0, 4, 2, 2])
    assert result.lorenz_places.tolist() == [0, 0.25, 0.75, 1]
    assert result.lorenz_events.tolist() == [0, 0.5, 1, 1]
    assert result.busiest.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "counts",
    [[1, math.nan], [1, math.inf], [1, -1], [0.5, 1], [[1, 2]], ["a"]],
)
def test_refuses_what_are_not_counts(counts: object) -> None:
    with pytest.raises(BadInput):
        found(counts)


@pytest.mark.parametrize("tops", [(), (0.0,), (1.1,)])
def test_refuses_shares_that_are_none(tops: tuple[float, ...]) -> None:
    with pytest.raises(BadInput):
        found([1, 2], tops=tops)


@pytest.mark.parametrize("counts", [[], [0, 0, 0]])
def test_nothing_cannot_be_concentrated(counts: list[int]) -> None:
    with pytest.raises(TooFewEvents):
        found(counts)


@pytest.mark.parametrize("counts", [[1], [30], [1, 0, 0], [19, *[0] * 30], [10] * 9])
def test_too_few_is_not_judged(counts: list[int]) -> None:
    result = found(counts)
    assert result.verdict is Concentrated.TOO_FEW_TO_JUDGE
    assert (result.p_value, result.gini_interval, result.half_interval) == (None, None, None)
    text = result.explain()
    assert "för få för att bedöma" in text
    assert "Gini" not in text
    assert "None" not in str(as_data(result)["tops"][0]["share_events"])


def test_says_it_in_swedish() -> None:
    result = found([60, 20, 10, *[1] * 30, *[0] * 67], tops=(0.05,), replicates=999)
    expected = (
        "120 inbrott på 100 hus, varav 33 har minst en. "
        "Hälften av allt finns på ett hus (1 % av platserna); ren slump hade gett ungefär 22,1 %. "
        "De 5 % mest utsatta platserna (fem av 100) har 77 % av allt"
    )
    text = result.explain(event=Noun("inbrott", "inbrott", True), place=Noun("hus", "hus", True))
    assert text.startswith(expected)
    assert "i inget av 999 försök med ren slump blev det så samlat." in text
    assert "En enda plats har 50 % av allt: kontrollera att den inte är en punkt dit okända adresser lagts." in text
    assert text.endswith("fler rapporter kan också betyda att fler rapporterar.")


def test_says_it_in_english() -> None:
    text = found([1] * 60, replicates=99).explain("en")
    assert "That is no more concentrated than chance alone can give." in text
    assert "Gini is 0 on a scale" in text
