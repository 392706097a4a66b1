"""Mail becomes submissions that are held back for a person to read. Nobody is answered."""

from __future__ import annotations

import logging
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from imap_tools import BaseMailBox

from lykta.airlocks.intake.enums import IntakeChannel
from lykta.airlocks.intake.operations import Limit, rate_limit, receive
from lykta.ground.municipalities.models import Municipality
from lykta.ground.municipalities.queries import by_code
from lykta.importers.mailbox.address import Mailbox
from lykta.importers.mailbox.fetch import beginning, delete_old, opened, waiting
from lykta.importers.mailbox.parse import Mail, read_mail

log = logging.getLogger("lykta.worker")
AT_A_TIME = 50
A_DAY = (Limit(24 * 3600, 500),)  # what is more waits in the mailbox until tomorrow


def read_mailboxes() -> int:
    """By the worker. Gives how many mails were stored. A mailbox that cannot be reached is tried again next time."""
    stored = 0
    for box in settings.LYKTA_MAILBOXES:
        try:
            stored += read_mailbox(box)
        except Exception as problem:  # the others' mail is read all the same; the text of it may hold what was sent
            log.error("the mailbox %s was not read and is tried again: %s", box.name, type(problem).__name__)
    return stored


def read_mailbox(box: Mailbox) -> int:
    municipality = by_code(box.municipality)
    if municipality is None:
        log.error("the mailbox %s is for a municipality that is not here", box.name)
        return 0
    with opened(box) as mailbox, override("sv"):
        uids = waiting(mailbox, AT_A_TIME)
        stored = sum(_taken(mailbox, box, municipality, uid) for uid in uids)
        delete_old(mailbox, box, timezone.localdate())
    return stored


def _taken(mailbox: BaseMailBox, box: Mailbox, municipality: Municipality, uid: str) -> bool:
    """Stored first and moved then: killed between the two, it is found again and known by its key."""
    raw = beginning(mailbox, uid)
    if raw is None:
        return False
    mail = read_mail(raw, _own_addresses())
    is_new = False
    if not mail.is_automatic:
        if not rate_limit(f"mailbox {municipality.pk}", A_DAY):
            return False
        is_new = _stored(mail, municipality)
    mailbox.move(uid, box.done)
    return is_new


def _stored(mail: Mail, municipality: Municipality) -> bool:
    payload = {"subject": mail.subject, "text": _text(mail)}
    receipt = receive(municipality=municipality, channel=IntakeChannel.MAIL, form=None, payload=payload, once=mail.key)
    return not receipt.is_repeat


def _text(mail: Mail) -> str:
    note = ""
    if mail.attachments:
        note = ngettext(
            "(%(n)s attachment came with the mail. It has not been saved.)",
            "(%(n)s attachments came with the mail. They have not been saved.)",
            mail.attachments,
        ) % {"n": mail.attachments}
    words = mail.text or _("(The mail had no text that could be read.)")
    return f"{words}\n\n{note}".strip() if note else words


def _own_addresses() -> frozenset[str]:
    """What we send ourselves and get back is never taken for a report."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    return frozenset({address}) if address else frozenset()
