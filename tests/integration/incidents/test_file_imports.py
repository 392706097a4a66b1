"""A file from the upload to the rows, as the pages and the worker do it together."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.cycle.cause_analysis.operations import open_problem
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.evidence.operations import refer
from lykta.facts.evidence.queries import references_of
from lykta.facts.incidents.change_numbers import change_number
from lykta.facts.incidents.file_operations import (
    Stopped,
    ask_for_check,
    ask_for_import,
    cancel,
    dispose_of_old_files,
    path_of,
    remove_file,
    renew,
    save_mapping,
    set_reading,
    take_up,
)
from lykta.facts.incidents.models import IncomingFile
from lykta.facts.incidents.withdrawal_operations import withdraw_batch, worked_on
from lykta.facts.incidents.work_files import WorkFile
from lykta.ground.accounts.models import Grant
from lykta.importers.incidents import working
from lykta.importers.incidents.uploads import lay_out
from lykta.importers.incidents.working import work_through
from tests.integration.incidents.reports import review
from tests.integration.incidents.test_reporting import use_area
from tests.integration.incidents.uploaded_files import (
    GUARD_LOG,
    check,
    imported,
    read_in,
    upload,
    whole_way,
    workbook,
)

pytestmark = pytest.mark.sql


def test_a_guard_log_comes_in_and_again_adds_nothing(world):
    file = whole_way(world, GUARD_LOG)
    assert file.state == "done", file.problem
    assert {key: file.verdict[key] for key in ("new", "same", "changed", "rejected")} == {
        "new": 4, "same": 0, "changed": 0, "rejected": 0,
    }  # fmt: skip
    rows = imported(world)
    assert [(row.category.code, row.place and row.place.name, row.place_text, row.precision) for row in rows] == [
        ("graffiti", "Furutorget", "", "point"),
        ("vandalism", "Strandskolan", "", "address"),
        ("fight", None, "Bakom kiosken", "point"),
        ("moped_on_path", None, "", "missing"),
    ]
    assert {row.state for row in rows} == {"reported"}
    assert [row.source_id for row in rows] == ["V-1", "V-2", "V-3", "V-4"]
    assert (round(rows[2].lon, 4), round(rows[2].lat, 4)) == (14.3002, 58.9001)
    batch = ImportBatch.objects.get()
    assert (batch.read, batch.added, batch.file_name, batch.imported_by_name) == (4, 4, "logg.csv", "Klara Samordnare")
    assert [path_of(file, kind).exists() for kind in ("file", "rows", "profile", "work")] == [False] * 4

    head, *lines = GUARD_LOG.splitlines()
    again = whole_way(world, "\n".join([head, *reversed(lines)]) + "\n")
    assert (again.verdict["new"], again.verdict["same"]) == (0, 4)
    assert len(imported(world)) == 4


def test_rows_without_ids_are_known_by_what_they_say_in_any_order(world):
    twice = "Klotter;2026-11-10 10:00;Furutorget\n"
    log = f"Typ;Datum;Plats\n{twice}Bråk;2026-11-11;Furutorget\n{twice}"
    first = whole_way(world, log)
    assert (first.verdict["new"], first.verdict["same"]) == (2, 1)
    head, *lines = log.splitlines()
    again = whole_way(world, "\n".join([head, *reversed(lines)]))
    assert (again.verdict["new"], again.verdict["same"]) == (0, 3)
    assert len(imported(world)) == 2


def test_the_check_writes_nothing(world):
    file = check(world, upload(world, GUARD_LOG))
    assert file.state == "checked"
    assert imported(world) == []
    assert ImportBatch.objects.count() == 0


def test_an_excel_file_with_title_lines_serial_days_and_a_total(world):
    data = workbook(
        ["Väktarlogg november"], ["Uttagen 2026-11-15"],
        ["Nr", "Händelse", "Objekt", "Datum", "Tid", "X", "Y", "Anteckning"],
        [1.0, "Skadegörelse", "Furutorget", datetime(2026, 11, 10), time(18, 30), 6529126, 459664, "Ruta på ☃ bänken"],
        [2.0, "Klotter", "Strandskolan", datetime(2026, 11, 11), time(7, 5), 0, 0, None],
        ["Summa", 2],
    )  # fmt: skip
    file = whole_way(world, data, "logg.xlsx", organization=world.guards.public_id, state="reviewed")
    assert file.verdict["new"] == 2, file.verdict
    first, second = imported(world)
    assert (first.source, first.organization, first.state, first.text) == (
        "guard", world.guards, "reviewed", "Ruta på ☃ bänken",
    )  # fmt: skip
    assert first.occurred_from.isoformat() == "2026-11-10T17:30:00+00:00"
    assert (round(first.lon, 3), round(first.lat, 3)) == (14.3, 58.9)
    assert (second.precision, second.source_id) == ("address", "2")


def test_a_sheet_is_chosen(world):
    head = ["Typ", "Datum"]
    data = workbook(["Läs mig", "x"], ["text", "y"], Logg=[head, ["Klotter", "2026-11-10"]])
    file = upload(world, data, "bok.xlsx")
    assert (file.options["sheets"], file.options["sheet"]) == (["Blad1", "Logg"], "Blad1")
    assert lay_out(file, world.coordinator, "Logg").options["headings"] == head


PERSON = "19121212-1212"
NEIGHBOURS = "Typ;Datum;Kommun;Öst;Nord;Fritext\n"


@pytest.mark.parametrize(
    ("options", "verdicts", "texts"),
    [
        ({}, ("new", "new"), [("reported", ""), ("reported", "")]),
        ({"numbers": "reject", "persons": "hold"}, ("rejected", "new"), [("quarantined", "Ring 070-123 45 67.")]),
    ],
)
def test_texts_that_point_out_a_person(world, options, verdicts, texts):
    log = f"Typ;Datum;Fritext\nKlotter;2026-11-10;Han heter {PERSON}.\nBråk;2026-11-10;Ring 070-123 45 67.\n"
    file = check(world, upload(world, log), **options)
    with WorkFile(path_of(file, "work")) as work:
        assert tuple(row.verdict for row in work.each()) == verdicts
    assert PERSON.encode() not in path_of(file, "work").read_bytes()
    read_in(world, file)
    assert [(row.state, row.text) for row in imported(world)] == texts
    batch = ImportBatch.objects.get()
    assert PERSON not in str(batch.rejections) + str(list(AuditEvent.objects.values_list("details", flat=True)))
    assert [row.held_since is not None for row in imported(world)] == [state == "quarantined" for state, _text in texts]


def test_rows_of_others_and_positions_outside(world):
    use_area(world)
    log = NEIGHBOURS + (
        "Klotter;2026-11-10;Björkviken;14,3;58,9;\nKlotter;2026-11-10;Granhult;14,6;58,8;\n"
        "Klotter;2026-11-10;Björkviken;17,0;61,0;\n"
    )
    file = check(world, upload(world, log))
    assert [file.verdict[key] for key in ("new", "left_out", "rejected")] == [1, 1, 1]
    file = check(world, file, outside="keep")
    assert [file.verdict[key] for key in ("new", "left_out", "rejected", "noticed")] == [2, 1, 0, 1]
    read_in(world, file)
    assert [row.is_outside for row in imported(world)] == [False, True]


def test_all_or_nothing(world):
    log = "Typ;Datum\nKlotter;2026-11-10\nKlotter;i går\n"
    file = check(world, upload(world, log))
    assert (file.verdict["new"], file.verdict["rejected"]) == (1, 1)
    with pytest.raises(NotNow, match="allt eller inget"):
        ask_for_import(file=file, by=world.coordinator, whole=True)
    read_in(world, file)
    batch = ImportBatch.objects.get()
    assert (batch.added, batch.rejected) == (1, 1)
    assert [one["line"] for one in batch.rejections] == [3]
    assert "går inte att läsa" in batch.rejections[0]["reason"]


def test_a_changed_row_is_revised_and_keeps_the_decision(world):
    whole_way(world, GUARD_LOG)
    row = imported(world)[0]
    review(world, row)
    changed = whole_way(world, GUARD_LOG.replace("Ny text på bänken.", "Ny text på hela bänken."))
    assert (changed.verdict["changed"], changed.verdict["same"]) == (1, 3)
    row.refresh_from_db()
    assert (row.state, row.text) == ("reviewed", "Ny text på hela bänken.")


def test_a_mapping_is_recognised_by_its_headings_in_any_order(world):
    file = upload(world, "Vad;När;Var\nKludd;2026-11-10;Furutorget\n")
    set_reading(file=file, by=world.coordinator, columns={"category": 0, "occurred_from": 1, "place": 2},
                categories={"kludd": "graffiti"}, state="reviewed")  # fmt: skip
    save_mapping(file=file, name="Fastighetsloggen", by=world.coordinator)
    other = upload(world, "Var;När;Vad\nFurutorget;2026-11-11;Kludd\n")
    assert other.options["recognised"] == "Fastighetsloggen"
    assert other.columns == {"category": 2, "occurred_from": 1, "place": 0}
    assert (other.categories, other.options["state"]) == ({"kludd": "graffiti"}, "reviewed")


# The worker


def test_a_killed_workers_file_is_taken_up_again_and_nothing_is_doubled(world, monkeypatch):
    file = check(world, upload(world, GUARD_LOG))
    ask_for_import(file=file, by=world.coordinator)
    lost = take_up()
    assert lost is not None
    assert take_up() is None  # it is held
    IncomingFile.objects.for_municipality(world.bjorkviken).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert work_through() == 1
    with pytest.raises(Stopped):  # the slow one comes back, and may not write
        renew(lost, 1)
    assert len(imported(world)) == 4
    assert work_through() == 0


def test_a_file_that_kills_its_worker_is_given_up_after_three_attempts(world):
    file = upload(world, GUARD_LOG)
    ask_for_check(file=file, by=world.coordinator)
    for _attempt in range(3):
        assert take_up() is not None
        IncomingFile.objects.for_municipality(world.bjorkviken).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )
    assert take_up() is None
    file.refresh_from_db()
    assert file.state == "failed"
    assert "tre försök" in file.problem


def test_cancelled_in_the_middle_nothing_is_written(world, monkeypatch):
    file = check(world, upload(world, GUARD_LOG))
    ask_for_import(file=file, by=world.coordinator)

    def cancelled(file: IncomingFile, rows_done: int) -> None:
        cancel(file=file, by=world.coordinator)
        renew(file, rows_done)

    monkeypatch.setattr(working, "renew", cancelled)
    work_through()
    file.refresh_from_db()
    assert (file.state, imported(world), ImportBatch.objects.count()) == ("checked", [], 0)


def test_somebody_else_reads_in_the_same_rows_in_between(world, monkeypatch):
    one, other = (check(world, upload(world, GUARD_LOG, name)) for name in ("en.csv", "annan.csv"))
    real, rounds = working.add_file, []

    def late(**words):
        rounds.append(1)
        if len(rounds) == 1:
            monkeypatch.setattr(working, "add_file", real)
            read_in(world, other)
            monkeypatch.setattr(working, "add_file", late)
        return real(**words)

    monkeypatch.setattr(working, "add_file", late)
    ask_for_import(file=one, by=world.coordinator)
    work_through()
    one.refresh_from_db()
    assert (one.state, one.verdict["new"], one.verdict["same"]) == ("done", 0, 4)
    assert (len(imported(world)), len(rounds)) == (4, 2)


def test_whoever_lost_the_right_reads_nothing_in(world):
    file = check(world, upload(world, GUARD_LOG))
    ask_for_import(file=file, by=world.coordinator)
    Grant.objects.for_municipality(world.bjorkviken).filter(account=world.coordinator).delete()
    work_through()
    file.refresh_from_db()
    assert (file.state, imported(world)) == ("failed", [])


@pytest.mark.parametrize("role", ["reporter", "police_officer", "administrator", "outsider"])
def test_only_who_may_import(world, role):
    by = getattr(world, role)
    file = check(world, upload(world, GUARD_LOG))
    for act in (
        lambda: ask_for_check(file=file, by=by),
        lambda: ask_for_import(file=file, by=by),
        lambda: cancel(file=file, by=by),
        lambda: remove_file(file=file, by=by),
        lambda: set_reading(file=file, by=by, state="reviewed"),
        lambda: save_mapping(file=file, name="x", by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    read_in(world, file)
    with pytest.raises(NotAllowed):
        withdraw_batch(batch=ImportBatch.objects.get(), by=by)
    assert len(imported(world)) == 4


def test_an_error_in_the_program_says_nothing_of_the_row(world, monkeypatch, caplog):
    secret = "hemlig rad"
    file = upload(world, GUARD_LOG.replace("Ny text på bänken.", secret))
    ask_for_check(file=file, by=world.coordinator)

    def broken(*words: object, **more: object) -> None:
        raise RuntimeError(f"value too long: {secret}")

    monkeypatch.setattr(working, "compare", broken)
    work_through()
    file.refresh_from_db()
    assert file.state == "failed"
    assert "RuntimeError" in caplog.text
    assert secret not in caplog.text + file.problem


def test_files_nobody_reads_in_are_disposed_of_after_seven_days(world):
    file, young = upload(world, GUARD_LOG), upload(world, GUARD_LOG)
    IncomingFile.objects.for_municipality(world.bjorkviken).filter(pk=file.pk).update(
        uploaded=timezone.now() - timedelta(days=7, minutes=1)
    )
    assert dispose_of_old_files() >= 1
    assert not path_of(file, "rows").exists()
    assert path_of(young, "rows").exists()
    assert path_of(young, "file").stat().st_mode & 0o777 == 0o600


# Withdrawal


def test_a_withdrawn_file_is_gone_and_can_come_in_again(world):
    file = whole_way(world, GUARD_LOG)
    before = change_number(world.bjorkviken)
    assert withdraw_batch(batch=file.batch, by=world.coordinator) == 4
    assert imported(world) == []
    assert change_number(world.bjorkviken) > before
    file.refresh_from_db()
    batch = ImportBatch.objects.get()
    assert (file.state, batch.withdrawn_by_name) == ("withdrawn", "Klara Samordnare")
    assert AuditEvent.objects.filter(event="incidents.batch_withdrawn").get().details == {"taken": 4, "kept": 0}
    with pytest.raises(NotNow):
        withdraw_batch(batch=batch, by=world.coordinator)
    assert whole_way(world, GUARD_LOG).verdict["new"] == 4


@pytest.mark.parametrize("takes", [False, True])
def test_what_people_have_worked_on_is_kept_or_taken_as_chosen(world, takes):
    batch = whole_way(world, GUARD_LOG).batch
    _plain, reviewed, merged, target = imported(world)
    review(world, reviewed)
    review(world, target)
    review(world, merged, merge_into=target)
    problem = open_problem(municipality=world.bjorkviken, title="Klotter", by=world.coordinator)
    refer(municipality=world.bjorkviken, upper=problem, lower=reviewed)
    found = {one.incident.number: [str(why) for why in one.why] for one in worked_on(batch, 10)}
    assert set(found) == {reviewed.number, merged.number, target.number}
    assert found[reviewed.number] == ["står under en problembild", "har granskats eller ändrats"]
    assert found[merged.number][0] == "är sammanslagen med en annan rapport"
    assert withdraw_batch(batch=batch, by=world.coordinator, takes_worked_on=takes) == (4 if takes else 1)
    assert len(imported(world)) == (0 if takes else 3)
    assert references_of(problem).count() == (0 if takes else 1)


def test_rows_that_an_earlier_file_brought_stay(world):
    whole_way(world, GUARD_LOG)
    second = whole_way(
        world, GUARD_LOG.replace("Ny text på bänken.", "Ny text.") + "Klotter;Furutorget;2026-11-14;10.00;;;V-5;\n"
    )
    assert (second.verdict["changed"], second.verdict["new"]) == (1, 1)
    assert [str(why) for one in worked_on(second.batch, 10) for why in one.why] == [
        "fanns före filen, som bara ändrade den"
    ]
    assert withdraw_batch(batch=second.batch, by=world.coordinator) == 1
    assert [row.source_id for row in imported(world)] == ["V-1", "V-2", "V-3", "V-4"]
