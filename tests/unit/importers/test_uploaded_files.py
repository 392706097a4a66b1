"""What a file may look like: converted to rows, or one reason why not."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.importers.incidents.converting import convert
from lykta.importers.incidents.delimited import NotReadable
from lykta.importers.incidents.headings import guessed_columns
from lykta.importers.incidents.suggestions import LEAVE_OUT, nearly, suggested
from lykta.importers.incidents.uploads import SENTENCES

HEAD = "Typ;Datum;Fritext\n"


def converted(tmp_path: Path, data: bytes | str) -> tuple[list[list[Any]], dict[str, Any]]:
    path = tmp_path / "x.file"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    convert(path, tmp_path / "rows", tmp_path / "profile")
    rows = [json.loads(line) for line in (tmp_path / "rows").read_text(encoding="utf-8").splitlines()]
    return rows, json.loads((tmp_path / "profile").read_text(encoding="utf-8"))


def refused(tmp_path: Path, data: bytes | str) -> str:
    with pytest.raises(NotReadable) as problem:
        converted(tmp_path, data)
    assert str(SENTENCES[problem.value.code]) % problem.value.values
    return problem.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = 'Händelse;Datum;Fritext\r\nKlotter;2026-11-10;"på ""ån"";\r\nrad två"\r\nBråk;2026-11-11;å\r\n'
    text = text.replace(";\r", "§").replace(";", delimiter).replace("§", f"{delimiter}\r")
    rows, profile = converted(tmp_path, text.encode(encoding))
    assert rows == [
        [2, ["Klotter", "2026-11-10", f'på "ån"{delimiter}\r\nrad två']],
        [4, ["Bråk", "2026-11-11", "å"]],
    ]
    assert [one["heading"] for one in profile["columns"]] == ["Händelse", "Datum", "Fritext"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "empty"),
        ("  \n\n", "empty"),
        (HEAD, "only_headings"),
        ("Rubrik\nKlotter\nBråk\n", "one_column"),
        (";".join(f"k{n}" for n in range(10_000)) + "\n", "too_many_columns"),
        (HEAD + 'Klotter;2026-11-10;"öppet\n' + "Bråk;2026-11-11;x\n" * 300, "open_quote"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old_excel"),
        (b"%PDF-1.7 x", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        ("<!DOCTYPE html><p>", "web_page"),
        ('[{"a": 1}]', "json"),
        (b"PK\x03\x04broken", "damaged_workbook"),
        (HEAD.encode() + "å;2026-11-10;x\n".encode() + "å;2026-11-10;x\n".encode("cp1252"), "two_encodings"),
    ],
)
def test_what_is_no_table_says_what_to_do(tmp_path: Path, data: bytes | str, code: str) -> None:
    assert refused(tmp_path, data) == code


def zipped(**parts: bytes) -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/"), content)
    return to.getvalue()


def workbook(change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Typ", "Datum", "Antal"])
    page.append(["Klotter", "2026-11-10", 1])
    if change:
        change(page)
    to = io.BytesIO()
    book.save(to)
    return to.getvalue()


def test_a_zip_bomb_and_other_packed_files(tmp_path: Path) -> None:
    assert refused(tmp_path, zipped(**{"xl__sharedStrings.xml": b"\0" * (601 << 20)})) == "too_large_unpacked"
    assert refused(tmp_path, zipped(**{"word__document.xml": b"x"})) == "other_zip"


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hemligt")
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    body = sheet.split(b"?>", 1)[-1] if sheet.startswith(b"<?xml") else sheet
    parts["xl/worksheets/sheet1.xml"] = evil + body.replace(b"<v>1</v>", b"<v>&e;</v>")
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    assert refused(tmp_path, to.getvalue()) == "damaged_workbook"
    assert "hemligt" not in (tmp_path / "rows").read_text() if (tmp_path / "rows").exists() else True


def test_merged_cells_and_formulas(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page.append(["Bråk", "2026-11-11", "=1+1"])
        page.append(["Bråk", "2026-11-12", 7])
        page.merge_cells("A3:A4")

    rows, _profile = converted(tmp_path, workbook(change))
    assert rows[1:] == [[3, ["Bråk", "2026-11-11"]], [4, ["", "2026-11-12", "7"]]]


def test_title_lines_duplicate_headings_and_a_total(tmp_path: Path) -> None:
    text = "Vaktbolaget AB\nUttag 2026-11-15\n\nTyp;Datum;Datum;\nKlotter;2026-11-10;2026-11-11;x\nTotalt;1;;\n"
    rows, profile = converted(tmp_path, text)
    assert rows == [[5, ["Klotter", "2026-11-10", "2026-11-11", "x"]]]
    assert [one["heading"] for one in profile["columns"]][:3] == ["Typ", "Datum", "Datum (2)"]
    assert (profile["has_title"], profile["totals"]) == (True, 1)


def test_strange_cells_are_kept_as_they_are(tmp_path: Path) -> None:
    long, strange = "x" * 1_000_000, "🔥 \u202eמשהו\u202c a\x00b"
    rows, _profile = converted(tmp_path, f"{HEAD}Klotter;2026-11-10;{strange}\nBråk;2026-11-11;{long}\n")
    assert rows[0][1][2] == strange
    assert len(rows[1][1][2]) == 10_000  # still longer than any text that is taken


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_reason(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    try:
        converted(folder, data)
    except NotReadable as problem:
        said = str(SENTENCES[problem.code]) % problem.values
    else:
        said = "rows"
    assert said


@pytest.mark.parametrize(
    ("head", "row", "columns"),
    [
        (
            "Händelsetyp;Plats;Datum;Tid;Koord N;Koord O;Ärendenr;Fritext",
            "Klotter;Torget;2026-11-10;18.30;6529126;459664;V-1;Ny text",
            {"category": 0, "place": 1, "occurred_from": 2, "time_from": 3, "lat": 4, "lon": 5, "source_id": 6,
             "text": 7},
        ),
        (
            "Lopnr;Kategori;X;Y;Inkom;Adress",  # X is north here, as in Swedish maps
            "7;Belysning;6529126;459664;2026-11-10 08:00;Storgatan 1",
            {"source_id": 0, "category": 1, "lat": 2, "lon": 3, "reported": 4, "place_text": 5},
        ),
        (
            "BROTTSTYP;Brottsplats;Från;Till;Latitud;Longitud",
            "Skadegörelse;Torget;2026-11-10 18:00;2026-11-11 07:00;58,9;14,3",
            {"category": 0, "place": 1, "occurred_from": 2, "occurred_to": 3, "lat": 4, "lon": 5},
        ),
    ],
)  # fmt: skip
def test_columns_are_guessed(tmp_path: Path, head: str, row: str, columns: dict[str, int]) -> None:
    _rows, profile = converted(tmp_path, f"{head}\n{row}\n{row}\n")
    found = guessed_columns(profile["columns"])
    assert {name: found.get(name) for name in columns} == columns


KNOWN = {
    "klotter": "graffiti", "skadegorelse": "vandalism", "slagsmal": "fight", "bristfallig_belysning": "poor_lighting",
    "moped_pa_gang_och_cykelvag": "moped_on_path", "annat": "other", "inbrott_i_bostad": "burglary_home",
    "misstankt_narkotika": "suspected_drugs", "nedskrapning_och_dumpning": "littering_dumping",
    "samling_av_ungdomar": "gathering_youths", "otrygghetsskapande_samling": "disturbing_gathering",
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Klotter", "graffiti"), ("Graffiti/klotter", "graffiti"), ("Skadeg.", "vandalism"), ("Bråk", "fight"),
        ("Mopedkörning", "moped_on_path"), ("Trasig lampa", "poor_lighting"), ("Övrigt", "other"),
        ("Villainbrott", "burglary_home"), ("Narkotikabrott", "suspected_drugs"),
        ("Sopor dumpade", "littering_dumping"),
        ("Ungdomsgäng", "gathering_youths"), ("Ordningsstörning", "disturbing_gathering"), ("slagsmål ", "fight"),
        ("Skadegörlse", "vandalism"), ("Rondering utan anmärkning", LEAVE_OUT), ("Kvinnofridskränkning", LEAVE_OUT),
        ("Xyzzy", ""), ("", ""),
    ],
)  # fmt: skip
def test_categories_are_suggested(word: str, code: str) -> None:
    assert suggested(word, KNOWN, {}) == code


def test_what_was_saved_goes_before() -> None:
    assert suggested("Bråk", KNOWN, {"brak": "other"}) == "other"
    assert suggested("Bråk", KNOWN, {"brak": "withdrawn_category"}) == "fight"


def test_places_that_are_spelt_nearly_so() -> None:
    places = {"strandskolan": "Strandskolan", "furutorget": "Furutorget"}
    assert nearly(["Strandskoln", "Furutorget", "Kiosken", ""], places) == {"Strandskoln": "Strandskolan"}
