from __future__ import annotations

import io
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.importers.json_reading import BrokenLine, json_rows
from lykta.importers.reading import read_file, text_of
from lykta.importers.result import UnreadableFile
from lykta.importers.tables import Rows, Where, table_of
from tests.unit.importers.files import packed, read_or_explained, source

SWEDISH = "Plats;Händelse\nÅkervägen;Klotter på ån\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_swedish_letters_survive_every_encoding(encoding: str) -> None:
    assert text_of(source(SWEDISH.encode(encoding))) == SWEDISH


def test_a_decomposed_letter_becomes_whole() -> None:
    assert text_of(source("A\u030akerva\u0308gen".encode())) == "Åkervägen"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"  \n\t ", "nothing but blanks"),
        (b"<!DOCTYPE html><html><body>Logga in</body></html>", "is a web page"),
        (b"\xef\xbb\xbf\n  <html>", "is a web page"),
        (b'{"a": "b\x00c"}', "zero bytes"),
        ("klotter på ån".encode()[:-2], "cut off"),
        ("gård i utf-8\n".encode() + "gård i annan".encode("cp1252") + b"\n", "line 2 is not UTF-8"),
        (b"\x81\x8d plats", "not text in UTF-8"),
        (b"PK\x03\x04rest", "Excel or zip"),
        (b"%PDF-1.7", "is a PDF"),
        (packed(b"[1, 2]")[:-6], "cut off"),
        (packed(b"[1, 2, 3]")[:-8] + bytes(8), "damaged"),
        (packed(b""), "empty once unpacked"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "händelser å.json"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as problem:
        text_of(read_file(path))
    assert said in problem.value.sentence
    assert problem.value.sentence.startswith("händelser å.json")
    assert problem.value.sentence.endswith(".")


def test_folder_missing_file_and_forbidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(UnreadableFile, match="There is no file saknas"):
        read_file(tmp_path / "saknas.json")
    path = tmp_path / "stängd.json"
    path.write_text("[]")

    def refused(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The tests may run as root, whom no permission stops.
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(UnreadableFile, match="may not be read"):
        read_file(path)


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file h�ndelser"):
        read_file(os.fsdecode(os.fsencode(tmp_path) + b"/h\xe4ndelser.json"))


def test_an_unpacked_file_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lykta.importers.reading.LARGEST", 1 << 20)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(packed(b"[" + b" " * (1 << 21)))
    with pytest.raises(UnreadableFile, match="larger than"):
        read_file(path)


def test_elements_of_an_array_know_their_lines() -> None:
    assert json_rows('\n[\n {"a": 1},\n\n {"a":\n 2}, 3\n]\n', "x") == [(3, {"a": 1}), (5, {"a": 2}), (6, 3)]
    assert json_rows("[]", "x") == []
    assert json_rows(' {"a": 1} ', "x") == [(1, {"a": 1})]


def test_json_lines_keep_what_is_whole() -> None:
    rows = json_rows('{"a": 1}\n\n{"a": \n{"a": 3}\n', "x.jsonl")
    assert [(line, type(row)) for line, row in rows] == [(1, dict), (3, BrokenLine), (4, dict)]
    assert [line for line, _row in json_rows('{"a": 1}\n{"a": 2}\n', "no-name-of-lines")] == [1, 2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1}, {"a": 2', "ends in the middle, on line 1"),
        ('[{"a": 1},\n', "ends in the middle"),
        ("[", "ends in the middle"),
        ('[{"a": "öppen', "ends in the middle"),
        ('[{"a": 1}\n {"a": 2}]', "line 2, column 2"),
        ('[{"a": 1},]', "cannot be read"),
        ("[1] och mer", "cannot be read"),
        ('{"a": 1', "ends in the middle"),
        ("inte json", "line 1, column 1"),
        ("[" * 100_000, "too deep"),
        ("[" + "9" * 5000 + "]", "too long"),
    ],
)
def test_broken_json_is_told_where(text: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        json_rows(text, "x.json")


def test_json_lines_cut_off_are_not_half_read() -> None:
    with pytest.raises(UnreadableFile, match="ends in the middle of line 2"):
        json_rows('{"a": 1}\n{"a": 2', "x.jsonl")


def _csv(text: str, encoding: str = "utf-8") -> object:
    table = table_of(source(text.encode(encoding), "x.csv"))
    return table.columns, table.rows(table.columns)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_finds_its_separator(delimiter: str) -> None:
    text = f'a{delimiter}b\n"1{delimiter}2"{delimiter}3\n'
    columns, found = _csv(text)  # type: ignore[misc]
    assert columns == ("a", "b")
    assert found.rows == [(2, {"a": f"1{delimiter}2", "b": "3"})]


def test_csv_lines_are_those_of_an_editor() -> None:
    _columns, found = _csv('a;b\r\n1;"två\r\nrader"\r\n\r\n;\r\n3;4;5\r\n6\r\n7;8\r\n')  # type: ignore[misc]
    assert found.rows == [(2, {"a": "1", "b": "två\r\nrader"}), (8, {"a": "7", "b": "8"})]
    assert [(one.line, one.reason[:19]) for one in found.rejections] == [
        (6, "The row has 3 cells"),
        (7, "The row has 1 cells"),
    ]


def test_heading_alone_is_no_rows_and_twice_the_same_name_is_refused() -> None:
    _columns, found = _csv("a;b\n")  # type: ignore[misc]
    assert found.rows == []
    with pytest.raises(UnreadableFile, match="two columns named a"):
        _csv("a;b;a\n1;2;3\n")


def test_csv_cut_off_is_not_half_read() -> None:
    with pytest.raises(UnreadableFile, match="ends in the middle of line 3"):
        _csv("a;b;c\n1;2;3\n4;5")
    with pytest.raises(UnreadableFile, match="from line 2: a quotation mark"):
        _csv('a;b\n1;"öppen\n2;3\n')


def test_a_line_of_ten_megabytes_is_one_row() -> None:
    _columns, found = _csv("a;b\n1;" + "x" * 10_000_000 + "\n2;3\n")  # type: ignore[misc]
    assert [line for line, _row in found.rows] == [2, 3]


def _parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def test_parquet_rows_of_one_municipality() -> None:
    codes = pa.array([9901, 483, None, 9901])
    table = table_of(source(_parquet(code=codes, n=[1, 2, 3, 4]), "x.parquet"))
    found = table.rows({"n"} | {"code"}, Where("code", lambda value: str(value).zfill(4) == "0483"))
    assert found.rows == [(2, {"code": 483, "n": 2})]
    assert found.left_out == {"9901": 2, "None": 1}
    assert found.filtered == 3


def test_parquet_nanoseconds_and_words_kept_as_numbers() -> None:
    moments = pa.array([1_760_000_000_123_456_789], pa.timestamp("ns", "UTC"))
    words = pa.array(["klotter"]).dictionary_encode()
    table = table_of(source(_parquet(t=moments, w=words), "x.parquet"))
    ((line, row),) = table.rows(table.columns).rows
    assert (line, row["w"], row["t"].microsecond) == (1, "klotter", 123456)


@pytest.mark.parametrize("cut", [1, 8, 60, 200])
def test_parquet_cut_off_is_named(cut: int) -> None:
    whole = _parquet(a=list(range(200)))
    with pytest.raises(UnreadableFile, match="parquet file that is cut off"):
        table_of(source(whole[:-cut], "x.parquet")).rows({"a"})


@given(st.binary(max_size=400), st.sampled_from(["x.json", "x.jsonl", "x.csv", "x"]))
def test_any_bytes_are_rows_or_one_sentence(data: bytes, name: str) -> None:
    read_or_explained(lambda: json_rows(text_of(source(data, name)), name))
    read_or_explained(lambda: _all_rows(data, name))


@given(st.data())
def test_a_damaged_parquet_file_is_rows_or_one_sentence(data: st.DataObject) -> None:
    whole = bytearray(_parquet(a=["å", "ä", "ö"], t=pa.array([1, 2, 3], pa.timestamp("us", "UTC"))))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read_or_explained(lambda: _all_rows(bytes(whole), "x.parquet"))


def _all_rows(data: bytes, name: str) -> Rows:
    table = table_of(source(data, name))
    return table.rows(table.columns)
