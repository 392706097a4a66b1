"""The outbox against a real SMTP server: what arrives, and what becomes of it when the server will not, or is away."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from lykta.base.messaging import operations, queries
from lykta.base.messaging.models import OutgoingMessage
from lykta.base.messaging.operations import LINE, WAITS, wrapped
from lykta.config.smtp import smtp_settings
from tests.mail_server import MailServer, by_smtp, free_port, mail_server, use  # noqa: F401
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
State = OutgoingMessage.State


def queue(world: World, to: str = "park@example.org", **changes: str) -> OutgoingMessage:
    content = {"subject": "En åtgärd väntar", "body": "Öppna Lykta."} | changes
    return operations.queue_message(to=to, municipality=world.bjorkviken, by=world.coordinator, **content)


def state_of(message: OutgoingMessage) -> tuple[str, int]:
    message.refresh_from_db()
    return message.state, message.attempts


def test_what_was_written_is_what_arrives(world: World, by_smtp: MailServer) -> None:  # noqa: F811
    body = "Hej Åsa!\n\nGångvägen är mörk.\n.\n– en rad som börjar med ett streck\nhttps://example.org/" + "x" * 120
    message = queue(world, subject="Åtgärd 12: “Ljusare gångväg” – klar på söndag", body=body)
    assert operations.send_due_messages() == 1
    (mail,) = by_smtp.received
    assert (mail.sender, mail.recipients) == ("lykta@localhost", ("park@example.org",))
    assert mail.subject == "Åtgärd 12: “Ljusare gångväg” – klar på söndag"
    assert mail.text == body
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message_id == f"<{message.public_id}@localhost>"
    assert state_of(message) == (State.SENT, 1)


def test_long_lines_are_broken_between_words_and_addresses_never() -> None:
    address = "https://lykta.example.org/arbete/bjorkviken/" + "a" * 60
    text = "Hej!\n\n" + "ord " * 60 + f"\n  – {'Byta belysning på norra sidan ' * 5}\n{address}\n"
    lines = wrapped(text).split("\n")
    assert address in lines
    assert max(len(line) for line in lines if line != address) <= LINE
    assert " ".join(wrapped(text).split()) == " ".join(text.split())
    assert lines[:2] == ["Hej!", ""]
    first = next(at for at, line in enumerate(lines) if line.startswith("  – "))
    goes_on = lines[first + 1 : lines.index(address)]
    assert goes_on
    assert all(line.startswith("    ") for line in goes_on), "what goes on under a point is indented as its text"


def test_an_address_that_does_not_exist_is_given_up_at_once_and_shown(world: World, by_smtp: MailServer) -> None:  # noqa: F811
    by_smtp.refuses("borta@example.org")
    gone, good = queue(world, to="borta@example.org"), queue(world)
    assert operations.send_due_messages() == 1
    assert (state_of(gone), state_of(good)) == ((State.FAILED, 1), (State.SENT, 1))
    assert list(queries.not_sent(world.bjorkviken)) == [gone]
    assert by_smtp.attempts == ["borta@example.org", "park@example.org"]
    assert operations.send_due_messages(timezone.now() + timedelta(days=3)) == 0
    assert by_smtp.attempts == ["borta@example.org", "park@example.org"]


def test_a_server_that_wants_to_be_asked_again_is(world: World, by_smtp: MailServer) -> None:  # noqa: F811
    by_smtp.puts_off("park@example.org", times=2)
    message, now = queue(world), timezone.now()
    for attempt, wait in enumerate(WAITS[:2], 1):
        assert operations.send_due_messages(now) == 0
        assert state_of(message) == (State.WAITING, attempt)
        assert operations.send_due_messages(now + wait - timedelta(seconds=1)) == 0
        now += wait
    assert operations.send_due_messages(now) == 1
    assert len(by_smtp.attempts) == 3
    (mail,) = by_smtp.received
    assert mail.message_id.startswith(f"<{message.public_id}@")


def test_a_connection_that_breaks_in_the_middle_of_a_letter(world: World, by_smtp: MailServer) -> None:  # noqa: F811
    by_smtp.hangs_up()
    message, now = queue(world), timezone.now()
    assert operations.send_due_messages(now) == 0
    assert (state_of(message), by_smtp.received) == ((State.WAITING, 1), [])
    assert operations.send_due_messages(now + WAITS[0]) == 1
    assert len(by_smtp.received) == 1


def test_a_server_that_is_away_for_a_while(world: World, by_smtp: MailServer) -> None:  # noqa: F811
    by_smtp.stop()
    message, now = queue(world), timezone.now()
    for wait in WAITS[:3]:
        assert operations.send_due_messages(now) == 0
        now += wait
    assert message.public_id
    assert state_of(message) == (State.WAITING, 3)
    by_smtp.start()
    assert operations.send_due_messages(now) == 1
    assert [mail.subject for mail in by_smtp.received] == ["En åtgärd väntar"]


def test_a_server_that_never_answers_holds_nobody_for_long(world: World, by_smtp: MailServer, settings) -> None:  # noqa: F811
    settings.EMAIL_TIMEOUT = 1
    by_smtp.is_slow()
    message, now = queue(world), timezone.now()
    assert operations.send_due_messages(now) == 0
    by_smtp.hurries()
    assert state_of(message) == (State.WAITING, 1)
    assert operations.send_due_messages(now + WAITS[0]) == 1
    # It may have got the first one after all: the mailbox can tell that they are the same.
    assert len({mail.message_id for mail in by_smtp.received}) == 1


def test_a_second_attempt_is_the_same_message(world: World, by_smtp: MailServer) -> None:  # noqa: F811
    """The server took the letter, and the worker died before it wrote that down."""
    message, now = queue(world), timezone.now()
    operations.send_due_messages(now)
    OutgoingMessage.objects.filter(pk=message.pk).update(state=State.WAITING, next_attempt=now)
    operations.send_due_messages(now)
    first, second = by_smtp.received
    assert first.message_id == second.message_id
    assert first.text == second.text


def certificate(folder: Path) -> tuple[Path, Path]:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl to make a certificate with")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture
def guarded_server(tmp_path: Path):
    """Takes mail over TLS and with a password only."""
    key, cert = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = MailServer(free_port(), tls=context, logins={"lykta": "hemligt-2026"})
    server.start()
    yield server, cert
    server.stop()


def test_encrypted_with_a_password_where_the_certificate_is_trusted(
    world: World, guarded_server, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, cert = guarded_server
    login = {"LYKTA_SMTP": server.address, "LYKTA_SMTP_USER": "lykta", "LYKTA_SMTP_PASSWORD": "hemligt-2026"}
    use(settings, smtp_settings(login))
    message, now = queue(world), timezone.now()

    assert operations.send_due_messages(now) == 0  # nobody vouches for the certificate
    message.refresh_from_db()
    assert message.last_error.startswith("SSLCertVerificationError")
    assert server.attempts == []

    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    assert operations.send_due_messages(now + WAITS[0]) == 1
    (mail,) = server.received
    assert (mail.is_encrypted, mail.login) == (True, "lykta")


def test_a_wrong_password_is_our_trouble_and_is_tried_again(
    world: World, guarded_server, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, cert = guarded_server
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    login = {"LYKTA_SMTP": server.address, "LYKTA_SMTP_USER": "lykta", "LYKTA_SMTP_PASSWORD": "fel"}
    use(settings, smtp_settings(login))
    message = queue(world)
    assert operations.send_due_messages() == 0
    message.refresh_from_db()
    assert (message.state, message.last_error.split(":")[0]) == (State.WAITING, "SMTPAuthenticationError")
