"""The coordinator's pages for what residents sent: list, one at a time, several, held back, campaigns, posters."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import segno
from django.test import Client, override_settings
from django.utils import timezone

from lykta.airlocks.intake.models import Campaign, Submission
from lykta.airlocks.intake.operations import make_campaign
from lykta.base.audit.models import AuditEvent
from lykta.base.documents.poster import Poster, code_drawing, render
from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.incidents.models import Incident
from tests.integration.intake.submissions import a_submission, form_of
from tests.integration.pages.rows import SCRIPT, assert_only, assert_same_queries, page, send
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


def again(row: Submission) -> Submission:
    return Submission.objects.for_municipality(row.municipality).get(pk=row.pk)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def a_campaign(world: World, **fields: Any) -> Campaign:
    today = timezone.localdate()
    values = {"title": "Var är det mörkt?", "intro": "Vi frågar.", "first_day": today, "last_day": today} | fields
    return make_campaign(municipality=world.bjorkviken, by=world.coordinator, **values)


def test_the_list_shows_what_waits_and_no_text_of_what_is_held_back(world: World) -> None:
    a_submission(world.bjorkviken, place=world.square.public_id, day_parts=["evening"], text=SCRIPT + " mörkt")
    held = a_submission(world.bjorkviken, text="Ring Erik Lindqvist på 070-174 06 05")
    shown = page(world, "coordinator", "invanare/").content.decode()
    assert "Otrygg plats, Furutorget" in shown
    assert "Bristfällig belysning" in shown
    assert "&lt;script&gt;" in shown
    assert SCRIPT not in shown
    assert held.public_id in shown
    assert not any(each in shown for each in ("Erik", "070-174"))
    assert not AuditEvent.objects.filter(event="intake.looked").exists()


def test_an_empty_list_says_what_will_come(world: World) -> None:
    assert "Inget från invånare väntar." in text_of(page(world, "coordinator", "invanare/"))


def test_only_those_who_may(world: World) -> None:
    assert_only(world, "invanare/", "coordinator")
    assert_only(world, f"invanare/{a_submission(world.bjorkviken).public_id}/", "coordinator")
    assert_only(world, "invanare/kampanjer/", "coordinator", "administrator")
    assert_only(world, "invanare/affischer/", "coordinator", "administrator")


def test_as_many_questions_for_thirty_as_for_one(world: World) -> None:
    client = Client()
    client.force_login(world.coordinator)

    def add(n: int) -> None:
        place = world.square if n % 2 else world.school
        a_submission(world.bjorkviken, place=place.public_id, text=f"Nummer {n}")
        a_submission(world.bjorkviken, text=f"Ring 070-174 06 {n:02d}")

    assert_same_queries(lambda: client.get("/arbete/bjorkviken/invanare/"), add)


def test_taken_in_with_changed_words(world: World) -> None:
    row = a_submission(world.bjorkviken, text="Ring 070-174 06 05", place=world.square.public_id)
    shown = page(world, "coordinator", f"invanare/{row.public_id}/").content.decode()
    assert "<mark>070-174 06 05</mark>" in shown
    assert AuditEvent.objects.filter(event="intake.looked").count() == 1
    answer = send(
        world,
        "coordinator",
        f"invanare/{row.public_id}/",
        act="take_in",
        category="poor_lighting",
        place="strandskolan",
        text="Lampan är släckt.",
    )
    assert answer.status_code == 302
    incident = Incident.objects.for_municipality(world.bjorkviken).get()
    assert (incident.text, incident.place, incident.category.code) == (
        "Lampan är släckt.",
        world.school,
        "poor_lighting",
    )
    after = page(world, "coordinator", f"invanare/{row.public_id}/").content.decode()
    assert f"rapport {incident.number}" in after
    assert "070-174 06 05" in after  # what was sent stays until it is disposed of, and each look is logged
    assert AuditEvent.objects.filter(event="intake.looked").count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"category": "finnsinte"}, "finns inte"),
        ({"place": "Nordpolen"}, ""),
        ({"text": "Han heter 19121212-1212"}, "personnummer"),
    ],
)
def test_what_stops_it_is_said_and_the_words_are_kept(world: World, fields: dict[str, str], sentence: str) -> None:
    row = a_submission(world.bjorkviken)
    given = {"category": "unsafe_place", "place": "", "text": "Nya ord", **fields}
    answer = send(world, "coordinator", f"invanare/{row.public_id}/", act="take_in", **given)
    assert answer.status_code == 422
    assert 'id="errors"' in answer.content.decode()
    assert given["text"] in answer.content.decode()
    assert sentence in text_of(answer)
    assert again(row).state == "waiting"


def test_refused_and_answered(world: World) -> None:
    row = a_submission(world.bjorkviken, reply_email="granne@example.org")
    path = f"invanare/{row.public_id}/"
    assert send(world, "coordinator", path, act="refuse", note="").status_code == 422
    assert send(world, "coordinator", path, act="refuse", note="Hör hemma hos hyresvärden.").status_code == 302
    assert send(world, "coordinator", path, act="answer", answer="").status_code == 422
    assert send(world, "coordinator", path, act="answer", answer="Ring hyresvärden.").status_code == 302
    assert (again(row).state, again(row).reply_email) == ("refused", "")
    assert OutgoingMessage.objects.get().to == "granne@example.org"
    shown = page(world, "coordinator", path).content.decode()
    assert "granne@example.org" not in shown
    assert 'value="answer"' not in shown
    assert send(world, "coordinator", path, act="refuse", note="Igen").status_code == 422


def test_several_at_once_never_those_held_back(world: World) -> None:
    rows = [a_submission(world.bjorkviken, text=f"Nummer {n}") for n in range(3)]
    held = a_submission(world.bjorkviken, text="Ring 070-174 06 05")
    ids = [row.public_id for row in [*rows[:2], held]]
    assert send(world, "coordinator", "invanare/flera/", act="take_in", row=ids).status_code == 302
    assert [again(row).state for row in [*rows, held]] == ["accepted", "accepted", "waiting", "quarantined"]
    assert (
        send(world, "coordinator", "invanare/flera/", act="refuse", row=[rows[2].public_id], note="").status_code == 422
    )
    send(world, "coordinator", "invanare/flera/", act="refuse", row=[rows[2].public_id], note="Gäller en annan kommun.")
    assert again(rows[2]).state == "refused"


def test_a_neighbours_row_is_not_there(world: World) -> None:
    row = a_submission(world.granhult)
    assert page(world, "coordinator", f"invanare/{row.public_id}/").status_code == 404
    send(world, "coordinator", "invanare/flera/", act="take_in", row=[row.public_id])
    assert again(row).state == "waiting"


def test_what_has_been_disposed_of_has_no_page(world: World) -> None:
    row = a_submission(world.bjorkviken)
    Submission.objects.for_municipality(world.bjorkviken).update(dispose_after=None, payload={})
    assert page(world, "coordinator", f"invanare/{row.public_id}/").status_code == 404


def test_a_campaign_from_beginning_to_end(world: World) -> None:
    today = timezone.localdate()
    given = {"title": "Var är det mörkt?", "intro": "Vi frågar.", "first_day": str(today), "last_day": str(today)}
    assert send(world, "coordinator", "invanare/kampanjer/ny/", **(given | {"title": ""})).status_code == 422
    assert send(world, "coordinator", "invanare/kampanjer/ny/", **given).status_code == 302
    row = Campaign.objects.for_municipality(world.bjorkviken).get()
    path = f"invanare/kampanjer/{row.public_id}/"
    wrong = given | {"last_day": str(today - timedelta(days=3))}
    answer = send(world, "coordinator", path, **wrong)
    assert (answer.status_code, "Den sista dagen är före den första." in text_of(answer)) == (422, True)
    assert send(world, "coordinator", path, **(given | {"title": "Mörka vägar"})).status_code == 302
    assert "Mörka vägar" in text_of(page(world, "administrator", "invanare/kampanjer/"))
    a_submission(world.bjorkviken, campaign=row)
    assert "Kom in 1" in text_of(page(world, "coordinator", path))
    send(world, "coordinator", path, act="end")
    assert page(world, "coordinator", path).status_code == 404


def test_what_residents_may_tell_of_is_chosen_here(world: World) -> None:
    form_of(world.bjorkviken)
    assert send(world, "coordinator", "invanare/val/").status_code == 422
    assert send(world, "coordinator", "invanare/val/", codes=["traffic", "other"]).status_code == 302
    shown = Client().get("/k/bjorkviken/beratta/").content.decode()
    assert re.findall(r'name="category" value="([^"]+)"', shown) == ["traffic", "other"]


def test_a_poster_says_what_it_is_and_where_it_leads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from lykta.sites.staff.residents import poster_views

    made: list[tuple[Poster, bool]] = []

    def seen(poster: Poster, *, four_to_a_sheet: bool) -> bytes:
        made.append((poster, four_to_a_sheet))
        return render(poster, four_to_a_sheet=four_to_a_sheet)

    monkeypatch.setattr(poster_views, "printed", seen)
    campaign = a_campaign(world)
    with override_settings(BASE_URL="https://trygg.example"):
        for query in ("", f"?plats={world.square.public_id}", f"?k={campaign.public_id}&format=a6"):
            answer = page(world, "coordinator", f"invanare/affischer/affisch.pdf{query}")
            assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
            assert answer["Content-Disposition"].startswith("attachment")
    assert [(poster.url, four) for poster, four in made] == [
        ("https://trygg.example/k/bjorkviken/beratta/", False),
        (f"https://trygg.example/k/bjorkviken/p/{world.square.public_id}/", False),
        (f"https://trygg.example/k/bjorkviken/beratta/?k={campaign.public_id}", True),
    ]
    assert made[1][0].address == f"trygg.example/k/bjorkviken/p/{world.square.public_id}"
    assert made[1][0].place == "Furutorget"
    assert made[2][0].title == "Var är det mörkt?"
    assert "112" in made[0][0].lines[0]
    for query in ("?plats=finnsinte", "?k=finnsinte"):
        assert page(world, "coordinator", f"invanare/affischer/affisch.pdf{query}").status_code == 404


def test_the_code_on_the_poster_is_the_address() -> None:
    url = "https://trygg.example/k/bjorkviken/p/abcd2345efgh/"
    drawing = code_drawing(url).decode()
    side = segno.make(url, error="q").symbol_size(border=4)[0]
    assert f'height="{side}"' in drawing
    assert "<path" in drawing
    assert code_drawing(url) != code_drawing(url.replace("efgh", "efgx"))


def test_posters_are_found_by_place(world: World) -> None:
    shown = page(world, "coordinator", "invanare/affischer/?q=strand").content.decode()
    assert world.school.public_id in shown
    assert world.square.public_id not in shown
    assert "Ingen plats med det namnet." in text_of(page(world, "coordinator", "invanare/affischer/?q=nordpolen"))
