"""A real SMTP server on this machine, and what mail servers do to mail: refuse, put off, hang up, be slow, be away.

from tests.mail_server import mail_server  # noqa: F401  (a fixture)

def test_it(mail_server):
    mail_server.refuses("gone@example.org")
    ...
    assert mail_server.to("park@example.org")[0].subject == "…"
"""

from __future__ import annotations

import asyncio
import email
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

WAITED_S = 20.0  # for a process of another kind to do its part; never slept through


@dataclass(frozen=True)
class Received:
    """One mail as it arrived. `is_encrypted`: over TLS. `login`: whom the sender said to be."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    is_encrypted: bool = False
    login: str = ""

    @property
    def subject(self) -> str:
        return str(self.message["Subject"]).strip()

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n").strip()


@dataclass
class MailServer:
    """`address` is what LYKTA_SMTP takes."""

    port: int
    tls: SSLContext | None = None
    logins: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)  # recipients that were tried, in order
    _refused: dict[str, str] = field(default_factory=dict)
    _put_off: dict[str, int] = field(default_factory=dict)
    _drops: int = 0
    _hold: threading.Event = field(default_factory=threading.Event)
    _asked: threading.Condition = field(default_factory=threading.Condition)
    _controller: Controller | None = None

    @property
    def host(self) -> str:
        return "127.0.0.1"

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    # What the server does next
    def refuses(self, recipient: str, reply: str = "550 5.1.1 No such mailbox") -> None:
        self._refused[recipient] = reply

    def puts_off(self, recipient: str, times: int = 1) -> None:
        """Greylisting: the first attempts are asked to come back."""
        self._put_off[recipient] = times

    def hangs_up(self, times: int = 1) -> None:
        """In the middle of the letter."""
        self._drops = times

    def is_slow(self) -> None:
        """Answers nothing to a letter until `hurries`."""
        self._hold.clear()

    def hurries(self) -> None:
        self._hold.set()

    # What came
    def to(self, recipient: str) -> list[Received]:
        return [mail for mail in self.received if recipient in mail.recipients]

    def wait_for_attempt(self, how_many: int = 1) -> None:
        with self._asked:
            assert self._asked.wait_for(lambda: len(self.attempts) >= how_many, WAITED_S), "nobody sent anything"

    # Up and down
    def start(self) -> None:
        self._hold.set()
        self._controller = _OneController(
            self, hostname=self.host, port=self.port, ready_timeout=WAITED_S, tls_context=self.tls,
            require_starttls=self.tls is not None, auth_required=bool(self.logins),
            auth_require_tls=self.tls is not None, authenticator=self._who,
        )  # fmt: skip
        self._controller.start()

    def stop(self) -> None:
        self._hold.set()
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    # aiosmtpd's hooks
    async def handle_RCPT(
        self, server: Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        with self._asked:
            self.attempts.append(address)
            self._asked.notify_all()
        if self._put_off.get(address, 0) > 0:
            self._put_off[address] -= 1
            return "451 4.7.1 Greylisted, please come back"
        if address in self._refused:
            return self._refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Protocol, session: Session, envelope: Envelope) -> str:
        while not self._hold.is_set():
            await asyncio.sleep(0.02)
        if self._drops > 0:
            self._drops -= 1
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        content: Any = envelope.content
        parsed = email.message_from_bytes(content, _class=EmailMessage, policy=default)
        login = session.auth_data.login.decode() if isinstance(session.auth_data, LoginPassword) else ""
        self.received.append(
            Received(str(envelope.mail_from), tuple(envelope.rcpt_tos), parsed, session.ssl is not None, login)
        )
        return "250 OK"

    def _who(self, server: Any, session: Any, envelope: Any, mechanism: str, auth_data: Any) -> AuthResult:
        assert isinstance(auth_data, LoginPassword)
        expected = self.logins.get(auth_data.login.decode())
        return AuthResult(success=expected == auth_data.password.decode(), handled=False, auth_data=auth_data)


class _OneController(Controller):
    def _trigger_server(self) -> None:
        """aiosmtpd greets itself to find faults early; with a server that speaks to nobody but us there are none."""
        with socket.create_connection((self.hostname, self.port), WAITED_S) as probe:
            probe.recv(64)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def by_smtp(mail_server: MailServer, settings: Any) -> MailServer:
    """Mail of this process goes to the server, as an installation's would."""
    from lykta.config.smtp import smtp_settings

    use(settings, smtp_settings({"LYKTA_SMTP": mail_server.address}))
    return mail_server


def use(settings: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
