"""The review page: the queue, the open report, and what each form answers with and without the script."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.incidents import queries
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident
from tests.integration.incidents.reports import a_picture, plant, review, send
from tests.integration.pages.rows import SCRIPT, assert_only, assert_same_queries, client_of, page

pytestmark = pytest.mark.sql
WORK = "/arbete/bjorkviken/"
PANEL = {"X-Lykta-Panel": "1"}


@pytest.fixture
def client(world):
    return client_of(world.coordinator)


def act(client, row, name, headers=None, **more):
    row.refresh_from_db()
    data = {"act": name, "version": row.version} | more
    return client.post(f"{WORK}granska/{row.public_id}/", data, headers=headers or {})


def shown(answer):
    return answer.content.decode()


def test_empty(world, client):
    answer = shown(client.get(f"{WORK}granska/"))
    assert "Inga rapporter väntar." in answer
    assert 'id="panel"' not in answer


def test_who_gets_in(world):
    row = send(world)
    for path in ("granska/", "granska/rader/", f"granska/{row.public_id}/", f"granska/{row.public_id}/ratta/",
                 f"granska/{row.public_id}/dolj/", f"granska/{row.public_id}/felanmalan/"):  # fmt: skip
        assert_only(world, path, "coordinator")


def test_the_oldest_is_open_and_the_order_is_kept_in_the_address(world, client):
    rows = [send(world, text=f"Nummer {n}") for n in range(3)]
    answer = shown(client.get(f"{WORK}granska/?kategori=vandalism"))
    assert f'data-pid="{rows[0].public_id}"' in answer
    assert f'data-next="{rows[1].public_id}"' in answer
    assert f"granska/{rows[1].public_id}/?kategori=vandalism" in answer
    assert "3 rapporter väntar." in answer
    panel = client.get(f"{WORK}granska/{rows[1].public_id}/?kategori=vandalism", headers=PANEL)
    assert "<html" not in shown(panel)
    assert f'data-next="{rows[2].public_id}"' in shown(panel)
    last = shown(client.get(f"{WORK}granska/{rows[2].public_id}/", headers=PANEL))
    assert f'data-next="{rows[0].public_id}"' in last  # what was passed over comes again


def test_without_the_script_a_decision_leads_to_the_next(world, client):
    one, two = send(world), send(world)
    answer = act(client, one, "approve", category="graffiti")
    assert (answer.status_code, answer["Location"]) == (302, f"{WORK}granska/{two.public_id}/")
    assert "Rapport 1 är godkänd." in shown(client.get(answer["Location"]))
    answer = act(client, two, "refuse", note="Gör en felanmälan.")
    assert answer["Location"] == f"{WORK}granska/"
    assert "Senast avgjorda" in shown(client.get(f"{WORK}granska/"))
    act(client, one, "undo")
    one.refresh_from_db()
    assert one.state == State.REPORTED


def test_with_the_script_the_answer_says_what_comes_next(world, client):
    one, two = send(world), send(world)
    answer = act(client, one, "approve", PANEL, category="broken_glass")
    assert answer.json() == {
        "message": "Rapport 1 är godkänd.", "number": 1, "version": 2, "waiting": 1, "next": two.public_id,
        "undo": True,
    }  # fmt: skip
    one.refresh_from_db()
    assert one.category.code == "broken_glass"
    stale = client.post(f"{WORK}granska/{one.public_id}/", {"act": "refuse", "version": 1, "note": "x"}, headers=PANEL)
    assert (stale.status_code, "ändrat" in stale.json()["message"]) == (409, True)
    empty = act(client, two, "ask", PANEL, note=" ")
    assert (empty.status_code, empty.json()["field"]) == (422, "note")
    assert act(client, two, "nonsense", PANEL).status_code == 409


def test_a_line_that_is_missing_is_said_at_its_field_with_what_was_written(world, client):
    row = send(world)
    answer = act(client, row, "ask", note=f"19121212-1212 {SCRIPT}")
    assert answer.status_code == 422
    assert "personnummer" in shown(answer)
    assert SCRIPT not in shown(answer)
    assert "alert(1)" in shown(answer)
    assert 'aria-invalid="true"' in shown(answer)


def test_merging_and_taking_apart_on_the_page(world, client):
    one, two = send(world), send(world, by=world.other_reporter)
    panel = shown(client.get(f"{WORK}granska/{two.public_id}/"))
    assert "Kan vara samma händelse som" in panel
    assert "samma ställe" in panel
    assert "kan vara samma som 1" in panel  # in the list too
    assert act(client, two, "merge", into=one.public_id).status_code == 302
    act(client, one, "approve", category="graffiti")
    event = shown(client.get(f"{WORK}handelser/{one.public_id}/"))
    assert "Utöver den här rapporten berättas den av en till" in event
    assert "Rapport 2" in event
    assert "Nordvakt" in event
    act(client, two, "lead")
    assert [row.number for row in Incident.objects.for_municipality(world.bjorkviken).counted()] == [2]
    act(client, one, "split")
    one.refresh_from_db()
    assert (one.merged_into, one.state) == (None, State.REVIEWED)
    theirs = send(world, by=world.outsider, municipality=world.granhult, place=None, organization=None,
                  source="municipality")  # fmt: skip
    assert act(client, two, "merge", into=theirs.public_id).status_code == 404


def test_the_other_can_be_merged_into_the_open_one(world, client):
    one, two = review(world, send(world)), send(world, by=world.other_reporter)
    act(client, two, "merge", into=one.public_id, into_version=one.version, leads="this")
    rows = {row.number: row for row in Incident.objects.for_municipality(world.bjorkviken)}
    assert (rows[1].merged_into, rows[2].merged_into, rows[2].state) == (rows[2], None, State.REPORTED)


def test_correcting_through_the_page(world, client):
    row = send(world)
    path = f"{WORK}granska/{row.public_id}/ratta/"
    data = {"version": 1, "category": "broken_glass", "place": "strandskolan", "place_text": "entrén",
            "occurred_from": "2026-11-17T07:00", "occurred_to": "2026-11-17T08:30", "observation": "own",
            "certainty": "sure", "text": "Krossad ruta."}  # fmt: skip
    for changes, said in (
        ({"place": "Månen"}, "Ingen plats heter så"),
        ({"occurred_to": "2026-11-16T07:00"}, "Byt plats på dem"),
        ({"occurred_from": "i går"}, "2026-11-17 07:00"),
        ({"text": "Ring 070-174 06 05."}, "telefonnummer"),
        ({"version": 9}, "ändrat"),
    ):
        answer = client.post(path, data | changes)
        assert (answer.status_code, said in shown(answer)) == (422, True), said
    assert client.post(path, data)["Location"] == f"{WORK}granska/{row.public_id}/"
    row.refresh_from_db()
    assert (row.category.code, row.place, row.text) == ("broken_glass", world.school, "Krossad ruta.")
    assert row.occurred_from.isoformat() == "2026-11-17T06:00:00+00:00"
    history = shown(client.get(path))
    assert "Klotter på södra väggen." in history
    assert "Klara Samordnare" in history
    assert "Klotter på södra väggen." not in shown(page(world, "police_officer", f"handelser/{row.public_id}/"))


def test_hiding_and_passing_on_through_the_page(world, client):
    row = send(world, text="Klotter vid Sotarens port.")
    path = f"{WORK}granska/{row.public_id}/"
    nothing = client.post(f"{path}dolj/", {"version": 1, "words": ""})
    assert (nothing.status_code, "Välj eller skriv" in shown(nothing)) == (422, True)
    assert client.post(f"{path}dolj/", {"version": 1, "words": "Sotarens"}).status_code == 302
    world.bjorkviken.fault_email = "fel@bjorkviken.example"
    world.bjorkviken.save()
    assert "fel@bjorkviken.example" in shown(client.get(f"{path}felanmalan/"))
    wrong = client.post(f"{path}felanmalan/", {"version": 2, "how": "mail", "to": "hej"})
    assert (wrong.status_code, "Skriv en e-postadress" in shown(wrong)) == (422, True)
    client.post(f"{path}felanmalan/", {"version": 2, "how": "by_hand", "reference": "A-17"})
    assert "Ärendenummer A-17" in shown(client.get(path))
    assert not OutgoingMessage.objects.filter(to="fel@bjorkviken.example").exists()


def test_many_at_once_through_the_page(world, client):
    rows = [send(world) for _ in range(3)]
    chosen = [f"{row.public_id}:1" for row in rows]
    for data, said in (
        ({"act": "approve"}, "Välj minst en rapport"),
        ({"act": "out_of_scope", "vald": chosen}, "Skriv en rad till rapportörerna"),
        ({"act": "category", "vald": chosen}, "Välj den nya kategorin"),
        ({"act": "place", "vald": chosen, "place": "xyz"}, "Ingen plats heter så"),
        ({"act": "approve", "vald": ["skräp", "x:y", ":1:2"]}, "Välj minst en rapport"),
    ):
        answer = client.post(f"{WORK}granska/flera/", data)
        assert (answer.status_code, said in shown(answer)) == (422, True), said
    review(world, rows[1])
    answer = client.post(f"{WORK}granska/flera/", {"act": "approve", "vald": [*chosen, "finnsinte:1"]})
    assert "Godkänn: 2 rapporter klara" in shown(answer)
    assert "Någon har ändrat rapporten" in shown(answer)
    assert "1 rapport finns inte längre i kön" in shown(answer)
    assert client.get(f"{WORK}granska/flera/").status_code == 405


def test_a_photo_is_for_the_reviewer_until_somebody_has_looked(world, client):
    row = send(world, picture=a_picture())
    path = f"handelser/{row.public_id}/bild/"
    who = ("reporter", "other_reporter", "police_officer", "registrar", "coordinator")
    assert [page(world, each, path).status_code for each in who] == [404, 404, 404, 404, 200]
    unsaid = client.post(f"{WORK}granska/{row.public_id}/bild/", {"version": 1})
    assert (unsaid.status_code, "Titta på bilden" in shown(unsaid)) == (422, True)
    client.post(f"{WORK}granska/{row.public_id}/bild/", {"version": 1, "shows": "no"})
    assert [page(world, each, path).status_code for each in who] == [200, 404, 200, 200, 200]
    answer = client.get(WORK + path)
    assert answer.content.startswith(b"\xff\xd8")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"], answer["Cache-Control"]) == (
        "image/jpeg", "nosniff", "no-store",
    )  # fmt: skip
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    client.post(f"{WORK}granska/{row.public_id}/bild/", {"version": 2, "shows": "yes"})
    assert client.get(WORK + path).status_code == 404


def test_a_photo_held_back_is_shown_to_its_handler_and_the_look_is_logged(world, client):
    from lykta.base.audit.models import AuditEvent

    row = send(world, text="Ring 070-174 06 05.", picture=a_picture())
    path = f"handelser/{row.public_id}/bild/"
    assert [page(world, who, path).status_code for who in ("reporter", "police_officer", "coordinator")] == [
        404,
        404,
        200,
    ]
    assert AuditEvent.objects.filter(event="incidents.held_looked_at").count() == 1


def test_hostile_text_is_text(world, client):
    row = send(world, text=f"{SCRIPT} ‮ {{{{ 7*7 }}}}", place_text=SCRIPT)
    for path in (f"granska/{row.public_id}/", f"granska/{row.public_id}/ratta/", f"granska/{row.public_id}/dolj/",
                 f"granska/{row.public_id}/felanmalan/", f"handelser/{row.public_id}/"):  # fmt: skip
        assert SCRIPT not in shown(client.get(WORK + path)), path


def test_as_many_questions_for_thirty_as_for_one(world, client):
    # Apart in time, so that none is like another: what is alike is fetched together, in one more question.
    start = timezone.now() - timedelta(days=300)

    def add(n):
        moment = start + timedelta(days=9 * n)
        plant(world, [moment], state=State.REPORTED, place=world.square)

    for path in ("granska/", "granska/rader/"):
        Incident.objects.for_municipality(world.bjorkviken).delete()
        add(0)
        add(31)
        assert_same_queries(lambda path=path: client.get(WORK + path), add)


def test_a_panel_costs_few_questions(world, client, django_assert_max_num_queries):
    rows = [send(world) for _ in range(3)]
    with django_assert_max_num_queries(22):
        client.get(f"{WORK}granska/{rows[1].public_id}/", headers=PANEL)


def test_the_queue_is_read_by_its_index(world):
    """However many there are: neither the first nor the next of those that wait is found by reading them all."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read as SQLite writes it; PostgreSQL chooses by statistics")
    waiting = queries.waiting_for_review(world.coordinator, world.bjorkviken)
    plan = waiting.explain()
    assert "USING INDEX incidents_i_municip_58231f_idx" in plan
    assert "TEMP B-TREE" not in plan.replace("LAST TERM OF ORDER BY", "") or "RIGHT PART" in plan


def test_the_decision_of_another_municipality_is_not_there(world):
    row = send(world)
    assert (
        client_of(world.outsider)
        .post(f"/arbete/granhult/granska/{row.public_id}/", {"act": "approve", "version": 1})
        .status_code
        == 404
    )
    row.refresh_from_db()
    assert row.state == State.REPORTED
