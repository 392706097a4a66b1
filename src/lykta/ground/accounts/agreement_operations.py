"""Those outside the municipality (guards, private landlords, associations) report by agreement, as long as it lasts."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.base.privacy.free_text import checked
from lykta.ground.accounts.enums import Permission
from lykta.ground.accounts.models import Function


@transaction.atomic
def set_agreement(*, function: Function, agreement: str, ends: date | None, by: Actor) -> Function:
    """After its last day neither a login nor a link of the function opens anything. Empty agreement: none is needed."""
    require(by, Permission.MANAGE, function.municipality)
    text = " ".join(checked(agreement, field="agreement").split())
    if len(text) > 120:
        raise NotNow(_("Shorten the agreement to at most 120 characters. A record number is enough."))
    if text and ends is None:
        raise NotNow(_("Write the last day of the agreement. It can be changed when the agreement is renewed."))
    row = Function.objects.for_municipality(function.municipality).select_for_update(no_key=True).get(pk=function.pk)
    row.agreement, row.agreement_ends = text, ends
    row.save(update_fields=["agreement", "agreement_ends"])
    record("accounts.agreement_set", by=by, municipality=function.municipality, subject=row, title=row.title,
           agreement=text or "–", ends=ends.isoformat() if ends else "–")  # fmt: skip
    function.agreement, function.agreement_ends = row.agreement, row.agreement_ends
    return row
