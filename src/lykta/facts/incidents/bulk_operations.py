"""The same decision on many reports. Each is done or not done for itself, and what was not done says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.evidence.models import Category
from lykta.facts.incidents import rules
from lykta.facts.incidents.change_numbers import note_change
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.review_operations import correct, review_incident
from lykta.facts.incidents.revisions import described, keep_revision
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality

MOST_AT_ONCE = 200


class BulkAct(StrEnum):
    APPROVE = "approve"
    OUT_OF_SCOPE = "out_of_scope"
    CATEGORY = "category"
    PLACE = "place"


@dataclass
class BulkResult:
    done: list[Incident] = field(default_factory=list)
    refused: list[tuple[Incident, str]] = field(default_factory=list)
    gone: int = 0  # chosen, but not to be found any more


def decide_many(
    *,
    municipality: Municipality,
    chosen: Iterable[tuple[str, int]],
    act: BulkAct,
    by: Actor,
    note: str = "",
    category: Category | None = None,
    place: Place | None = None,
) -> BulkResult:
    """`chosen`: public id and the version that the list showed. No transaction around all: one that another has
    changed in the meantime does not undo the others."""
    require(by, Permission.REVIEW, municipality)
    wanted = dict(chosen)
    if len(wanted) > MOST_AT_ONCE:
        raise NotNow(_("Choose at most %(limit)d reports at a time.") % {"limit": MOST_AT_ONCE})
    found = Incident.objects.for_municipality(municipality).exclude(state=State.QUARANTINED)
    rows = list(
        found.filter(public_id__in=wanted).select_related("municipality", "category").order_by("reported", "pk")
    )
    result = BulkResult(gone=len(wanted) - len(rows))
    for row in rows:
        try:
            _one(row, act, by, wanted[row.public_id], note, category, place)
        except NotNow as problem:
            result.refused.append((row, problem.message))
        else:
            result.done.append(row)
    return result


def _one(
    row: Incident, act: BulkAct, by: Actor, version: int, note: str, category: Category | None, place: Place | None
) -> None:
    if act in {BulkAct.APPROVE, BulkAct.OUT_OF_SCOPE}:
        decision = State.REVIEWED if act == BulkAct.APPROVE else State.OUT_OF_SCOPE
        review_incident(incident=row, decision=decision, note=note, by=by, expected_version=version)
    else:
        correct_incident(incident=row, category=category, place=place, by=by, expected_version=version)


@transaction.atomic
def correct_incident(
    *, incident: Incident, category: Category | None, place: Place | None, by: Actor, expected_version: int | None
) -> Incident:
    """Another category or place, and nothing else; what it was is kept."""
    require(by, Permission.REVIEW, incident.municipality)
    rules.require_seen(by, incident)
    note_change(incident.municipality)
    row = locked(incident)
    rules.require_version(row, expected_version)
    rules.require_not_held(row)
    before = described(row)
    correct(row, category, place)
    revision = keep_revision(row, before, by)
    if revision is None:
        return row
    row.version += 1
    row.save()
    audit.record("incidents.edited", by=by, municipality=row.municipality, subject=row, number=row.number,
                 changed=sorted(revision.before))  # fmt: skip
    return row
