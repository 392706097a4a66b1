"""Police events are rows of the installation; a municipality sees those that carry its code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, transaction

from lykta.base.kernel.actor import Actor, require
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.evidence.operations import Counts
from lykta.facts.statistics.models import PoliceEvent, PoliceEventRevision
from lykta.facts.statistics.names import code_of, codes_by_key, unclaimed_names_of
from lykta.facts.statistics.plan import Standing, earlier_wordings, go_through
from lykta.facts.statistics.published import CONTENT, DERIVED, PublishedEvent
from lykta.ground.municipalities.models import Municipality

ROWS_AT_A_TIME = 1000

T = TypeVar("T")


@transaction.atomic
def add_events(*, events: Sequence[PublishedEvent], batch: ImportBatch, by: Actor) -> Counts:
    """Add what is new, keep what is known, and keep the earlier wording of what has changed."""
    require(by, Permission.IMPORT, None)
    standings = _standings({event.source_id for event in events})
    counts = go_through(events, standings)
    codes = codes_by_key()
    known = [one for one in standings.values() if not one.is_new]
    _add({source_id: one for source_id, one in standings.items() if one.is_new}, batch, codes)
    _revise([one for one in known if one.current], codes)
    _mark_seen([one for one in known if not one.current and one.seen != one.seen_before])
    return Counts(added=counts["added"], unchanged=counts["unchanged"], revised=counts["revised"])


@transaction.atomic
def claim_events(municipality: Municipality) -> int:
    """Give a municipality the events that name it; for when it is made after the events were read in."""
    names = unclaimed_names_of(municipality)
    unclaimed = PoliceEvent.objects.filter(municipality_code="", municipality_name__in=names)
    return unclaimed.update(municipality_code=municipality.code)


def _standings(source_ids: set[int]) -> dict[int, Standing]:
    """What we hold of the delivered events, by source id."""
    standings: dict[int, Standing] = {}
    for ids in _chunks(sorted(source_ids)):
        rows = PoliceEvent.objects.filter(source_id__gte=ids[0], source_id__lte=ids[-1]).order_by()
        for pk, source_id, content_hash, seen, published, revision in rows.values_list(
            "pk", "source_id", "content_hash", "seen", "published", "revision"
        ):
            if source_id in source_ids:
                standings[source_id] = Standing(content_hash, seen, published, revision, pk, seen)
    _know_earlier(standings.values())
    return standings


def _know_earlier(standings: Iterable[Standing]) -> None:
    by_pk = {one.pk: one for one in standings if one.pk is not None and one.revision > 1}
    for pks in _chunks(list(by_pk)):
        rows = PoliceEventRevision.objects.filter(event_id__in=pks).values_list("event_id", "content")
        for pk, content in rows:
            by_pk[pk].earlier_hashes.add(content["content_hash"])


def _add(new: dict[int, Standing], batch: ImportBatch, codes: dict[str, str]) -> None:
    rows = [
        PoliceEvent(source_id=source_id, batch=batch, revision=one.revision, **_columns(one, codes))
        for source_id, one in new.items()
    ]
    PoliceEvent.objects.bulk_create(rows, batch_size=ROWS_AT_A_TIME)
    for one, row in zip(new.values(), rows, strict=True):
        one.pk = row.pk
    _keep_earlier(new.values(), {})


def _revise(revised: list[Standing], codes: dict[str, str]) -> None:
    for some in _chunks(revised):
        rows = {row.pk: row for row in PoliceEvent.objects.filter(pk__in=[one.pk for one in some])}
        _keep_earlier(some, {pk: _stored(row) for pk, row in rows.items()})
        for one in some:
            for name, value in {**_columns(one, codes), "revision": one.revision}.items():
                setattr(rows[one.pk or 0], name, value)
        changed = [*CONTENT, *DERIVED, "seen", "content_hash", "municipality_code", "revision"]
        PoliceEvent.objects.bulk_update(rows.values(), changed, batch_size=100)


def _keep_earlier(standings: Iterable[Standing], stored: dict[int, dict[str, Any]]) -> None:
    rows = [
        PoliceEventRevision(event_id=pk, revision=revision, content=content, replaced=when)
        for pk, one in ((one.pk or 0, one) for one in standings)
        for revision, content, when in earlier_wordings(one, stored.get(pk))
    ]
    PoliceEventRevision.objects.bulk_create(rows, batch_size=ROWS_AT_A_TIME)


def _mark_seen(standings: list[Standing]) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {PoliceEvent._meta.db_table} SET seen = %s WHERE id = %s",  # noqa: S608 (our own table's name)
            [(adapt(one.seen), one.pk) for one in standings],
        )


def _columns(one: Standing, codes: dict[str, str]) -> dict[str, Any]:
    assert one.current is not None
    code = code_of(one.current.municipality_name, codes)
    return one.current.values() | {"seen": one.seen, "municipality_code": code}


def _stored(row: PoliceEvent) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*CONTENT, *DERIVED, "content_hash")}


def _chunks(items: Sequence[T]) -> Iterable[Sequence[T]]:
    return (items[at : at + ROWS_AT_A_TIME] for at in range(0, len(items), ROWS_AT_A_TIME))
