"""What the pages of explanation say that Lykta says about their pictures is what it says."""

import re
from pathlib import Path

import pytest

from tools.method_pictures import arshjul, koncentration, nar_pa_veckan, traffsakerhet

PAGES = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "metoder"
SAID = {
    "koncentration": lambda: koncentration.results()["Rapporterna"].explain(),
    "traffsakerhet": lambda: traffsakerhet.compared().explain(),
    "nar-pa-veckan": lambda: nar_pa_veckan.result().explain(),
    "arshjul": lambda: arshjul.result().explain(),
}


@pytest.mark.parametrize("page", SAID)
def test_the_page_quotes_the_engine(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    quoted = " ".join(line[2:] for line in re.findall(r"^> .*$", text, flags=re.MULTILINE))
    assert quoted
    assert SAID[page]().startswith(quoted)
    assert f"pictures/metoder/{page.replace('-', '_')}.svg" in text


def test_the_bad_september_of_the_picture_is_one_year() -> None:
    september = arshjul.result().bins[8]
    assert september.n_blocks_above < september.n_blocks
    assert september.ratio is not None
    assert september.ratio > 1.15
