from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.evidence.operations import open_batch
from lykta.facts.incidents import import_preparation, operations
from lykta.facts.incidents.models import Incident
from lykta.ground.accounts.actors import CommandLine
from tests.integration.incidents.reports import review, send
from tests.integration.incidents.test_reporting import use_area

pytestmark = pytest.mark.sql
SHELL = CommandLine()
MOMENT = datetime(2024, 5, 4, 20, 0, tzinfo=UTC)


def row(line, **changes):
    content = {
        "line": line, "category": "graffiti", "occurred_from": MOMENT, "occurred_to": MOMENT + timedelta(hours=2),
        "reported": MOMENT + timedelta(days=1), "source": "housing", "source_system": "old", "source_id": f"r{line}",
        "lon": 14.3, "lat": 58.9,
    }  # fmt: skip
    return operations.ImportedIncident(**content | changes)


def read_in(world, rows, by=SHELL):
    prepared = operations.prepare_imported(municipality=world.bjorkviken, rows=rows, by=by)
    with open_batch(
        importer="incidents", municipality=world.bjorkviken, file_name="f.csv", file_hash="0" * 64, by=by
    ) as batch:
        counts = operations.add_imported(prepared=prepared, batch=batch.row, by=by)
        batch.count(counts)
    return counts


def test_a_file_comes_in_whole_and_again_changes_nothing(world):
    area = use_area(world)
    send(world)
    rows = [row(2), row(3, lon=None, lat=None, place="Furutorget"), row(4, lon=None, lat=None)]
    counts = read_in(world, rows)
    assert (counts.read, counts.added, counts.unchanged, counts.revised, counts.rejected) == (3, 3, 0, 0, 0)
    first, second, third = (
        Incident.objects.for_municipality(world.bjorkviken).filter(channel="import").order_by("number")
    )
    assert [r.number for r in (first, second, third)] == [2, 3, 4]
    assert (first.area, first.precision, first.counted_at) == (area, "point", MOMENT + timedelta(hours=1))
    assert (second.place, second.lon, second.precision) == (world.square, 14.3, "address")
    assert (third.lon, third.qk, third.precision) == (None, None, "missing")
    assert (first.state, first.reported_by, first.reported) == ("reviewed", None, MOMENT + timedelta(days=1))
    again = read_in(world, rows)
    assert (again.added, again.unchanged, again.revised) == (0, 3, 0)
    assert ImportBatch.objects.count() == 2


def test_a_changed_row_is_revised_and_keeps_what_people_decided(world):
    read_in(world, [row(2, state="reported")])
    incident = Incident.objects.for_municipality(world.bjorkviken).get()
    review(world, incident)
    counts = read_in(world, [row(2, state="reported", text="Nytt i filen.", lon=14.3052, lat=58.9031)])
    incident.refresh_from_db()
    assert (counts.revised, counts.added) == (1, 0)
    assert (incident.text, incident.lon, incident.state, incident.number, incident.version) == (
        "Nytt i filen.", 14.3052, "reviewed", 1, 3,
    )  # fmt: skip


def test_without_an_id_the_content_is_the_identity(world):
    rows = [row(2, source_id=None), row(3, source_id=None), row(4, source_id=None, text="En annan.")]
    counts = read_in(world, rows)
    assert (counts.added, counts.unchanged) == (2, 1)
    assert read_in(world, rows).unchanged == 3


def test_rows_that_cannot_be_are_rejected_with_line_and_reason(world):
    use_area(world)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    rows = [
        row(2),
        row(3, category="okänd"),
        row(4, source="okänd"),
        row(5, occurred_from=tomorrow, occurred_to=tomorrow),
        row(6, lon=58.9, lat=14.3),
        row(7, text="Killen 19121212-1212 var där."),
        row(8, text="å" * 2001),
        row(9, source_id="r2", text="Samma id, annat innehåll."),
    ]
    counts = read_in(world, rows)
    assert (counts.added, counts.read) == (1, 8)
    assert [each.line for each in counts.rejections] == [3, 4, 5, 6, 7, 8, 9]
    words = ["Kategorin", "Källan", "inte varit", "bytt plats", "personnummer", "lång", "två gånger"]
    assert [word for word, each in zip(words, counts.rejections, strict=True) if word not in each.reason] == []
    assert "1212" not in str(ImportBatch.objects.get().rejections)


def test_importing_takes_the_right(world):
    with pytest.raises(NotAllowed):
        read_in(world, [row(2)], by=world.reporter)
    assert not Incident.objects.for_municipality(world.bjorkviken).exists()


def test_an_id_that_comes_back_far_down_is_rejected_and_revises_nothing(world, monkeypatch):
    monkeypatch.setattr(import_preparation, "CHUNK", 2)
    rows = [row(2), row(3), row(4), row(5, source_id="r2", text="Annat."), row(6, source_id="r3", text="")]
    rows.append(row(7, **{name: getattr(rows[2], name) for name in ("source_id", "text")}))
    counts = read_in(world, rows)
    assert (counts.added, counts.unchanged, counts.revised, [each.line for each in counts.rejections]) == (3, 2, 0, [5])
    assert {r.text for r in Incident.objects.for_municipality(world.bjorkviken)} == {""}


def test_the_transaction_holds_only_the_writing(world):
    rows = [row(line) for line in range(2, 52)] + [row(99, source_id=None)]
    with CaptureQueriesContext(connection) as reading:
        prepared = operations.prepare_imported(municipality=world.bjorkviken, rows=rows, by=SHELL)
    assert all(query["sql"].startswith("SELECT") for query in reading)
    with CaptureQueriesContext(connection) as few:
        read_in(world, rows[:2])
    with CaptureQueriesContext(connection) as many:
        batch = ImportBatch.objects.get()
        operations.add_imported(prepared=prepared, batch=batch, by=SHELL)
    assert len(many) <= len(few)


def test_areas_chosen_meanwhile_stop_the_import(world):
    prepared = operations.prepare_imported(municipality=world.bjorkviken, rows=[row(2)], by=SHELL)
    read_in(world, [row(3)])
    batch = ImportBatch.objects.get()
    use_area(world)
    with pytest.raises(NotNow, match="Andra områden valdes"):
        operations.add_imported(prepared=prepared, batch=batch, by=SHELL)
    assert Incident.objects.for_municipality(world.bjorkviken).count() == 1
