"""A mailbox on an IMAP server: what lies in it, a beginning of each, moved when it has been read, deleted in time."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from lykta.importers.mailbox.address import Mailbox

TIMEOUT_S = 20
MOST_BYTES = 512 * 1024  # of one mail: the words come first, and pictures are not read


@contextmanager
def opened(box: Mailbox) -> Iterator[BaseMailBox]:
    """Raises OSError and imap_tools' errors."""
    with _logged_in(box) as mailbox:
        if not mailbox.folder.exists(box.done):
            mailbox.folder.create(box.done)
        yield mailbox


def _logged_in(box: Mailbox) -> BaseMailBox:
    server = _server(box)
    try:
        return server.login(box.user, box.password, initial_folder=box.folder)
    except Exception:
        server.client.shutdown()
        raise


def waiting(mailbox: BaseMailBox, most: int) -> list[str]:
    """Seen or not: somebody who looks into the mailbox hides nothing from us. Oldest first."""
    return sorted(mailbox.uids(charset=None), key=int)[:most]


def beginning(mailbox: BaseMailBox, uid: str) -> bytes | None:
    """None where it is gone. Asking marks nothing."""
    _status, rows = mailbox.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    return next((row[1] for row in rows if isinstance(row, tuple) and isinstance(row[1], bytes)), None)


def delete_old(mailbox: BaseMailBox, box: Mailbox, today: date) -> int:
    """Of what has been read. By the day it came to the server."""
    mailbox.folder.set(box.done)
    uids = mailbox.uids(AND(date_lt=today - timedelta(days=box.keep_days)), charset=None)
    mailbox.delete(uids)
    return len(uids)


def _server(box: Mailbox) -> BaseMailBox:
    if box.tls == "none":
        return MailBoxUnencrypted(box.host, box.port, timeout=TIMEOUT_S)
    checked = ssl.create_default_context()
    if box.tls == "starttls":
        return MailBoxStartTls(box.host, box.port, timeout=TIMEOUT_S, ssl_context=checked)
    return MailBox(box.host, box.port, timeout=TIMEOUT_S, ssl_context=checked)
