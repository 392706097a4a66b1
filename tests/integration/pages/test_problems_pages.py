from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from django.utils import timezone
from pypdf import PdfReader

from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.cause_analysis.operations import change_problem, open_problem
from lykta.cycle.follow_up.models import FollowUp
from lykta.cycle.situation_reports.models import SituationReport
from lykta.facts.evidence.queries import references_of
from tests.integration.pages.rows import (
    PERSONAL_NUMBER,
    SCRIPT,
    a_cause,
    a_problem,
    an_action,
    an_incident,
    assert_kept,
    assert_only,
    assert_same_queries,
    client_of,
    once,
    page,
    send,
)
from tests.worlds import World

pytestmark = pytest.mark.sql
READERS = ("coordinator", "police_officer", "council_member", "registrar")
EDITORS = ("coordinator", "police_officer")


def test_who_may_read_and_who_may_write(world: World) -> None:
    problem = a_problem(world)
    cause = a_cause(world, problem)
    assert_only(world, "problem/", *READERS)
    assert_only(world, f"problem/{problem.public_id}/", *READERS)
    assert_only(world, "problem/ny/", *EDITORS)
    assert_only(world, f"problem/{problem.public_id}/andra/", *EDITORS)
    assert_only(world, f"problem/{problem.public_id}/orsak/", *EDITORS)
    assert_only(world, f"problem/{problem.public_id}/orsak/{cause.public_id}/", *EDITORS)
    assert_only(world, f"problem/{problem.public_id}/uppfoljning/", "coordinator")


def test_a_neighbours_problem_is_not_here(world: World) -> None:
    theirs = open_problem(municipality=world.granhult, title="Deras", by=world.outsider)
    for path in ("", "andra/", "orsak/", "uppfoljning/", "tabell.pdf"):
        assert page(world, "coordinator", f"problem/{theirs.public_id}/{path}").status_code == 404
    assert send(world, "coordinator", f"problem/{theirs.public_id}/lage/", state="closed").status_code == 404


def test_from_a_line_of_text_to_a_cause(world: World) -> None:
    form = once() | {
        "title": "Krossade rutor på Strandskolan",
        "place": world.school.public_id,
        "effect_goal": "Högst en",
    }
    client = client_of(world.coordinator)
    first = client.post("/arbete/bjorkviken/problem/ny/", form)
    again = client.post("/arbete/bjorkviken/problem/ny/", form)
    problem = Problem.objects.for_municipality(world.bjorkviken).get()
    assert first["Location"] == again["Location"] == f"/arbete/bjorkviken/problem/{problem.public_id}/"
    assert (problem.title, problem.place, problem.effect_goal) == (
        "Krossade rutor på Strandskolan",
        world.school,
        "Högst en",
    )
    shown = client.get(first["Location"]).content.decode()
    assert 'class="gap' in shown  # no cause yet: said quietly
    cause = {
        "text": "Norra sidan är mörk",
        "kind": "place",
        "evidence_kind": "data",
        "version": "1",
        "can_influence": "on",
    }
    for _click in range(2):
        answer = send(world, "coordinator", f"problem/{problem.public_id}/orsak/", **cause)
        assert answer.status_code == 302
    assert [row.text for row in problem.causes.all()] == ["Norra sidan är mörk"]


def test_lifted_from_reports_and_a_situation_report(world: World) -> None:
    chosen, left_out = an_incident(world, 1), an_incident(world, 2)
    report = SituationReport.objects.create(
        municipality=world.bjorkviken, period_id="2026-W46", as_of=timezone.now(), state="draft"
    )
    address = f"problem/ny/?lagesbild=2026-W46&handelse={chosen.public_id}&handelse={left_out.public_id}"
    shown = page(world, "coordinator", address).content.decode()
    assert f'value="{chosen.public_id}" ' in shown
    assert "Strandskolan" in shown  # the title suggests what the reports share
    answer = send(world, "coordinator", address, title="Rutor krossas", incidents=[chosen.public_id])
    problem = Problem.objects.for_municipality(world.bjorkviken).get()
    assert answer["Location"].endswith(f"/problem/{problem.public_id}/")
    assert {row.lower_id for row in references_of(problem)} == {chosen.public_id, report.public_id}
    assert problem.from_report == report
    assert chosen.public_id in page(world, "coordinator", f"problem/{problem.public_id}/").content.decode()


def test_how_many_reports_for_all_which_ones_for_those_who_may_read_them(world: World) -> None:
    incident = an_incident(world, 1, text="HEMLIG TEXT")
    problem = a_problem(world, incidents=[incident])
    for role, sees in (("coordinator", True), ("police_officer", True), ("council_member", False)):
        shown = page(world, role, f"problem/{problem.public_id}/").content.decode()
        assert (incident.public_id in shown) is sees
        assert "HEMLIG TEXT" not in shown
        assert "<dd>1 " in shown


