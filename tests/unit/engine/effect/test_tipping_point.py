"""How much reporting alone would have had to change."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.effect.tipping_point import tipping_point
from lykta_engine.errors import BadInput


def test_the_examples_of_the_shared_methods() -> None:
    """Pitfall 9: a ratio of .65 is fully explained by a 35 % fall in reporting, 1.2 by a 20 % rise."""
    assert tipping_point(0.65).change == pytest.approx(-0.35)
    assert tipping_point(1.2).change == pytest.approx(0.2)


@given(st.floats(0.01, 50), st.floats(0.05, 1))
def test_reporting_changed_by_it_gives_the_effect(ratio: float, share: float) -> None:
    found = tipping_point(ratio, share_before=share)
    assert found.change is not None
    assert 1 + found.change == pytest.approx(ratio)
    assert found.share_after == pytest.approx(ratio * share)
    assert found.possible == (ratio * share <= 1)


def test_the_end_of_the_interval_nearest_to_no_change() -> None:
    assert tipping_point(0.65, 0.5, 0.9).change_to_unclear == pytest.approx(-0.1)
    assert tipping_point(1.5, 1.1, 2.0).change_to_unclear == pytest.approx(0.1)
    assert tipping_point(0.65, 0.4, 1.1).change_to_unclear is None


def test_no_ratio_no_numbers() -> None:
    found = tipping_point(None)
    assert (found.change, found.change_to_unclear, found.share_after, found.possible) == (None, None, None, None)


@pytest.mark.parametrize(
    ("ratio", "low", "high", "share", "text"),
    [
        (0.65, 0.5, 0.9, 0.4, "Om rapporteringen i området minskade med 35 % mer än på andra håll förklarar det hela "
         "skillnaden. Då hade andelen som rapporteras gått från 40 % till 26 %. Redan en minskning på 10 % gör att "
         "skillnaden inte längre är säkerställd."),
        (1.2, None, None, None, "Om rapporteringen i området ökade med 20 % mer än på andra håll förklarar det hela "
         "skillnaden."),
        (3.0, 2.0, 4.0, 0.5, "Om rapporteringen i området ökade med 200 % mer än på andra håll förklarar det hela "
         "skillnaden. Så stor kan ökningen inte ha varit: mer än allt hade behövt rapporteras. Redan en ökning på "
         "100 % gör att skillnaden inte längre är säkerställd."),
        (0.0, 0.0, 0.5, None, "Hela skillnaden kan komma av ändrad rapportering bara om den upphörde helt. Redan en "
         "minskning på 50 % gör att skillnaden inte längre är säkerställd."),
        (1.0, None, None, None, "Räkningen är oförändrad, så det finns ingen skillnad som ändrad rapportering kan ha "
         "gett. Ändrad rapportering kan däremot ha dolt en."),
        (None, None, None, None, "Utan ett mått på effekten går det inte att säga hur mycket rapporteringen hade "
         "behövt ändras."),
    ],
)  # fmt: skip
def test_swedish(ratio: float | None, low: float | None, high: float | None, share: float | None, text: str) -> None:
    found = tipping_point(ratio, low, high, share_before=share)
    assert found.explain() == text
    assert found.explain("en") != text


@pytest.mark.parametrize(
    "bad", [(-1,), (math.nan,), (math.inf,), (0.5, 0.9, 0.4), (0.5, math.nan, 1), (0.5, None, math.inf)]
)
def test_bad_input(bad: tuple[float, ...]) -> None:
    with pytest.raises(BadInput):
        tipping_point(*bad)
    for share in (0, 1.2, -0.1):
        with pytest.raises(BadInput):
            tipping_point(0.5, share_before=share)
