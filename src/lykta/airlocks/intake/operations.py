"""What people inside do with what came in, and the forms that the rooms push down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.intake import rules
from lykta.airlocks.intake.enums import Permission, SubmissionState
from lykta.airlocks.intake.models import Campaign, FormVersion, Submission
from lykta.airlocks.intake.payloads import plain_text, texts_of
from lykta.airlocks.intake.queries import current_form
from lykta.airlocks.intake.receiving import (
    Limit,
    Receipt,
    prune_rate_counts,
    rate_limit,
    receive,
    sender_hash,
)
from lykta.base.audit.operations import record
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.base.messaging.operations import queue_message
from lykta.base.privacy.free_text import checked
from lykta.ground.municipalities.models import Municipality

__all__ = [
    "Limit",
    "Receipt",
    "answer",
    "change_campaign",
    "current_form",
    "decide",
    "dispose",
    "end_campaign",
    "look_at_held",
    "make_campaign",
    "prune_rate_counts",
    "push_form",
    "rate_limit",
    "receive",
    "refuse_several",
    "sender_hash",
]
State = SubmissionState
DECISIONS = {State.ACCEPTED: "intake.accepted", State.REFUSED: "intake.refused"}


@transaction.atomic
def push_form(*, municipality: Municipality, kind: str, definition: dict[str, Any]) -> FormVersion:
    """A new version only where the content differs from the newest. Called by the rooms, not by people: no log."""
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    versions = FormVersion.objects.for_municipality(municipality).filter(kind=kind).order_by("-version")
    newest = versions.first()
    if newest is not None and newest.content_hash == content_hash:
        return newest
    row = FormVersion.objects.create(
        municipality=municipality,
        kind=kind,
        version=newest.version + 1 if newest else 1,
        definition=json.loads(text),
        content_hash=content_hash,
    )
    _forget_unused(versions, row)
    return row


@transaction.atomic
def decide(*, submission: Submission, state: str, by: Actor, note: str = "", taken_in_as: str = "") -> Submission:
    """ACCEPTED with what it became (`taken_in_as`), or REFUSED with a reason. What was sent stays as it was."""
    require(by, Permission.HANDLE, submission.municipality)
    row = _locked(submission)
    rules.require_open(row)
    if state not in DECISIONS:
        raise ValueError(f"a submission is not decided to be {state}")
    reason = checked(note, field="note")[:300]
    if state == State.REFUSED and not reason:
        raise rules.PayloadRefused(_("Write why, so that others can understand it later."), "note")
    now = timezone.now()
    row.state, row.note, row.taken_in_as = State(state), reason, taken_in_as
    row.decided, row.dispose_after = now, now + rules.KEPT_DECIDED
    row.save(update_fields=["state", "note", "taken_in_as", "decided", "dispose_after"])
    record(DECISIONS[row.state], by=by, municipality=row.municipality, subject=row)
    return row


def look_at_held(*, submission: Submission, by: Actor) -> Submission:
    """The content of one that may point out a person, also after it was decided on. Each look is logged."""
    require(by, Permission.HANDLE, submission.municipality)
    if submission.state == State.QUARANTINED or rules.may_point_out_a_person(texts_of(submission.payload).values()):
        record("intake.looked", by=by, municipality=submission.municipality, subject=submission)
    return submission


@transaction.atomic
def answer(*, submission: Submission, text: str, by: Actor) -> Submission:
    """One reply by e-mail. The address is deleted in the same moment as the answer is written."""
    require(by, Permission.HANDLE, submission.municipality)
    row = _locked(submission)
    if not row.reply_email:
        raise NotNow(_("There is no address to answer to: none was given, or the answer has been sent."))
    written = plain_text(text)
    rules.refuse_identity_numbers({"answer": written})  # a number to ring may well stand in an answer
    if not written:
        raise rules.PayloadRefused(_("Write the answer first."), "answer")
    queue_message(
        to=row.reply_email,
        subject=_("Answer about your report %(reference)s") % {"reference": row.public_id},
        body=_letter(row, written),
        municipality=row.municipality,
        by=by,
        forget_when_sent=True,
    )
    row.reply_email = ""
    row.save(update_fields=["reply_email"])
    record("intake.answered", by=by, municipality=row.municipality, subject=row)
    return row


def dispose(now: datetime | None = None) -> int:
    """By the worker: what is too old is emptied. That it came, when, and what became of it is kept to be counted."""
    moment = now or timezone.now()
    rows = Submission.objects.across_municipalities(reason="disposal by time, all municipalities")
    due = rows.filter(dispose_after__lt=moment)
    emptied: dict[str, Any] = {
        "payload": {}, "reply_email": "", "note": "", "idempotency_key": None, "content_hash": "", "form_version": None,
        "dispose_after": None,
    }  # fmt: skip
    unread = due.filter(state__in=rules.OPEN_STATES).update(**emptied, state=State.DISPOSED, decided=moment)
    return int(unread + due.filter(dispose_after__lt=moment).update(**emptied))


@transaction.atomic
def make_campaign(
    *, municipality: Municipality, title: str, intro: str, first_day: date, last_day: date, by: Actor
) -> Campaign:
    require(by, Permission.MANAGE, municipality)
    fields = _campaign_fields(title, intro, first_day, last_day)
    row = Campaign.objects.create(municipality=municipality, **fields)
    record("intake.campaign_made", by=by, municipality=municipality, subject=row)
    return row


@transaction.atomic
def change_campaign(
    *, campaign: Campaign, title: str, intro: str, first_day: date, last_day: date, by: Actor
) -> Campaign:
    require(by, Permission.MANAGE, campaign.municipality)
    for name, value in _campaign_fields(title, intro, first_day, last_day).items():
        setattr(campaign, name, value)
    campaign.save()
    record("intake.campaign_changed", by=by, municipality=campaign.municipality, subject=campaign)
    return campaign


@transaction.atomic
def end_campaign(*, campaign: Campaign, by: Actor, today: date | None = None) -> Campaign:
    """Yesterday was its last day; one that has not begun is taken away."""
    require(by, Permission.MANAGE, campaign.municipality)
    day = today or timezone.localdate()
    record("intake.campaign_ended", by=by, municipality=campaign.municipality, subject=campaign)
    if campaign.first_day >= day:
        campaign.delete()
    elif campaign.last_day >= day:
        campaign.last_day = date.fromordinal(day.toordinal() - 1)
        campaign.save(update_fields=["last_day"])
    return campaign


def _campaign_fields(title: str, intro: str, first_day: date, last_day: date) -> dict[str, Any]:
    name = checked(title, field="title")[:80]
    if not name:
        raise rules.PayloadRefused(_("Give the campaign a name."), "title")
    if last_day < first_day:
        raise rules.PayloadRefused(_("The last day is before the first. Swap them."), "last_day")
    return {"title": name, "intro": checked(intro, field="intro")[:400], "first_day": first_day, "last_day": last_day}


def _letter(row: Submission, text: str) -> str:
    place = row.municipality.name
    ending = _(
        "This is the answer to what you sent on %(day)s. Your e-mail address is now deleted from your report. "
        "This message cannot be answered."
    )
    return f"{text}\n\n{ending % {'day': timezone.localdate(row.received).isoformat()}}\n\n{place}"


def _forget_unused(versions: Any, newest: FormVersion) -> None:
    """A gazetteer is large: yesterday's version goes where nothing was sent by it. Today's may be on its way in."""
    used = Submission.objects.for_municipality(newest.municipality).filter(form_version__isnull=False)
    old = versions.exclude(pk=newest.pk).filter(pushed__lt=newest.pushed - timedelta(days=1))
    old.exclude(pk__in=used.values("form_version_id")).delete()


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.for_municipality(submission.municipality).select_for_update(of=("self",), no_key=True)
    found: Submission = rows.select_related("municipality").get(pk=submission.pk)
    return found


def refuse_several(*, submissions: Sequence[Submission], note: str, by: Actor) -> int:
    """Refuses each of them for the same reason; those already decided on are left as they are."""
    done = 0
    for submission in submissions:
        try:
            decide(submission=submission, state=State.REFUSED, note=note, by=by)
        except rules.PayloadRefused:
            raise
        except NotNow:
            continue
        done += 1
    return done