def test_unknown_periods_and_strangers_reports_are_left_out(world: World) -> None:
    theirs = an_incident(world, 1, municipality=world.granhult, place=None)
    assert page(world, "coordinator", "problem/ny/?lagesbild=2026-W99").status_code == 404
    shown = page(world, "coordinator", f"problem/ny/?handelse={theirs.public_id}")
    assert shown.status_code == 200
    assert theirs.public_id not in shown.content.decode()
    answer = send(
        world, "coordinator", f"problem/ny/?handelse={theirs.public_id}", title="x", incidents=[theirs.public_id]
    )
    assert answer.status_code == 422
    assert not Problem.objects.for_municipality(world.bjorkviken).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "x" * 161), ("description", f"Ring {PERSONAL_NUMBER}"), ("place", "finns-inte")],
)
def test_refused_input_stays_on_the_page(world: World, field: str, value: str) -> None:
    data = {"title": "Rutor", "description": f"Kvar {SCRIPT}", field: value}
    answer = send(world, "coordinator", "problem/ny/", **data)
    assert_kept(answer)
    assert not Problem.objects.for_municipality(world.bjorkviken).exists()


def test_a_stale_page_overwrites_nothing(world: World) -> None:
    problem = a_problem(world)
    change_problem(problem=problem, by=world.police_officer, title="Ändrad av polisen")
    answer = send(world, "coordinator", f"problem/{problem.public_id}/andra/", title="Min text", version="1")
    assert_kept(answer, "Min text")
    state = send(world, "coordinator", f"problem/{problem.public_id}/lage/", state="closed", version="1")
    assert state.status_code == 422
    problem.refresh_from_db()
    assert (problem.title, problem.state) == ("Ändrad av polisen", "watched")


def test_the_state_moves_by_the_table(world: World) -> None:
    problem = a_problem(world)
    wrong = send(world, "coordinator", f"problem/{problem.public_id}/lage/", state="followed_up", version="1")
    assert_kept(wrong)
    right = send(world, "coordinator", f"problem/{problem.public_id}/lage/", state="closed", version="1")
    assert right.status_code == 302
    problem.refresh_from_db()
    assert problem.state == "closed"
    refused = send(
        world,
        "coordinator",
        f"problem/{problem.public_id}/orsak/",
        text="Ny",
        kind="place",
        evidence_kind="data",
        version="2",
    )
    assert_kept(refused, "Ny")
    assert send(world, "council_member", f"problem/{problem.public_id}/lage/", state="watched").status_code == 403
    assert page(world, "coordinator", f"problem/{problem.public_id}/lage/").status_code == 405


def test_a_cause_with_actions_is_not_removed(world: World) -> None:
    problem = a_problem(world)
    used, free = a_cause(world, problem), a_cause(world, problem, "Sten ligger kvar")
    an_action(world, problem, causes=[used])
    refused = send(world, "coordinator", f"problem/{problem.public_id}/orsak/{used.public_id}/ta-bort/")
    removed = send(world, "coordinator", f"problem/{problem.public_id}/orsak/{free.public_id}/ta-bort/")
    assert (refused.status_code, removed.status_code) == (409, 302)
    assert list(problem.causes.all()) == [used]


def test_the_chain_stands_on_one_page(world: World) -> None:
    problem = a_problem(world, description=f"Rutor {SCRIPT}")
    dark, stones = a_cause(world, problem), a_cause(world, problem, "Sten ligger kvar")
    late = an_action(
        world, problem, "Byta lampor", causes=[dark], due=timezone.localdate() - timedelta(days=1),
        responsible=[world.park, world.functions["police_officer"]], follow_ups=[("indicator", "Lampor som lyser")],
    )  # fmt: skip
    shown = page(world, "council_member", f"problem/{problem.public_id}/").content.decode()
    for text in (
        dark.text,
        stones.text,
        late.title,
        "Parkchef, Björkvikens kommun",
        "Kommunpolis, Polisen",
        "Lampor som lyser",
    ):
        assert text in shown
    assert 'data-status="late"' in shown
    assert SCRIPT not in shown
    assert "&lt;script&gt;" in shown
    assert shown.count('<th scope="row">') == 1  # the cause without an action has its row, and its hint
    assert "ta-bort" not in shown
    assert f"problem/{problem.public_id}/atgard/" not in shown  # reads, decides nothing


