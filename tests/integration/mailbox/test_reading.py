"""Mail from a real IMAP server: stored once and held back, moved, deleted in time, never answered."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from unittest.mock import patch

import pytest
from pytest_django import Settings

from lykta.airlocks.intake.models import Submission
from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.incidents.models import Incident
from lykta.importers.mailbox import load
from lykta.importers.mailbox.address import mailboxes
from lykta.importers.mailbox.load import read_mailboxes
from lykta.journeys.take_in_deliveries import take_in_deliveries
from tests.imap_server import PASSWORD, USER, ImapServer, imap_process, imap_server  # noqa: F401
from tests.integration.pages.rows import PERSONAL_NUMBER, client_of
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


@pytest.fixture
def server(imap_server: ImapServer, settings: Settings) -> ImapServer:  # noqa: F811
    settings.LYKTA_MAILBOXES = mailboxes(imap_server.address)
    return imap_server


def a_mail(text: str = "Det är mörkt vid torget.", **changes: Any) -> EmailMessage:
    message = EmailMessage()
    headers = {
        "From": "nagon@example.org", "To": USER, "Subject": "Trasig lampa", "Message-ID": "<1@example.org>",
        "Date": "Sun, 22 Nov 2026 18:00:00 +0100",
    } | {name.replace("_", "-"): value for name, value in changes.items()}  # fmt: skip
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message


def stored(world: World) -> list[Submission]:
    return list(Submission.objects.for_municipality(world.bjorkviken).order_by("pk"))


def test_a_mail_is_held_back_moved_and_never_answered(world: World, server: ImapServer) -> None:
    server.put(a_mail().as_bytes())
    server.put(a_mail("Andra mejlet.", Message_ID="<2@example.org>").as_bytes(), flags=("\\Seen",))
    assert (read_mailboxes(), read_mailboxes()) == (2, 0)
    assert [(row.channel, row.state, row.payload, row.reply_email) for row in stored(world)] == [
        ("mail", "quarantined", {"subject": "Trasig lampa", "text": "Det är mörkt vid torget."}, ""),
        ("mail", "quarantined", {"subject": "Trasig lampa", "text": "Andra mejlet."}, ""),
    ]  # fmt: skip
    assert (server.count(), server.count("Lykta")) == (0, 2)
    assert OutgoingMessage.objects.count() == 0
    assert take_in_deliveries() == 0, "only a person takes in what came by mail"


def test_killed_after_storing_it_comes_once(world: World, server: ImapServer) -> None:
    server.put(a_mail().as_bytes())

    class Killed(BaseException):
        pass

    with patch.object(load, "_stored", side_effect=Killed), pytest.raises(Killed):
        read_mailboxes()
    assert (stored(world), server.count()) == ([], 1)
    with patch("imap_tools.BaseMailBox.move", side_effect=Killed), pytest.raises(Killed):
        read_mailboxes()
    assert (len(stored(world)), server.count()) == (1, 1)
    assert read_mailboxes() == 0
    assert (len(stored(world)), server.count(), server.count("Lykta")) == (1, 0, 1)


def test_the_same_mail_twice_is_one_and_a_borrowed_id_is_another(world: World, server: ImapServer) -> None:
    for text in ("Ett.", "Ett.", "Två."):
        server.put(a_mail(text).as_bytes())
    assert read_mailboxes() == 2
    assert [row.payload["text"] for row in stored(world)] == ["Ett.", "Två."]
    assert (server.count(), server.count("Lykta")) == (0, 3)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"List_Id": "<x>"},
        {"Return_Path": "<>"}, {"From": "MAILER-DAEMON@example.org"}, {"From": "Lykta <lykta@localhost>"},
    ],
)  # fmt: skip
def test_machines_and_our_own_mail_are_moved_and_not_stored(
    world: World, server: ImapServer, headers: dict[str, str]
) -> None:
    server.put(a_mail(**headers).as_bytes())
    assert read_mailboxes() == 0
    assert (stored(world), server.count(), server.count("Lykta")) == ([], 0, 1)


def test_pictures_are_counted_and_a_large_mail_is_read_from_its_beginning(world: World, server: ImapServer) -> None:
    message = a_mail("Se bilderna.")
    for number in range(2):
        message.add_attachment(b"\x89PNG" * 200_000, maintype="image", subtype="png", filename=f"{number}.png")
    server.put(message.as_bytes())
    assert read_mailboxes() == 1
    (row,) = stored(world)
    assert row.payload["text"].startswith("Se bilderna.\n\n(")
    assert "bilag" in row.payload["text"]


def test_what_was_read_is_deleted_by_rule(world: World, server: ImapServer) -> None:
    server.put(a_mail().as_bytes())
    server.put(a_mail("Gammalt.", Message_ID="<2@example.org>").as_bytes(), came=datetime.now(UTC) - timedelta(days=16))
    assert read_mailboxes() == 2
    assert (server.count(), server.count("Lykta")) == (0, 1)


def test_too_many_in_a_day_wait_in_the_mailbox(
    world: World, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "A_DAY", (load.Limit(24 * 3600, 2),))
    for number in range(4):
        server.put(a_mail(f"Nummer {number}.", Message_ID=f"<{number}@example.org>").as_bytes())
    assert read_mailboxes() == 2
    assert (len(stored(world)), server.count(), server.count("Lykta")) == (2, 2, 2)


def test_a_server_that_is_away_or_refuses_is_logged_without_a_word_of_the_password(
    world: World, server: ImapServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    away = server.address.replace(str(server.port), "1")
    refused = server.address.replace("p%40ss", "fel")
    nobody = server.address.replace("9901", "9999")
    settings.LYKTA_MAILBOXES = mailboxes(" ".join([away, refused, nobody, server.address]))
    server.put(a_mail().as_bytes())
    with caplog.at_level(logging.DEBUG):
        assert read_mailboxes() == 1, "the last mailbox is read all the same"
    assert len([row for row in caplog.records if row.name == "lykta.worker"]) == 3
    assert PASSWORD not in caplog.text
    assert "mörkt" not in caplog.text


def test_the_coordinator_finds_it_among_what_is_held_and_takes_it_in(world: World, server: ImapServer) -> None:
    server.put(a_mail(f"Han med {PERSONAL_NUMBER} klottrar.", Subject="HEMLIG rubrik").as_bytes())
    read_mailboxes()
    (row,) = stored(world)
    client = client_of(world.coordinator)
    listed = client.get("/arbete/bjorkviken/invanare/").content.decode()
    assert row.public_id in listed
    assert "HEMLIG" not in listed
    assert PERSONAL_NUMBER not in listed
    address = f"/arbete/bjorkviken/invanare/{row.public_id}/"
    assert "klottrar" in client.get(address).content.decode()
    given = {"act": "take_in", "category": "graffiti", "place": "Furutorget", "place_text": "", "once": "x"}
    assert client.post(address, given | {"text": f"Han med {PERSONAL_NUMBER} klottrar."}).status_code == 422
    assert client.post(address, given | {"text": "Klotter på torget."}).status_code == 302
    report = Incident.objects.for_municipality(world.bjorkviken).get()
    assert (report.channel, report.text, report.place) == ("mail", "Klotter på torget.", world.square)
