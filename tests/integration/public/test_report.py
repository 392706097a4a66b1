"""Residents tell of a place: without a script, in one page, with a sentence for whatever goes wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lykta.airlocks.intake.models import RateCount, Submission
from lykta.airlocks.intake.operations import make_campaign
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
from lykta.sites.public.report import guards
from tests.integration.intake.submissions import form_of
from tests.integration.pages.rows import PERSONAL_NUMBER, SCRIPT
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
PAGE = "/k/bjorkviken/beratta/"
TOLD = {"category": "unsafe_place", "reasons": ["poor_lighting"], "text": "Lampan vid trappan är släckt."}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time passes when the test says so: a form takes a moment to fill in."""
    at = [1_800_000_000.0]
    monkeypatch.setattr(guards.time, "time", lambda: at[0])
    return at


@pytest.fixture
def town(world: World) -> Municipality:
    form_of(world.bjorkviken)
    return world.bjorkviken


def ticket(page: str = PAGE) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', Client().get(page).content.decode())
    assert found
    return found[1]


def send(clock: list[float], *, wait: float = 20, client: Client | None = None, **fields: Any) -> Any:
    given = {"ticket": fields.pop("ticket", None) or ticket(), **TOLD, **fields}
    clock[0] += wait
    return (client or Client()).post(PAGE, given)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def submissions(town: Municipality) -> list[Submission]:
    return list(Submission.objects.for_municipality(town).order_by("pk"))


def test_the_page_says_what_it_is_for_before_anything_is_asked(town: Municipality) -> None:
    response = Client().get(PAGE)
    shown = text_of(response)
    said = [
        "Det här är inte för det som är bråttom.",
        "112",
        "114 14",
        "Våld i nära relation",
        "En plats som känns otrygg",
        "Sök efter en plats",
        "inga namn, telefonnummer",
        "blir en allmän handling",
        "trygghet@bjorkviken.example",
    ]
    assert [each for each in said if each not in shown] == []
    assert shown.index("112") < shown.index("1. Vad gäller det?")
    assert response["Cache-Control"] == "no-store"
    assert set(response.cookies) == {"csrftoken"}


def test_sent_without_a_script_it_comes_in_with_a_receipt(town: Municipality, world: World, clock: list[float]) -> None:
    answer = send(clock, place=world.square.public_id, day_parts=["evening"], reply_email="granne@example.org")
    (row,) = submissions(town)
    assert row.payload == {**TOLD, "place": world.square.public_id, "day_parts": ["evening"]}
    assert (answer.status_code, row.reply_email, row.state, row.channel) == (
        302,
        "granne@example.org",
        "waiting",
        "resident",
    )
    receipt = Client().get(answer["Location"])
    shown = text_of(receipt)
    assert (receipt.status_code, receipt["Cache-Control"]) == (200, "no-store")
    assert row.public_id in shown
    assert "Du får svar med e-post" in shown
    assert "granne@example.org" not in shown + answer["Location"]
    assert "Lampan" not in shown


def test_a_receipt_cannot_be_made_up_or_moved(town: Municipality, clock: list[float]) -> None:
    address = send(clock)["Location"]
    assert Client().get(address.replace("bjorkviken", "granhult")).status_code == 404
    assert Client().get(address[:-3] + "xx/").status_code == 404
    assert Client().get(PAGE + "kvitto/x/").status_code == 404


def test_pressed_twice_it_comes_once(town: Municipality, clock: list[float]) -> None:
    same = ticket()
    first, second = (send(clock, ticket=same) for _ in "ab")
    assert (first.status_code, second.status_code, len(submissions(town))) == (302, 302, 1)
    changed = send(clock, ticket=same, text="Något annat")
    assert (changed.status_code, len(submissions(town))) == (409, 1)
    assert "Det här har redan skickats" in text_of(changed)


def test_a_place_is_found_by_a_plain_form_and_what_was_written_stays(town: Municipality, world: World) -> None:
    answer = Client().post(PAGE, {**TOLD, "search": "furu", "find": "1", "ticket": ticket()})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{world.square.public_id}"' in shown
    assert "En plats hittades. Välj den här ovanför." in text_of(answer)
    assert "Lampan vid trappan" in shown
    assert re.search(r'value="unsafe_place" checked', shown)
    assert re.search(r'value="poor_lighting" checked', shown)
    nothing = Client().post(PAGE, {**TOLD, "search": "Nordpolen", "find": "1"})
    assert "Ingen plats med det namnet." in text_of(nothing)
    assert "Skriv platsens namn först." in text_of(Client().post(PAGE, {**TOLD, "search": "", "find": "1"}))
    assert submissions(town) == []


