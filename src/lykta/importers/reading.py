"""From a file somebody hands over to text or bytes that a parser can trust, or one sentence on what is wrong."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from lykta.importers.result import UnreadableFile

LARGEST = 1 << 30  # bytes, unpacked: a small file may unpack to any size
SWEDISH_IN_UTF8 = re.compile(rb"\xc3[\xa4\xa5\xb6\x84\x85\x96]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file read whole and unpacked. `hash` is of the file as it lay there."""

    name: str
    data: bytes
    hash: str

    @property
    def is_parquet(self) -> bool:
        return self.data[:4] == b"PAR1"


def read_file(path: str | os.PathLike[str]) -> SourceFile:
    name = shown_name(path)
    raw = _bytes_of(Path(path), name)
    if not raw:
        raise UnreadableFile(f"{name} is empty. Fetch or export it again.")
    data = _unpacked(raw, name) if raw[:2] == b"\x1f\x8b" else raw
    _refuse_other_formats(data, name)
    return SourceFile(name, data, hashlib.sha256(raw).hexdigest())


def source_of(name: str, raw: bytes) -> SourceFile:
    """The same for what was uploaded."""
    shown = shown_name(name)
    if not raw:
        raise UnreadableFile(f"{shown} is empty. Fetch or export it again.")
    data = _unpacked(raw, shown) if raw[:2] == b"\x1f\x8b" else raw
    _refuse_other_formats(data, shown)
    return SourceFile(shown, data, hashlib.sha256(raw).hexdigest())


def shown_name(path: str | os.PathLike[str]) -> str:
    """The file's name as text, also where the file system holds bytes that are not."""
    return os.fsencode(Path(path).name or str(path)).decode("utf-8", "replace")


def text_of(source: SourceFile) -> str:
    """UTF-8 with or without mark, UTF-16, or Windows-1252 as Excel in Sweden writes it."""
    encoding = _encoding_of(source.data, source.name)
    try:
        text = source.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{source.name} is not text in UTF-8, UTF-16 or Windows-1252. Export it again as UTF-8."
        ) from error
    _refuse_what_is_no_data(text, source.name)
    return unicodedata.normalize("NFC", text)  # a Mac writes å as a and a ring


def with_progress(rows: Iterable[T], label: str, *, wanted: bool = True, total: int | None = None) -> Iterable[T]:
    """A bar on the terminal while the rows are gone through; nothing where output goes to a file."""
    return tqdm(rows, desc=label, total=total, unit=" rows", leave=False, disable=None if wanted else True)


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file {name} there. Check the path.") from error
    except IsADirectoryError as error:
        raise UnreadableFile(f"{name} is a folder. Name one file in it.") from error
    except PermissionError as error:
        raise UnreadableFile(f"{name} may not be read by this user. Change its permissions, or copy it.") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{name} could not be read ({error}). Check the disk and the path.") from error
    return _within_limit(raw, name)


def _unpacked(raw: bytes, name: str) -> bytes:
    try:
        data = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(LARGEST + 1)
    except EOFError as error:
        raise UnreadableFile(f"{name} ends in the middle: the packed file is cut off. Fetch it again.") from error
    except (OSError, zlib.error) as error:
        raise UnreadableFile(f"{name} is damaged and cannot be unpacked. Fetch it again.") from error
    if not data:
        raise UnreadableFile(f"{name} is empty once unpacked. Fetch or export it again.")
    return _within_limit(data, name)


def _within_limit(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise UnreadableFile(f"{name} is larger than {LARGEST >> 30} GB unpacked. Divide it and read in the parts.")
    return data


def _refuse_other_formats(data: bytes, name: str) -> None:
    if data[:4] == b"PK\x03\x04":
        raise UnreadableFile(f"{name} is an Excel or zip file. Save the sheet as CSV, or unpack the file.")
    if data[:4] == b"%PDF":
        raise UnreadableFile(f"{name} is a PDF. Ask for the data as CSV, JSON or parquet.")


def _encoding_of(data: bytes, name: str) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in data:
        return _utf16_without_mark(data, name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, name)
    return "utf-8"


def _utf16_without_mark(data: bytes, name: str) -> str:
    start = data[:4096]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if zeros.count(0) > 0.6 * len(zeros):
            return encoding
    raise UnreadableFile(f"{name} holds zero bytes, so it is damaged or not a text file. Export it again.")


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> str:
    if error.reason == "unexpected end of data":
        raise UnreadableFile(f"{name} ends in the middle of a letter: the file is cut off. Fetch it again.")
    if SWEDISH_IN_UTF8.search(data):
        # Read as Windows-1252 its å would become Ã¥.
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(f"{name} mixes two encodings: line {line} is not UTF-8. Export it again as UTF-8.")
    return "cp1252"


def _refuse_what_is_no_data(text: str, name: str) -> None:
    if "\x00" in text:
        raise UnreadableFile(f"{name} holds zero bytes, so it is damaged or not a text file. Export it again.")
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if not start and not text.strip():
        raise UnreadableFile(f"{name} holds nothing but blanks. Fetch or export it again.")
    if start[:1] == "<":
        raise UnreadableFile(f"{name} is a web page, not data. Fetch it again; the address may ask for a login.")
