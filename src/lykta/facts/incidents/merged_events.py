"""Which reports tell of one event: a tree of merges, flat in `Incident.merged_into`. Callers hold `note_change`."""

from __future__ import annotations

from django.db.models import F, Q

from lykta.base.kernel.actor import Actor
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.locking import locked
from lykta.facts.incidents.models import Incident, IncidentQuerySet, Merge


def leading(row: Incident) -> Incident:
    """The report by which the event is counted."""
    return row if row.merged_into is None else locked(row.merged_into)


def event_of(row: Incident) -> IncidentQuerySet:
    """All reports of the same event, this one too."""
    root = row.merged_into_id or row.pk
    rows: IncidentQuerySet = Incident.objects.for_municipality(row.municipality_id)
    return rows.filter(Q(pk=root) | Q(merged_into_id=root))


def attach(row: Incident, into: Incident, by: Actor) -> None:
    """`row` leads its event, `into` leads another; all of the first point at the second from now on. Saves the merge,
    and the other reports; the caller saves `row`, which is REVIEWED from now on."""
    Merge.objects.create(
        municipality=row.municipality, merged=row, into=into, state_before=row.state, note_before=row.review_note,
        reviewed_before=row.reviewed, made_by_name=by.actor_name,
    )  # fmt: skip
    _point(event_of(row).exclude(pk=row.pk), into.pk)
    row.merged_into = into


def detach(row: Incident) -> Merge:
    """Takes a merge back: `row` leads what was merged into it, and is what it was. The caller saves `row`."""
    merges = _merges(row)
    merge = merges[row.pk]
    with_it = _below(row.pk, merges)
    merge.delete()
    _point(Incident.objects.for_municipality(row.municipality_id).filter(pk__in=with_it), row.pk)
    row.merged_into = None
    return merge


def take_out(row: Incident) -> None:
    """`row` alone leaves its event; the others stay together, under the oldest where `row` led them."""
    if row.merged_into_id is None:
        oldest = event_of(row).exclude(pk=row.pk).order_by("number").first()
        if oldest is None:
            return
        turn(row, oldest)
    merge = _merges(row)[row.pk]
    Merge.objects.for_municipality(row.municipality_id).filter(into=row).update(into=merge.into_id)
    merge.delete()
    row.merged_into = None


def turn(old: Incident, new: Incident) -> None:
    """`new` leads the event that `old` led: the merges between them are turned round. The caller saves `old`."""
    merges = _merges(old)
    path = [new.pk]
    while path[-1] != old.pk:
        path.append(merges[path[-1]].into_id)
    was = {pk: (merge.state_before, merge.note_before, merge.reviewed_before) for pk, merge in merges.items()}
    was[old.pk] = (State(old.state), old.review_note, old.reviewed)
    name = merges[new.pk].made_by_name
    for pk in path[:-1]:
        merges[pk].delete()
    for below, above in zip(path[1:], path, strict=False):
        state, note, reviewed = was[below]
        Merge.objects.create(municipality_id=old.municipality_id, merged_id=below, into_id=above, state_before=state,
                             note_before=note, reviewed_before=reviewed, made_by_name=name)  # fmt: skip
    _point(event_of(old).exclude(pk=new.pk), new.pk)
    Incident.objects.for_municipality(old.municipality_id).filter(pk=new.pk).update(
        merged_into=None, version=F("version") + 1
    )
    old.merged_into_id = new.pk


def _merges(row: Incident) -> dict[int, Merge]:
    """By the report that was merged. What was merged before merges were kept points straight at the leading one."""
    members = list(event_of(row).filter(merged_into__isnull=False))
    kept = Merge.objects.for_municipality(row.municipality_id).filter(merged__in=members)
    found: dict[int, Merge] = {merge.merged_id: merge for merge in kept}
    for member in members:
        if member.pk not in found:
            found[member.pk] = Merge.objects.create(
                municipality_id=row.municipality_id, merged=member, into_id=member.merged_into_id, made_by_name=""
            )
    return found


def _below(top: int, merges: dict[int, Merge]) -> list[int]:
    found, at = [top], 0
    while at < len(found):
        found += [merge.merged_id for merge in merges.values() if merge.into_id == found[at]]
        at += 1
    return found[1:]


def _point(rows: IncidentQuerySet, at: int) -> None:
    rows.update(merged_into=at, version=F("version") + 1)