def test_a_poster_leads_to_its_place_and_its_campaign(town: Municipality, world: World, clock: list[float]) -> None:
    today = timezone.localdate()
    campaign = make_campaign(
        municipality=town, title="Var är det mörkt?", intro="Vi frågar i november.", first_day=today, last_day=today,
        by=world.coordinator,
    )  # fmt: skip
    landed = Client().get(f"/k/bjorkviken/p/{world.square.public_id}/?k={campaign.public_id}", follow=True)
    assert landed.redirect_chain == [(f"{PAGE}?plats={world.square.public_id}&k={campaign.public_id}", 302)]
    assert re.search(rf'value="{world.square.public_id}" checked', landed.content.decode())
    assert "Var är det mörkt?" in text_of(landed)
    assert "Vi frågar i november." in text_of(landed)
    send(clock, k=campaign.public_id)
    campaign.first_day = campaign.last_day = today - timedelta(days=1)
    campaign.save()
    later = Client().get(f"{PAGE}?k={campaign.public_id}")
    assert (later.status_code, "Vi frågar i november." in text_of(later)) == (200, False)
    send(clock, k=campaign.public_id, text="Efteråt.")
    assert [row.campaign for row in submissions(town)] == [campaign, None]
    assert Client().get(f"{PAGE}?plats=finnsinte&k=%00").status_code in (200, 400)
    assert Client().get(f"{PAGE}?plats=finnsinte").status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"category": ""}, "Välj vad det gäller."),
        ({"category": "domestic_violence"}, "Det valet finns inte längre."),
        ({"text": "x" * 1_000_000}, "Texten är 1000000 tecken. Korta den till högst 1000."),
        ({"text": f"Han heter {PERSONAL_NUMBER}"}, "personnummer"),
        ({"place": "finnsinte"}, "Den platsen finns inte längre i listan."),
        ({"lon": "nan", "lat": "58.9"}, "Positionen gick inte att läsa."),
        ({"lon": "14.3"}, "Bara halva positionen kom med."),
        ({"day": "2999-01-01"}, "Den tiden har inte kommit än."),
        ({"day": "i går"}, "Skriv år-månad-dag"),
        ({"reply_email": "inte en adress"}, "Det ser inte ut som en e-postadress."),
        ({"place_text": "x" * 500}, "Korta den till högst 120."),
        ({"website": "http://spam.example"}, "Ett fält som ska vara tomt var ifyllt"),
        ({"ticket": "påhittad"}, "Sidan hade varit öppen länge."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_and_what_was_written_stays(
    town: Municipality, clock: list[float], fields: dict[str, Any], sentence: str
) -> None:
    answer = send(clock, **{"text": SCRIPT + " mörkt här 😀 مظلم", **fields})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert SCRIPT not in shown
    if "text" not in fields:
        assert "mörkt här 😀 مظلم" in shown
    assert submissions(town) == []


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE incidents_incident; --", SCRIPT, "😀" * 50, "أمام المدرسة", "a\u202eb", "\ud7ff\x07 x"]
)
def test_odd_text_is_taken_as_text(town: Municipality, clock: list[float], text: str) -> None:
    assert send(clock, text=text).status_code == 302
    assert len(submissions(town)) == 1


def test_more_than_a_form_can_hold_gets_a_swedish_page(town: Municipality, clock: list[float]) -> None:
    answer = send(clock, text="x" * 3_000_000)
    assert answer.status_code == 400
    assert "Vi kunde inte läsa" in text_of(answer)
    assert send(clock, text="a\x00b").status_code == 422
    assert submissions(town) == []


def test_a_point_outside_is_taken_and_said(town: Municipality, clock: list[float]) -> None:
    # without areas or a base map there is no outside
    form = form_of(town)
    form.definition["bounds"] = [14.2, 58.8, 14.4, 59.0]
    answer = send(clock, lon="18.06", lat="59.33")
    assert "Punkten på kartan ligger utanför Björkviken." in text_of(Client().get(answer["Location"]))
    assert submissions(town)[0].payload["lon"] == 18.06


