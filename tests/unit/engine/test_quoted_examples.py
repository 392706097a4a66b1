"""What the pages of explanation say that Lykta says about their pictures is what it says."""

import re
from pathlib import Path

import numpy as np
import pytest

from lykta_engine.effect.detectable import Plan, detectable_ratio
from lykta_engine.where.hot_spots import hot_spots
from lykta_engine.where.neighbours import SquareGrid
from tools.method_pictures import (
    arshjul,
    avbruten_tidsserie,
    fore_efter,
    forflyttning,
    hotspots,
    klusteranalys,
    knox,
    koncentration,
    minsta_effekt,
    nar_pa_veckan,
    narupprepning,
    platser,
    rutor,
    sma_tal,
    syntetisk_kontroll,
    tathetskarta,
    traffsakerhet,
    trygghetsindex,
    undersokningar,
    utslag,
)

PAGES = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "metoder"
PICTURES = PAGES.parents[1] / "pictures" / "metoder"
SAID = {
    "arshjul": lambda: arshjul.result().explain(),
    "avbruten-tidsserie": lambda: avbruten_tidsserie.result().explain(),
    "fore-efter": lambda: f"{fore_efter.result().rate.explain()} {fore_efter.result().explain()}",
    "forflyttning": lambda: str(difference.explain() if (difference := forflyttning.result().difference) else ""),
    "hotspots": lambda: hotspots.result().explain(),
    "klusteranalys": lambda: klusteranalys.result().explain(),
    "knox": lambda: knox.result().explain(),
    "koncentration": lambda: koncentration.results()["Rapporterna"].explain(),
    "minsta-effekt": lambda: detectable_ratio(Plan(200, 300, 26, 26), dispersion=minsta_effekt.PHI).explain(),
    "nar-pa-veckan": lambda: nar_pa_veckan.result().explain(),
    "narupprepning": lambda: narupprepning.result().explain(),
    "platser": lambda: platser.result().explain(),
    "rutor": lambda: rutor.result().explain(),
    "sma-tal": lambda: sma_tal.result().explain(),
    "syntetisk-kontroll": lambda: syntetisk_kontroll.result().explain(),
    "tathetskarta": lambda: tathetskarta.result().explain(),
    "traffsakerhet": lambda: traffsakerhet.compared().explain(),
    "trygghetsindex": lambda: trygghetsindex.results()[1].explain(),
    "undersokningar": lambda: undersokningar.of_centrum().explain(what="Andelen otrygga i Centrum"),
    "utslag": lambda: utslag.results()["A: klart färre"].explain(),
}


@pytest.mark.parametrize("page", SAID)
def test_the_page_quotes_the_engine(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    said = SAID[page]().replace("\N{NO-BREAK SPACE}", " ")
    blocks = re.findall(r"(?:^> .*\n)+", text, flags=re.MULTILINE)
    assert blocks
    for block in blocks:
        quoted = " ".join(line[2:] for line in block.splitlines())
        for part in quoted.split("[…]"):
            assert part.strip() in said


def test_every_page_is_listed_and_shows_its_picture() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    assert {page.replace("-", "_") for page in pages} == {path.stem for path in PICTURES.glob("*.svg")}
    listed = (PAGES / "README.md").read_text(encoding="utf-8")
    for page in pages:
        text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
        assert f"](../../pictures/metoder/{page.replace('-', '_')}.svg)" in text
        assert text.count("\n") <= 50
        assert f"]({page}.md)" in listed


def test_the_lone_square_is_pointed_out_alone() -> None:
    found = rutor.result().busy.reshape(rutor.ROWS, rutor.COLUMNS)
    assert [tuple(place) for place in np.argwhere(found).tolist()] == [(5, 22)]
    together = hot_spots(rutor.counts(), SquareGrid(rutor.ROWS, rutor.COLUMNS))
    assert together.n_hot == 4


def test_the_bad_september_of_the_picture_is_one_year() -> None:
    september = arshjul.result().bins[8]
    assert september.n_blocks_above < september.n_blocks
    assert september.ratio is not None
    assert september.ratio > 1.15
