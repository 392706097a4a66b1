"""What one has reported and what became of it, in words that need no handbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.periods import week_containing
from lykta.base.kernel.swedish_time import period_label
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import ComingEvent, Incident
from lykta.facts.incidents.queries import own_reports
from lykta.facts.incidents.reporters import reporter_columns
from lykta.sites.reporting.doors import Door

BY_LINK_FOR = timedelta(days=30)
MOST = 50


@dataclass(frozen=True)
class Item:
    """`text` is empty by a link: a lost phone tells nobody what was written."""

    pid: str
    number: int
    category: str
    place: str
    reported: datetime
    state: str
    status: str
    told: str
    text: str
    has_picture: bool

    @property
    def is_question(self) -> bool:
        return self.state == State.RETURNED

    @property
    def may_withdraw(self) -> bool:
        return self.state in {State.REPORTED, State.RETURNED, State.QUARANTINED}


def own(door: Door) -> QuerySet[Incident]:
    rows = own_reports(door.by, door.municipality).select_related("category", "place")
    return rows.filter(reported__gte=timezone.now() - BY_LINK_FOR) if door.is_by_link else rows


def items(door: Door) -> list[Item]:
    rows = own(door).prefetch_related("handovers").order_by("-reported", "-pk")[:MOST]
    return [_item(row, door) for row in rows]


def announced(door: Door) -> Iterable[ComingEvent]:
    rows = ComingEvent.objects.for_municipality(door.municipality).filter(**reporter_columns(door.by))
    return rows.filter(cancelled__isnull=True, ends__gte=timezone.now()).select_related("place")


def _item(row: Incident, door: Door) -> Item:
    words_of_place = "" if door.is_by_link else row.place_text
    return Item(
        pid=row.public_id,
        number=row.number,
        category=str(row.category),
        place=row.place.name if row.place else words_of_place,
        reported=row.reported,
        state=row.state,
        status=_status(row),
        told=_told(row, door),
        text="" if door.is_by_link else row.text,
        has_picture=row.picture_id is not None,
    )


def _status(row: Incident) -> str:
    if row.state == State.REVIEWED:
        return _("It counts") if row.merged_into_id is None else _("Known from others too")
    return {
        State.REPORTED: _("Waiting to be read"),
        State.RETURNED: _("The coordinator asks"),
        State.OUT_OF_SCOPE: _("Belongs elsewhere"),
        State.WITHDRAWN: _("Taken back"),
        State.QUARANTINED: _("Held back"),
    }[State(row.state)]


def _told(row: Incident, door: Door) -> str:
    """What happens or has happened with it. A handed over fault says where to ask."""
    said = [_what_became(row, door)]
    for handover in row.handovers.all():
        told = _("Passed on as a fault report, reference %(reference)s.") if handover.reference else _(
            "Passed on as a fault report.")  # fmt: skip
        said.append(told % {"reference": handover.reference} if handover.reference else told)
    return " ".join(each for each in said if each)


def _what_became(row: Incident, door: Door) -> str:
    week = period_label(week_containing(row.counted_at, door.municipality.week_cut))
    match row.state:
        case State.REPORTED:
            return _("The coordinator reads it before the next situation report.")
        case State.RETURNED | State.OUT_OF_SCOPE:
            return row.review_note
        case State.REVIEWED if row.merged_into_id is not None:
            return _("Somebody else reported the same event. It counts once, and your report stands behind it.")
        case State.REVIEWED:
            return _("It has been read and counts in the situation report for %(week)s.") % {"week": week}
        case State.QUARANTINED:
            return _("The text may point out a person. Only the coordinator sees it until it has been looked at.")
        case _:
            return _("You have taken it back, and it does not count.")
