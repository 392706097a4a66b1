"""The form as outside sees it, and what waits inside."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from lykta.airlocks.intake.enums import SubmissionState
from lykta.airlocks.intake.models import Campaign, FormVersion, Submission
from lykta.ground.municipalities.models import Municipality

RESIDENT_REPORT, API_REPORT = "resident_report", "api_report"


def current_form(municipality: Municipality, kind: str) -> FormVersion | None:
    """The newest version; None before the rooms inside have pushed one. A version never changes, so it is kept."""
    rows = FormVersion.objects.for_municipality(municipality).filter(kind=kind).order_by("-version")
    newest = rows.values_list("pk", "content_hash", "municipality_id").first()
    return _kept(*newest) if newest else None


def current_campaign(municipality: Municipality, public_id: str, today: date | None = None) -> Campaign | None:
    """None outside its period: the page works all the same."""
    day = today or timezone.localdate()
    rows: QuerySet[Campaign] = Campaign.objects.for_municipality(municipality)
    return rows.filter(public_id=public_id, first_day__lte=day, last_day__gte=day).first()


def campaigns_going_on(municipality: Municipality, today: date | None = None) -> QuerySet[Campaign]:
    day = today or timezone.localdate()
    rows: QuerySet[Campaign] = Campaign.objects.for_municipality(municipality)
    return rows.filter(first_day__lte=day, last_day__gte=day).order_by("last_day")


def campaigns(municipality: Municipality) -> QuerySet[Campaign]:
    rows: QuerySet[Campaign] = Campaign.objects.for_municipality(municipality)
    return rows.order_by("-first_day")


def unhandled_submissions(municipality: Municipality) -> QuerySet[Submission]:
    """Oldest first, without what is held back."""
    return _submissions(municipality).filter(state=SubmissionState.WAITING).order_by("received", "pk")


def held_submissions(municipality: Municipality) -> QuerySet[Submission]:
    """May point out a person: no list of these shows their texts, and none of them is searched."""
    rows = _submissions(municipality).filter(state=SubmissionState.QUARANTINED).order_by("received", "pk")
    return rows.defer("payload")


def decided_submissions(municipality: Municipality) -> QuerySet[Submission]:
    """What is kept of those that were taken in or refused, newest first."""
    decided = (SubmissionState.ACCEPTED, SubmissionState.REFUSED)
    return _submissions(municipality).filter(state__in=decided, dispose_after__isnull=False).order_by("-decided")


def counts(
    municipality: Municipality, start: datetime, end: datetime, campaign: Campaign | None = None
) -> dict[str, int]:
    """How many came in the period, by what became of them: also of those whose content has been disposed of."""
    rows = _submissions(municipality).filter(received__gte=start, received__lt=end)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    by_state = {str(state.value): found.get(state.value, 0) for state in SubmissionState}
    return {"came": sum(by_state.values()), **by_state}


def _submissions(municipality: Municipality) -> Any:
    return Submission.objects.for_municipality(municipality)


@lru_cache(maxsize=64)
def _kept(pk: int, content_hash: str, municipality_id: int) -> FormVersion:
    """The hash is there since primary keys come again in another database."""
    return FormVersion.objects.for_municipality(municipality_id).get(pk=pk)
