"""Asking, reading the answer, putting it to use: what each page shows, and to whom."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

import docx
import numpy as np
import pytest
from django.utils import timezone
from pypdf import PdfReader

from lykta.cycle.analysis.models import AnalysisRun
from lykta.cycle.cause_analysis.queries import analyses_under
from lykta.cycle.situation_reports.operations import draft_report
from tests.integration.analysis.worlds_of_events import NOW, around, make, moments, scattered
from tests.integration.pages.rows import (
    SCRIPT,
    a_problem,
    an_action,
    assert_same_queries,
    client_of,
    page,
    send,
)
from tests.worlds import World

pytestmark = pytest.mark.sql
YEAR = "Kontrollera årtalet"
ASKED = {"period": "days", "first_day": "2025-11-17", "last_day": "2026-11-15", "category": "", "area": "",
         "cell_m": "200", "near_m": "200", "near_days": "14", "replicates": "199"}  # fmt: skip


@pytest.fixture(autouse=True)
def monday_morning():
    with patch.object(timezone, "now", return_value=NOW):
        yield


def events(world: World, n: int = 200) -> None:
    rng = np.random.default_rng(1)
    make(world, moments(rng, n, 52), scattered(rng, n))
    make(world, moments(rng, n // 3, 52), around(rng, n // 3, 500, 300, 50))


def asked(world: World, role: str = "coordinator", **changes: str) -> AnalysisRun:
    answer = send(world, role, "analys/", **ASKED | changes)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return AnalysisRun.objects.for_municipality(world.bjorkviken).order_by("-number")[0]


def test_an_empty_municipality_says_what_to_do(world: World) -> None:
    text = page(world, "coordinator", "analys/").content.decode()
    assert "Ingen fråga är ställd än." in text
    assert "Räkna" in text
    council = page(world, "council_member", "analys/").content.decode()
    assert "Svaren kommer hit när samordnaren eller polisen har frågat." in council
    assert '<form method="post" class="question' not in council
    run = asked(world)
    answer = page(world, "coordinator", f"analys/{run.public_id}/").content.decode()
    assert answer.count("Går inte att avgöra") >= 4
    assert "nan" not in answer.replace("annan", "").replace("sammanhang", "").lower().split()


def test_the_answer_reads_in_words_pictures_and_tables(world: World) -> None:
    events(world)
    run = asked(world)
    text = page(world, "council_member", f"analys/{run.public_id}/").content.decode()
    for expected in ("Mer än slumpen", "266 händelser", "Så räknades det", "slumpfrö", "Rutor med flest händelser",
                     "Par av händelser efter avstånd och tid mellan dem", 'id="map"'):  # fmt: skip
        assert expected in text, expected
    assert "Ta med i lägesbilden" not in text  # reads, does not act
    assert "Planterad" not in text  # no text of a report


def test_bad_questions_are_told_what_to_do(world: World) -> None:
    for changes, expected in (
        ({"first_day": "2026-11-15", "last_day": "2026-11-01"}, "Den sista dagen är före den första"),
        ({"first_day": ""}, "Fyll i båda dagarna"),
        ({"first_day": "0001-01-01"}, YEAR),
        ({"last_day": "9999-12-31"}, YEAR),
        ({"first_day": "2027-01-01", "last_day": "2027-02-01"}, "Perioden har inte börjat"),
    ):
        answer = send(world, "coordinator", "analys/", **ASKED | changes)
        assert answer.status_code == 422
        assert expected in answer.content.decode()
    for changes in (
        {"cell_m": "1"},
        {"replicates": "1000000"},
        {"category": SCRIPT},
        {"area": "x"},
        {"period": "2026"},
    ):
        answer = send(world, "coordinator", "analys/", **ASKED | changes)
        assert answer.status_code in {302, 422}
        assert SCRIPT not in answer.content.decode()
    assert AnalysisRun.objects.for_municipality(world.bjorkviken).filter(question__settings__cell_m=1).count() == 0


def test_a_double_click_keeps_one_answer(world: World) -> None:
    client = client_of(world.coordinator)
    for _ in range(2):
        client.post("/arbete/bjorkviken/analys/", ASKED | {"once": "abc"})
    assert AnalysisRun.objects.for_municipality(world.bjorkviken).count() == 1


def test_the_neighbours_answer_is_not_here(world: World) -> None:
    run = asked(world)
    assert client_of(world.outsider).get(f"/arbete/granhult/analys/{run.public_id}/").status_code == 404
    assert client_of(world.outsider).get(f"/arbete/bjorkviken/analys/{run.public_id}/").status_code == 404


def test_into_a_lagesbild_and_out_again(world: World) -> None:
    events(world)
    run = asked(world)
    path = f"analys/{run.public_id}/lagesbild/"
    assert send(world, "council_member", path, period="2026-W46").status_code == 403
    assert send(world, "coordinator", path, period="2026-W46").status_code == 302
    report = draft_report(municipality=world.bjorkviken, period_id="2026-W46", by=world.coordinator)
    shown = page(world, "coordinator", f"lagesbild/{report.period_id}/").content.decode()
    assert "Analys 1: n = 266 händelser" in shown
    send(world, "coordinator", path, ta_ut="1")
    run.refresh_from_db()
    assert run.in_report_of == ""


def test_under_a_problem_and_away_again(world: World) -> None:
    events(world)
    run, problem = asked(world), a_problem(world)
    path = f"analys/{run.public_id}/underlag/"
    assert send(world, "council_member", path, problem=problem.public_id).status_code == 403
    assert send(world, "police_officer", path, problem="finns-inte").status_code == 404
    assert send(world, "police_officer", path, problem=problem.public_id).status_code == 302
    shown = page(world, "coordinator", f"problem/{problem.public_id}/").content.decode()
    assert f"/analys/{run.public_id}/" in shown
    send(world, "coordinator", path, problem=problem.public_id, ta_bort="1")
    assert not analyses_under(problem).exists()


def test_on_paper(world: World) -> None:
    events(world)
    run = asked(world)
    for kind in ("docx", "pdf"):
        body = page(world, "registrar", f"analys/{run.public_id}/export.{kind}").content
        text = (
            "\n".join(p.text for p in docx.Document(BytesIO(body)).paragraphs) if kind == "docx"
            else "\n".join(p.extract_text() for p in PdfReader(BytesIO(body)).pages)
        )  # fmt: skip
        assert "266" in text
    assert page(world, "registrar", f"analys/{run.public_id}/export.exe").status_code == 404
    archive = ZipFile(BytesIO(page(world, "registrar", f"analys/{run.public_id}/export.satscan.zip").content))
    names = {name.rsplit(".", 1)[-1] for name in archive.namelist()}
    assert names == {"cas", "geo", "prm"}
    cases = next(name for name in archive.namelist() if name.endswith(".cas"))
    assert sum(int(line.split()[1]) for line in archive.read(cases).decode().splitlines()) == 266
    empty = asked(world, first_day="2020-01-01", last_day="2020-02-01")
    assert page(world, "registrar", f"analys/{empty.public_id}/export.satscan.zip").status_code == 409


def test_effect_is_asked_of_an_action(world: World) -> None:
    events(world)
    problem = a_problem(world, place=world.square)
    action = an_action(world, problem)
    path = f"atgarder/{action.public_id}/effekt/"
    assert "Hjälpte det?" in page(world, "coordinator", f"atgarder/{action.public_id}/").content.decode()
    text = page(world, "coordinator", path).content.decode()
    assert "Inom 200 meter från Furutorget" in text
    asked = {"began": "2026-05-20", "treated": "p:200", "comparison": "", "category": "", "weeks_before": "26"}
    assert send(world, "council_member", path, **asked).status_code == 403
    assert send(world, "coordinator", path, **asked | {"began": "1492-01-01"}).status_code == 422
    assert send(world, "coordinator", path, **asked | {"treated": "p:5"}).status_code == 422
    answer = send(world, "coordinator", path, **asked)
    assert answer.status_code == 302
    shown = client_of(world.council_member).get(answer["Location"]).content.decode()
    assert "Hjälpte det: Byta belysning" in shown
    assert "Resten av kommunen" in shown
    assert answer["Location"] in page(world, "council_member", path).content.decode()


def test_the_list_asks_as_many_questions_for_thirty_as_for_one(world: World) -> None:
    client = client_of(world.coordinator)
    assert_same_queries(lambda: client.get("/arbete/bjorkviken/analys/"), lambda _n: asked(world))


def test_a_kept_answer_is_not_counted_again(world: World) -> None:
    """As many questions to the database whatever has come in since."""
    events(world, 300)
    client, run, rng = client_of(world.coordinator), asked(world), np.random.default_rng(2)
    path = f"/arbete/bjorkviken/analys/{run.public_id}/"
    assert_same_queries(
        lambda: client.get(path), lambda _n: make(world, [NOW - timedelta(days=3)] * 50, scattered(rng, 50))
    )
    assert "Ställ samma fråga igen" in client.get(path).content.decode()
