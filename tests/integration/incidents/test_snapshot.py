"""The arrays hold what the rows hold, and belong to one municipality."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.snapshot import NOTHING, SOURCES, STATES, snapshot_for
from tests.integration.incidents.reports import WEEK, in_period, plant, send, weeks_before

pytestmark = pytest.mark.sql


def test_every_column_is_the_rows_own(world):
    moment = datetime(2026, 11, 10, 21, 15, 59, 999999, tzinfo=UTC)
    first = plant(world, [moment], place=world.square, length=timedelta(hours=3), source="guard")[0]
    plant(world, [moment], state="reported", organization=None, reported_by=None, merged_into=first)
    plant(world, [moment], municipality=world.granhult, at=(14.3, 58.9))
    snapshot = snapshot_for(world.bjorkviken)
    rows = {row.pk: row for row in Incident.objects.for_municipality(world.bjorkviken)}
    assert len(snapshot) == 2
    for at, pk in enumerate(snapshot.pk.tolist()):
        row = rows[pk]
        times = ("counted_at", "occurred_from", "occurred_to", "reported", "recorded")
        assert {name: getattr(snapshot, name)[at] for name in times} == {
            name: np.datetime64(getattr(row, name).astimezone(UTC).replace(tzinfo=None), "s") for name in times
        }
        foreign = {"category": "category_id", "place": "place_id", "area": "area_id", "organization": "organization_id",
                   "reporter": "reported_by_id", "merged_into": "merged_into_id", "qk": "qk"}  # fmt: skip
        assert {name: int(getattr(snapshot, name)[at]) for name in foreign} == {
            name: NOTHING if getattr(row, field) is None else getattr(row, field) for name, field in foreign.items()
        }
        assert (snapshot.pid[at], STATES[snapshot.state[at]], SOURCES[snapshot.source[at]]) == (
            row.public_id, row.state, row.source,
        )  # fmt: skip
        assert snapshot.top_codes[snapshot.top[at]] == "vandalism"


def test_keys_are_sorted_and_the_snapshot_is_kept_until_something_changes(world):
    plant(world, in_period(WEEK, 5), at=(14.31, 58.91))
    plant(world, in_period(WEEK, 5), at=(14.30, 58.90))
    plant(world, in_period(WEEK, 2))
    kept = snapshot_for(world.bjorkviken)
    assert (np.diff(kept.qk) >= 0).all()
    assert kept.qk[:2].tolist() == [NOTHING, NOTHING]
    assert snapshot_for(world.bjorkviken) is kept
    send(world)
    assert len(snapshot_for(world.bjorkviken)) == len(kept) + 1


def test_a_transaction_that_is_rolled_back_leaves_nothing_in_the_cache(world):
    from django.db import transaction

    send(world)

    class Undone(Exception):
        pass

    try:
        with transaction.atomic():
            send(world)
            assert len(snapshot_for(world.bjorkviken)) == 2
            raise Undone
    except Undone:
        pass
    assert len(snapshot_for(world.bjorkviken)) == 1
    send(world)
    send(world)
    assert len(snapshot_for(world.bjorkviken)) == 3


def test_no_reports_is_a_snapshot_too(world):
    snapshot = snapshot_for(world.granhult)
    assert (len(snapshot), len(snapshot.is_event), snapshot.is_event.any()) == (0, 0, False)
    assert not snapshot.counted_between(*[in_period(week, 1)[0] for week in weeks_before(2)]).any()