def test_what_is_the_same_for_all_actions_of_a_cause_is_printed_once(world: World) -> None:
    problem = a_problem(world)
    cause = a_cause(world, problem)
    for title in ("A", "B", "C"):
        an_action(world, problem, title, causes=[cause])
    shown = page(world, "coordinator", f"problem/{problem.public_id}/").content.decode()
    assert shown.count('rowspan="3"') == 3  # the cause, the responsible, the follow-up
    assert shown.count("said-above") == 4  # for phones, where there are no spans


def test_follow_up_in_three_layers(world: World) -> None:
    problem = a_problem(world)
    action = an_action(world, problem)
    today = timezone.localdate().isoformat()
    form = once() | {"layer": "effect", "day": today, "verdict": "cannot_be_decided", "text": "För få veckor."}
    client = client_of(world.coordinator)
    address = f"/arbete/bjorkviken/problem/{problem.public_id}/uppfoljning/"
    assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
    row = FollowUp.objects.for_municipality(world.bjorkviken).get()
    assert (row.verdict, row.text.startswith("För få veckor.")) == ("cannot_be_decided", True)
    done = client.post(address, once() | {
        "layer": "output", "action": action.public_id, "day": today, "light": "green", "text": "31 av 35",
        "hours": "2,5",
    })  # fmt: skip
    assert done.status_code == 302
    shown = page(world, "council_member", f"problem/{problem.public_id}/").content.decode()
    assert "31 av 35" in shown
    assert 'data-status="cannot_be_decided"' in shown
    no_verdict = client.post(address, once() | {"layer": "effect", "day": today, "text": "Bra"})
    assert_kept(no_verdict, "Bra")
    personal = client.post(address, once() | {"layer": "output", "day": today, "text": PERSONAL_NUMBER})
    assert_kept(personal)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert_kept(client.post(address, once() | {"layer": "output", "day": tomorrow, "text": "x"}))
    assert FollowUp.objects.for_municipality(world.bjorkviken).count() == 2


def test_the_table_on_paper(world: World) -> None:
    problem = a_problem(world)
    cause = a_cause(world, problem)
    an_action(world, problem, causes=[cause])
    for address in ("problem/plan", f"problem/{problem.public_id}/tabell"):
        word = page(world, "council_member", f"{address}.docx")
        assert word["Content-Disposition"].startswith("attachment; filename=")
        rows = [[cell.text for cell in row.cells] for row in docx.Document(BytesIO(word.content)).tables[0].rows]
        assert rows[1][:3] == ["1. Norra sidan är mörk", "Byta belysning", "Parkchef, Björkvikens kommun"]
        pdf = page(world, "council_member", f"{address}.pdf")
        assert "Norra sidan är mörk" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
        assert page(world, "council_member", f"{address}.exe").status_code == 404
        assert page(world, "reporter", f"{address}.pdf").status_code == 403


def test_a_problem_without_causes_prints_too(world: World) -> None:
    problem = a_problem(world, title="!!!")
    answer = page(world, "coordinator", f"problem/{problem.public_id}/tabell.docx")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="1.docx"'


def test_the_list_asks_as_much_for_thirty(world: World) -> None:
    def add(n: int) -> None:
        problem = a_problem(world, f"Problem {n}")
        an_action(world, problem, causes=[a_cause(world, problem)], due=date(2020, 1, 1))

    assert_same_queries(lambda: page(world, "coordinator", "problem/"), add)


def test_a_problem_asks_as_much_for_thirty_actions(world: World) -> None:
    problem = a_problem(world)

    def add(n: int) -> None:
        incident = an_incident(world, n)
        from lykta.facts.evidence.operations import refer

        refer(municipality=world.bjorkviken, upper=problem, lower=incident)
        an_action(world, problem, f"Åtgärd {n}", causes=[a_cause(world, problem, f"Orsak {n}")])

    assert_same_queries(lambda: page(world, "coordinator", f"problem/{problem.public_id}/"), add)


def test_the_list_is_filtered_by_state(world: World) -> None:
    open_one, closed = a_problem(world, "Öppet"), a_problem(world, "Avslutat problem")
    send(world, "coordinator", f"problem/{closed.public_id}/lage/", state="closed", version="1")
    expected = {
        "": [open_one.public_id],
        "alla": [open_one.public_id, closed.public_id],
        "closed": [closed.public_id],
        "nonsens": [open_one.public_id],
    }
    seen = {}
    for query in expected:
        shown = page(world, "registrar", f"problem/?lage={query}").content.decode()
        seen[query] = [row.public_id for row in (open_one, closed) if row.public_id in shown]
    assert seen == expected