def test_what_may_point_out_a_person_is_held_back_and_said_kindly(town: Municipality, clock: list[float]) -> None:
    answer = send(clock, text="Ring mig på 070-174 06 05")
    assert submissions(town)[0].state == "quarantined"
    assert "Något i texten kan peka ut en person." in text_of(Client().get(answer["Location"]))


def test_a_robot_is_too_fast_and_a_person_may_press_again(town: Municipality, clock: list[float]) -> None:
    same = ticket()
    fast = send(clock, wait=1, ticket=same)
    assert fast.status_code == 422
    assert "Det gick väldigt fort." in text_of(fast)
    assert send(clock, wait=5, ticket=same).status_code == 302
    old = ticket()
    late = send(clock, wait=25 * 3600, ticket=old)
    fresh = re.search(r'name="ticket" value="([^"]+)"', late.content.decode())
    assert fresh
    assert fresh[1] != old
    assert send(clock, wait=5, ticket=fresh[1]).status_code == 302
    assert send(clock, ticket=ticket() + "x").status_code == 422


def test_a_family_gets_through_and_a_flood_meets_a_kind_page(
    town: Municipality, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [send(clock, text=f"Nummer {n}").status_code for n in range(20)] == [302] * 20
    stopped = send(clock, text="Nummer 21")
    assert stopped.status_code == 429
    shown = text_of(stopped)
    assert "vänta en timme" in shown
    assert "Nummer 21" in shown
    assert len(submissions(town)) == 20
    other = Client(REMOTE_ADDR="192.0.2.99")
    assert send(clock, client=other, text="En granne").status_code == 302
    assert not any("192.0.2" in row.who or "127.0.0" in row.who for row in RateCount.objects.all())


def test_a_flood_from_everywhere_is_stopped_too(
    town: Municipality, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "PER_MUNICIPALITY", (guards.Limit(3600, 3),))
    answers = [send(clock, client=Client(REMOTE_ADDR=f"2001:db8:{n}::1"), text=str(n)).status_code for n in range(4)]
    assert answers == [302, 302, 302, 429]


def test_refused_forms_do_not_count(town: Municipality, clock: list[float]) -> None:
    assert [send(clock, category="").status_code for _ in range(3)] == [422] * 3
    assert not RateCount.objects.exists()


def test_a_closed_channel_and_one_without_a_form_say_whom_to_ask(town: Municipality, world: World) -> None:
    assert Client().get("/k/granhult/beratta/").status_code == 200
    town.takes_resident_reports = False
    town.save()
    for answer in (Client().get(PAGE), Client().post(PAGE, TOLD)):
        shown = text_of(answer)
        assert answer.status_code == 200
        assert "tar inte emot berättelser från invånare" in shown
        assert "trygghet@bjorkviken.example" in shown
        assert "<form" not in answer.content.decode()
    assert submissions(town) == []
    assert "Berätta om en plats" not in text_of(Client().get("/k/bjorkviken/"))


def test_the_first_page_leads_here(town: Municipality) -> None:
    assert f'href="{PAGE}"' in Client().get("/k/bjorkviken/").content.decode()


def test_the_places_are_those_of_the_form(town: Municipality, world: World) -> None:
    Place.objects.for_municipality(town).filter(pk=world.school.pk).update(
        active_to=timezone.localdate() - timedelta(1)
    )
    form_of(town)
    answer = Client().get(reverse("public:report_places", args=["bjorkviken"]))
    assert answer.json() == {"places": [[world.square.public_id, "Furutorget", 14.3, 58.9, "furutorget"]]}
    assert "no-store" not in answer["Cache-Control"]


def test_a_form_from_elsewhere_is_refused(town: Municipality, clock: list[float]) -> None:
    given = {**TOLD, "ticket": ticket()}
    clock[0] += 20
    assert Client(enforce_csrf_checks=True).post(PAGE, given).status_code == 403
    assert submissions(town) == []


def test_the_same_page_for_somebody_logged_in(town: Municipality, world: World) -> None:
    client = Client()
    client.force_login(world.coordinator)
    assert client.get(PAGE).status_code == 200
