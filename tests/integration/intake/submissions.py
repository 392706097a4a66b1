"""What came in, made as the public page makes it."""

from __future__ import annotations

import secrets
from typing import Any

from lykta.airlocks.intake.models import Campaign, FormVersion, Submission
from lykta.airlocks.intake.queries import RESIDENT_REPORT, current_form
from lykta.airlocks.intake.receiving import Receipt, receive
from lykta.ground.municipalities.models import Municipality
from lykta.journeys.push_forms import push_forms

LIT = {"category": "unsafe_place", "reasons": ["poor_lighting"], "text": "Lampan vid trappan är släckt."}


def form_of(municipality: Municipality) -> FormVersion:
    push_forms(municipality)
    form = current_form(municipality, RESIDENT_REPORT)
    assert form is not None
    return form


def send_in(municipality: Municipality, *, campaign: Campaign | None = None, **fields: Any) -> Receipt:
    given = {name: fields.pop(name) for name in ("reply_email", "once", "channel") if name in fields}
    values = {"channel": "resident", "once": secrets.token_urlsafe(9)} | given
    return receive(
        municipality=municipality, form=form_of(municipality), payload={**LIT, **fields}, campaign=campaign, **values
    )


def a_submission(municipality: Municipality, **fields: Any) -> Submission:
    return stored(municipality, send_in(municipality, **fields))


def stored(municipality: Municipality, receipt: Receipt) -> Submission:
    rows = Submission.objects.for_municipality(municipality).select_related("municipality", "delivery_key", "campaign")
    found: Submission = rows.get(public_id=receipt.reference)
    return found
