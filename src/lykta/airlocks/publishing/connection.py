"""The public site's connection: reads the listed tables and nothing else, so that no template can wander.

SQLite asks an authorizer about every table and column of a statement; PostgreSQL takes on a role that was granted
SELECT on the listed tables alone. A planted test reads a forbidden table and must fail on both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

PUBLIC_ROLE = "lykta_public"
READABLE = frozenset({
    "publishing_release",
    "publishing_standingvalue",
    "municipalities_municipality",
    "areas_maplayer",
})  # fmt: skip
_HARMLESS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT,
             sqlite3.SQLITE_RECURSIVE}  # fmt: skip


@contextmanager
def restricted_connection(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    connection = connections[using]
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(_authorize)
        try:
            yield
        finally:
            if connection.connection is not None:
                connection.connection.set_authorizer(None)
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {PUBLIC_ROLE}")
        try:
            yield
        finally:
            if connection.connection is not None and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("RESET ROLE")
            elif connection.connection is not None:
                connection.close_if_unusable_or_obsolete()


def _authorize(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    if action in _HARMLESS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and first in READABLE:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
