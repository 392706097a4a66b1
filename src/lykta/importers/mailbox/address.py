"""Which mailboxes are read, as LYKTA_IMAP says."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"imaps": 993, "imap": 143}
KNOWN = {"municipality", "tls", "keep_days", "done"}
EXAMPLE = "imaps://user:password@mail.example.org/INBOX?municipality=9901"


@dataclass(frozen=True)
class Mailbox:
    """`done` is the folder to which what has been read is moved; it is deleted there after `keep_days`."""

    municipality: str
    host: str
    port: int
    tls: str  # ssl, starttls, none
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done: str = "Lykta"
    keep_days: int = 14

    @property
    def name(self) -> str:
        """For the log: no user, no password."""
        return f"{self.host}/{self.folder} of {self.municipality}"


def mailboxes(text: str) -> tuple[Mailbox, ...]:
    """Addresses with white space between. Says which one cannot be read by its number: it holds a password."""
    return tuple(_mailbox(number, each) for number, each in enumerate(text.split(), 1))


def _mailbox(number: int, text: str) -> Mailbox:
    try:
        parts, port = urlsplit(text), urlsplit(text).port
        asked = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        keep_days = int(asked.get("keep_days", "14"))
    except ValueError:
        raise _unreadable(number) from None
    tls = asked.get("tls") or ("ssl" if parts.scheme == "imaps" else "starttls")
    if parts.scheme not in PORTS or not parts.hostname or not parts.username or set(asked) - KNOWN:
        raise _unreadable(number)
    if not asked.get("municipality") or not 1 <= keep_days <= 90:
        raise _unreadable(number)
    if (tls == "ssl") != (parts.scheme == "imaps") or tls not in ("ssl", "starttls", "none"):
        raise ImproperlyConfigured(
            f"LYKTA_IMAP, address {number}: imaps has TLS by itself; imap takes tls=starttls or none."
        )
    return Mailbox(
        municipality=asked["municipality"], host=parts.hostname, port=port or PORTS[parts.scheme], tls=tls,
        user=unquote(parts.username), password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX", done=asked.get("done") or "Lykta", keep_days=keep_days,
    )  # fmt: skip


def _unreadable(number: int) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"LYKTA_IMAP, address {number} could not be read. Write as in {EXAMPLE}, with signs such as @ and / in the "
        "password as %40 and %2F. After the ? stand municipality, and if you want keep_days (1–90), done and tls."
    )
