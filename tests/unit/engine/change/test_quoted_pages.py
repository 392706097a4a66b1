"""What the pages of explanation say that Lykta says about their pictures is what it says; and so are their figures."""

import re
from pathlib import Path

import numpy as np
import pytest

from lykta_engine.change.cusum import false_alarm_every
from lykta_engine.change.ears import ears
from lykta_engine.words import Unit
from tools.method_pictures import efterslapning, forandring, larmgranser, sasong

PAGES = Path(__file__).resolve().parents[4] / "docs" / "explanation" / "metoder"
SAID = {
    "forandring": lambda: forandring.result()[1].explain(unit=Unit.WEEK),
    "larmgranser": lambda: larmgranser.result()[1].explain(at=31),
    "efterslapning": lambda: efterslapning.result().explain(),
    "sasong": lambda: sasong.result().explain(places=sasong.MONTHS),
}


@pytest.mark.parametrize("page", SAID)
def test_the_page_quotes_the_engine(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    quoted = " ".join(line[2:] for line in re.findall(r"^> .*$", text, flags=re.MULTILINE))
    assert quoted
    assert quoted in SAID[page]()
    assert f"pictures/metoder/{page}.svg" in text
    assert text.count("\n") <= 50


def test_how_often_calm_weeks_alarm() -> None:
    result = ears(np.random.default_rng(1).poisson(5, (1000, 200)))
    weeks = [1 / result.alarm_c1[:, 7:].mean(), 1 / result.alarm_c2[:, 9:].mean(), 1 / result.alarm_c3[:, 11:].mean()]
    assert [round(float(w)) for w in weeks] == pytest.approx([47, 47, 11], abs=1.5)
    every = false_alarm_every(5.0)
    assert every is not None
    assert round(every, -1) == 450


def test_the_alarms_of_the_picture() -> None:
    of_ears, of_farrington, of_cusum = larmgranser.result()
    assert larmgranser.OUTBREAK.start - 272 + 1 == 29
    assert larmgranser.OUTBREAK.stop - 272 == 34
    assert list(np.flatnonzero(of_farrington.alarm[0]) + 1) == [29, 32, 33]
    assert list(np.flatnonzero(of_cusum.alarm[0]) + 1) == [10, 32, 33, 34]
    assert list(np.flatnonzero(of_ears.alarm_c2[0, -40:]) + 1) == [29]


def test_the_odd_november_is_in_the_rest() -> None:
    parts = sasong.result()
    assert parts.rest is not None
    assert int(np.argmax(parts.rest)) == 34  # November 2023, counted from January 2021
