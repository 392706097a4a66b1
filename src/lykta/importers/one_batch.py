"""One file, one transaction: written whole or not at all, one import at a time, and every database trouble named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, connection, transaction

from lykta.base.kernel.actor import Actor, NotAllowed, NotNow
from lykta.facts.evidence.operations import OpenBatch, open_batch
from lykta.ground.municipalities.models import Municipality
from lykta.importers.reading import SourceFile
from lykta.importers.result import ImportBusy, ImportProblem, NothingWritten, NotThere, Options

ADVISORY_LOCK = 0x4C796B7461  # "Lykta"; on PostgreSQL the imports of an installation queue for it
PATIENCE_S = 20


def municipality_of(options: Options) -> Municipality | None:
    """The one that the call names, if it names one."""
    if options.municipality_code is None:
        return None
    found = Municipality.objects.filter(code=options.municipality_code).first()
    if found is None:
        raise NotThere(
            f"There is no municipality with the code {options.municipality_code}. Make it first: "
            f"lykta create-municipality --code {options.municipality_code} --name NAME"
        )
    return found


@contextmanager
def one_batch(
    importer: str, source: SourceFile, options: Options, by: Actor, municipality: Municipality | None = None
) -> Iterator[OpenBatch]:
    """What is done inside is kept when it ends well and this is no dry run."""
    with troubles_named(), transaction.atomic():
        _wait_for_turn()
        with open_batch(
            importer=importer, municipality=municipality, file_name=source.name, file_hash=source.hash, by=by
        ) as batch:
            yield batch
        if options.dry_run:
            transaction.set_rollback(True)


@contextmanager
def troubles_named() -> Iterator[None]:
    try:
        yield
    except NotNow as problem:
        raise NothingWritten(problem.message) from problem
    except NotAllowed as problem:
        raise NothingWritten("You may not read in files here. Ask the administrator for the right.") from problem
    except DatabaseError as problem:
        raise _named(problem) from problem


def _wait_for_turn() -> None:
    """SQLite has one writer anyway (the transaction begins as IMMEDIATE); PostgreSQL is told to have one importer."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        cursor.execute("SET LOCAL lock_timeout = 0")


def _named(problem: DatabaseError) -> ImportProblem:
    text, code = str(problem).strip(), getattr(problem.__cause__, "sqlstate", None)
    if code == "55P03" or "is locked" in text:
        return ImportBusy("Another import is running. Nothing was written; wait until it is done and run this again.")
    if code in ("42P01", "42703") or "no such table" in text or "no such column" in text:
        return NothingWritten("The database is older than the program. Run “lykta migrate”, then this again.")
    first = text.splitlines()[0] if text else type(problem).__name__
    if isinstance(problem, OperationalError):
        return NothingWritten(f"The database could not be written ({first}). Check the disk and DATABASE_URL.")
    return NothingWritten(f"The database refused the file ({first}). Nothing was written; report this as a fault.")
