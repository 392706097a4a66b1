"""What came of each row of a file, on disk beside the file itself: memory stays the same however long the file is.

An SQLite file of its own, in the data folder, readable by us only. The pages read verdicts from it, and the writing
takes the laid out rows from it, some thousand at a time. Nothing of a rejected row's content stands in it.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from lykta.facts.incidents.bulk_rows import COLUMNS, Values

AT_ONCE = 5000
NAMES = tuple(COLUMNS)
PLACE_OF = {name: at for at, name in enumerate(NAMES)}


class Verdict(StrEnum):
    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    REJECTED = "rejected"
    LEFT_OUT = "left_out"  # another municipality's, or a word that the person chose not to read in


@dataclass(frozen=True, slots=True)
class Judged:
    """`what` says which event it is, for rows that come in; `reason` why one does not; `notes` what was noticed."""

    line: int
    verdict: str
    what: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    identity: str | None = None
    content_hash: str = ""
    source_id: str | None = None
    values: Values | None = None


class WorkFile:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows = sqlite3.connect(path, isolation_level=None)
        self._rows.execute("PRAGMA journal_mode=OFF")
        self._rows.execute("PRAGMA synchronous=OFF")  # killed in the middle it is made anew
        self._rows.execute("PRAGMA cache_size=-8000")

    @classmethod
    def new(cls, path: Path) -> WorkFile:
        path.unlink(missing_ok=True)
        path.touch(0o600)
        work = cls(path)
        work._rows.execute(
            "CREATE TABLE rows (n INTEGER PRIMARY KEY, line INTEGER, verdict TEXT, what TEXT, reason TEXT, notes TEXT,"
            " identity TEXT UNIQUE, content TEXT, source_id TEXT, pk INTEGER, vals BLOB)"
        )
        work._rows.execute("CREATE TABLE done (totals INTEGER)")
        return work

    def close(self) -> None:
        self._rows.close()

    def __enter__(self) -> WorkFile:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def add(self, rows: Iterable[Judged]) -> list[Judged]:
        """Those whose identity stood on an earlier line already, with the same content or other, are not put there."""
        repeated = []
        self._rows.execute("BEGIN")
        for row in rows:
            try:
                self._insert(row)
            except sqlite3.IntegrityError:
                repeated.append(row)
        self._rows.execute("COMMIT")
        return repeated

    def _insert(self, row: Judged) -> None:
        laid_out = row.values and pickle.dumps([row.values[name] for name in NAMES], protocol=5)
        self._rows.execute(
            "INSERT INTO rows (line, verdict, what, reason, notes, identity, content, source_id, vals)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row.line, row.verdict, row.what, row.reason, "\n".join(row.notes), row.identity, row.content_hash,
             row.source_id, laid_out),
        )  # fmt: skip

    def earlier(self, identity: str) -> tuple[int, str]:
        """Line and content of the row with that identity."""
        found = self._rows.execute("SELECT line, content FROM rows WHERE identity = ?", (identity,)).fetchone()
        return int(found[0]), str(found[1])

    def ids(self) -> Iterator[Sequence[str]]:
        """The source's own ids, some hundred at a time."""
        with closing(self._rows.cursor()) as cursor:
            cursor.execute("SELECT source_id FROM rows WHERE source_id IS NOT NULL AND identity IS NOT NULL")
            while part := cursor.fetchmany(500):
                yield [row[0] for row in part]

    def has_rows_without_id(self) -> bool:
        wanted = "SELECT 1 FROM rows WHERE identity IS NOT NULL AND source_id IS NULL LIMIT 1"
        return self._rows.execute(wanted).fetchone() is not None

    def forget_known(self) -> None:
        self._rows.execute("UPDATE rows SET verdict = ?, pk = NULL WHERE pk IS NOT NULL", (Verdict.NEW,))

    def know(self, found: Iterable[tuple[str, int, str]]) -> None:
        """(identity, primary key, content): these are in the database already."""
        self._rows.execute("BEGIN")
        self._rows.executemany(
            "UPDATE rows SET pk = ?, verdict = CASE WHEN content = ? THEN 'same' ELSE 'changed' END WHERE identity = ?",
            ((pk, content, identity) for identity, pk, content in found),
        )
        self._rows.execute("COMMIT")

    def finish(self) -> None:
        self._rows.execute("CREATE INDEX by_verdict ON rows (verdict, n)")
        self._rows.execute("CREATE INDEX noticed ON rows (n) WHERE notes <> ''")

    def counts(self) -> dict[str, int]:
        found = dict.fromkeys(map(str, Verdict), 0)
        found.update(self._rows.execute("SELECT verdict, count(*) FROM rows GROUP BY verdict").fetchall())
        found["noticed"] = self._rows.execute("SELECT count(*) FROM rows WHERE notes <> ''").fetchone()[0]
        return found

    def page(self, wanted: str, offset: int, limit: int) -> list[Judged]:
        """`wanted`: a verdict, "noticed", or nothing for all. In the order of the file."""
        where = {"": "1", "noticed": "notes <> ''"}.get(wanted, "verdict = :verdict")
        found = self._rows.execute(
            f"SELECT line, verdict, what, reason, notes FROM rows WHERE {where}"  # noqa: S608 - one of three above
            " ORDER BY n LIMIT :limit OFFSET :offset",
            {"verdict": wanted, "limit": limit, "offset": offset},
        )
        return [Judged(line, verdict, what, reason, tuple(filter(None, notes.split("\n"))))
                for line, verdict, what, reason, notes in found]  # fmt: skip

    def each(self, wanted: str = "") -> Iterator[Judged]:
        offset = 0
        while rows := self.page(wanted, offset, AT_ONCE):
            yield from rows
            offset += len(rows)

    def rejections(self, most: int) -> list[tuple[int, str]]:
        wanted = "SELECT line, reason FROM rows WHERE verdict = 'rejected' ORDER BY line LIMIT ?"
        return list(self._rows.execute(wanted, (most,)))

    def new_rows(self) -> Iterator[list[list[Any]]]:
        """In the order of COLUMNS, some thousand at a time."""
        yield from ([laid_out for _pk, laid_out in part] for part in self._laid_out(Verdict.NEW))

    def changed_rows(self) -> Iterator[list[tuple[int, Values]]]:
        """(primary key of what is there already, values), some thousand at a time."""
        yield from ([(pk, dict(zip(NAMES, row, strict=True))) for pk, row in part]
                    for part in self._laid_out(Verdict.CHANGED))  # fmt: skip

    def _laid_out(self, verdict: Verdict) -> Iterator[list[tuple[int, list[Any]]]]:
        with closing(self._rows.cursor()) as cursor:
            cursor.execute("SELECT pk, vals FROM rows WHERE verdict = ? ORDER BY n", (verdict,))
            while part := cursor.fetchmany(AT_ONCE):
                # Written by this program into a folder that only it may read; JSON would not know the database's types.
                yield [(pk, pickle.loads(laid_out)) for pk, laid_out in part]  # noqa: S301
