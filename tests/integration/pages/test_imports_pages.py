"""Reading in a file through its pages: upload, columns, words, dry run, reading in, withdrawing."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lykta.facts.evidence.models import ImportBatch
from lykta.facts.incidents.file_operations import path_of
from lykta.facts.incidents.models import ColumnMapping, IncomingFile
from lykta.importers.incidents.working import work_through
from tests.integration.incidents.uploaded_files import GUARD_LOG, check, imported, upload, whole_way, workbook
from tests.integration.pages.rows import (
    PERSONAL_NUMBER,
    SCRIPT,
    assert_only,
    assert_same_queries,
    client_of,
    page,
    send,
)
from tests.worlds import World

pytestmark = pytest.mark.sql
CHOICES = {"state": "reported", "numbers": "drop", "persons": "drop", "outside": "reject", "organization": ""}


def sent_file(world: World, content: bytes | str, name: str = "logg.csv"):
    data = content.encode() if isinstance(content, str) else content
    return send(world, "coordinator", "las-in/", file=SimpleUploadedFile(name, data))


def only_file(world: World) -> IncomingFile:
    return IncomingFile.objects.for_municipality(world.bjorkviken).get()


def as_guessed(file: IncomingFile) -> dict[str, str]:
    return CHOICES | {f"column_{at}": name for name, at in file.columns.items()}


def words_as_suggested(shown: str) -> dict[str, str]:
    chosen = {}
    for name, options in re.findall(r'<select[^>]*name="(word_\d+)">(.*?)</select>', shown, re.S):
        found = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    return chosen


def test_the_whole_way(world: World) -> None:
    answer = sent_file(world, GUARD_LOG)
    file = only_file(world)
    base = f"las-in/{file.public_id}/"
    assert answer["Location"] == f"/arbete/bjorkviken/{base}kolumner/"
    shown = page(world, "coordinator", f"{base}kolumner/").content.decode()
    assert "Ny text på bänken." in shown
    assert '<option value="occurred_from" selected>' in shown
    answer = send(world, "coordinator", f"{base}kolumner/", **as_guessed(file))
    assert answer["Location"].endswith("/ord/")
    shown = page(world, "coordinator", f"{base}ord/").content.decode()
    words = words_as_suggested(shown)
    assert sorted(words.values()) == ["fight", "graffiti", "moped_on_path", "vandalism"]
    answer = send(world, "coordinator", f"{base}ord/", name="Nordvakts logg", **words)
    assert answer["Location"].endswith(base)
    assert 'hx-get="/arbete/bjorkviken/' in page(world, "coordinator", base).content.decode()
    assert "HX-Refresh" not in page(world, "coordinator", f"{base}lage/")
    work_through()
    assert page(world, "coordinator", f"{base}lage/")["HX-Refresh"] == "true"
    shown = page(world, "coordinator", base).content.decode()
    assert "4 rader kan läsas in." in shown
    assert "Klotter · tisdag 10 november 2026 kl. 18.30 · Furutorget" in shown
    assert imported(world) == []
    send(world, "coordinator", f"{base}gor/", act="run", how="rest")
    work_through()
    batch = ImportBatch.objects.get()
    address = f"las-in/inlast/{batch.public_id}/"
    assert page(world, "coordinator", base)["Location"] == f"/arbete/bjorkviken/{address}"
    assert len(imported(world)) == 4
    assert ColumnMapping.objects.for_municipality(world.bjorkviken).get().name == "Nordvakts logg"
    assert "logg.csv" in page(world, "coordinator", "las-in/").content.decode()
    send(world, "coordinator", address, worked_on="keep")
    assert imported(world) == []
    assert "Tillbakadragen" in page(world, "coordinator", address).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Filen är tom"),
        (b"%PDF-1.4", "Det här är en PDF"),
        (b"\xd0\xcf\x11\xe0xxxx", "gammal Excelfil"),
        (b"Typ;Datum\n", "inga rader under dem"),
    ],
)
def test_what_cannot_be_read_is_told_at_the_field(world: World, content: bytes, said: str) -> None:
    answer = sent_file(world, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not IncomingFile.objects.for_municipality(world.bjorkviken).exists()


def test_too_large_a_file_is_told_kindly(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lykta.facts.incidents.file_operations.LARGEST", 10)
    answer = sent_file(world, GUARD_LOG)
    assert answer.status_code == 422
    assert "Dela den, till exempel per år." in answer.content.decode()


def test_columns_that_do_not_go_together_are_told(world: World) -> None:
    file = upload(world, GUARD_LOG)
    shown = send(world, "coordinator", f"las-in/{file.public_id}/kolumner/",
                 **CHOICES | {"column_0": "text", "column_7": "text", "column_4": "lat"})  # fmt: skip
    assert shown.status_code == 422
    said = shown.content.decode()
    assert "En annan kolumn är redan det" in said
    assert "Säg vilken kolumn som är ”Vad som hände (kategori)”." in said
    assert "En position behöver två kolumner" in said


def test_days_in_an_unknown_order_are_asked_about(world: World) -> None:
    file = upload(world, "Typ;Datum\nKlotter;03/04/2026\nKlotter;05/06/2026\n")
    address = f"las-in/{file.public_id}/kolumner/"
    answer = send(world, "coordinator", address, **as_guessed(file))
    assert "Välj i vilken ordning" in answer.content.decode()
    assert send(world, "coordinator", address, order="dmy", **as_guessed(file)).status_code == 302
    file = check(world, only_file(world))
    assert file.verdict["new"] == 2
    clear = upload(world, "Typ;Datum\nKlotter;03/04/2026\nKlotter;25/06/2026\n")
    shown = page(world, "coordinator", f"las-in/{clear.public_id}/kolumner/").content.decode()
    assert re.search(r'value="dmy"[^>]*checked', shown)


def test_another_sheet_is_taken(world: World) -> None:
    sent_file(world, workbook(["Läs", "mig"], ["a", "b"], Logg=[["Typ", "Datum"], ["Klotter", "2026-11-10"]]), "b.xlsx")
    address = f"las-in/{only_file(world).public_id}/kolumner/"
    send(world, "coordinator", address, act="sheet", sheet="Logg")
    assert only_file(world).columns == {"category": 0, "occurred_from": 1}


def test_a_place_that_is_spelt_nearly_so_is_confirmed_by_a_person(world: World) -> None:
    file = upload(world, "Typ;Datum;Plats\nKlotter;2026-11-10;Furutorgett\n")
    address = f"las-in/{file.public_id}/ord/"
    shown = page(world, "coordinator", address).content.decode()
    assert "”Furutorgett” är Furutorget" in shown
    send(world, "coordinator", address, place_0="1", **words_as_suggested(shown))
    work_through()
    send(world, "coordinator", f"las-in/{file.public_id}/gor/", act="run")
    work_through()
    assert [row.place for row in imported(world)] == [world.square]


def test_verdicts_are_filtered_paged_and_downloaded(world: World) -> None:
    rows = "".join(f"Klotter;2026-11-{1 + n % 20:02d} 10:{n % 60:02d};x{n}\n" for n in range(70))
    log = f"Typ;Datum;Fritext\n{rows}Klotter;i går;{PERSONAL_NUMBER}\nKlotter;2026-11-10;{SCRIPT}\n"
    log += '"=cmd|calc";2026-11-10;\n'
    file = check(world, upload(world, log, "=logg.csv"))
    base = f"las-in/{file.public_id}/"
    shown = page(world, "coordinator", f"{base}?visa=rejected").content.decode()
    assert "går inte att läsa" in shown
    assert "x12" not in shown
    assert PERSONAL_NUMBER not in shown
    assert SCRIPT not in page(world, "coordinator", f"{base}?sida=2").content.decode()
    assert page(world, "coordinator", f"{base}?visa=%00&sida=999").status_code in (200, 400)
    answer = page(world, "coordinator", f"{base}rader.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="logg-provlasning.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert [line[0] for line in lines] == ["Rad", *map(str, range(2, 75))]
    assert {line[1] for line in lines[1:]} == {"Läggs till", "Avvisas"}
    assert PERSONAL_NUMBER not in content
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def test_cancel_and_remove(world: World) -> None:
    file = upload(world, GUARD_LOG)
    base = f"las-in/{file.public_id}/"
    shown = page(world, "coordinator", f"{base}ord/").content.decode()
    send(world, "coordinator", f"{base}ord/", **words_as_suggested(shown))
    assert send(world, "coordinator", f"{base}gor/", act="remove").status_code == 409  # being read
    send(world, "coordinator", f"{base}gor/", act="cancel")
    assert work_through() == 0
    send(world, "coordinator", f"{base}gor/", act="remove")
    assert not IncomingFile.objects.for_municipality(world.bjorkviken).exists()
    assert not path_of(file, "file").exists()


def test_only_the_coordinator_of_this_municipality(world: World) -> None:
    file = upload(world, GUARD_LOG)
    batch = whole_way(world, GUARD_LOG).batch
    assert batch is not None
    for path in ("las-in/", f"las-in/{file.public_id}/kolumner/", f"las-in/inlast/{batch.public_id}/"):
        assert_only(world, path, "coordinator")
    neighbour = client_of(world.outsider)
    for path in (f"{file.public_id}/kolumner/", f"{file.public_id}/rader.csv", f"inlast/{batch.public_id}/"):
        assert neighbour.get(f"/arbete/granhult/las-in/{path}").status_code == 404
    assert neighbour.post(f"/arbete/granhult/las-in/inlast/{batch.public_id}/").status_code == 404
    assert len(imported(world)) == 4


def test_the_list_asks_as_much_for_thirty(world: World) -> None:
    def add(n: int) -> None:
        ImportBatch.objects.create(
            importer="incidents", municipality=world.bjorkviken, file_name=f"{n}.csv", file_hash="0" * 64,
            closed=timezone.now() - timedelta(days=n), imported_by_name="Klara",
        )  # fmt: skip
        IncomingFile.objects.create(
            municipality=world.bjorkviken,
            file_name=f"{n}.csv",
            file_hash="0" * 64,
            size=1,
            uploaded_by=world.coordinator,
        )

    assert_same_queries(lambda: page(world, "coordinator", "las-in/"), add)
