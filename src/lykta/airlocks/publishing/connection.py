"""The public site's connection: reads the listed tables and nothing else, so that no template can wander.

SQLite asks an authorizer about every table and column of a statement; PostgreSQL takes on a role that was granted
SELECT on the listed tables alone. A planted test reads a forbidden table and must fail on both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PUBLIC_ROLE = "lykta_public"
READABLE = frozenset({
    "publishing_release",
    "publishing_standingvalue",
    "municipalities_municipality",
    "areas_maplayer",
    "areas_areasetinuse",
    "areas_areaset",
    "areas_area",
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


def problem(using: str = DEFAULT_DB_ALIAS) -> str:
    """Why this database cannot serve the public site, and what its administrator must run; empty when it can."""
    connection = connections[using]
    if connection.vendor != "postgresql" or _role_is_ready(connection):
        return ""
    user = connection.settings_dict["USER"] or "the application's user"
    return (
        f"The public pages read the database as the role {PUBLIC_ROLE}, which is missing or lacks rights. "
        f"Ask the database administrator to run: {statements(user)}"
    )


def statements(user: str) -> str:
    tables = ", ".join(sorted(READABLE))
    return (
        f"CREATE ROLE {PUBLIC_ROLE} NOLOGIN; GRANT SELECT ON {tables} TO {PUBLIC_ROLE}; "
        f'GRANT {PUBLIC_ROLE} TO "{user}";'
    )


def _role_is_ready(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PUBLIC_ROLE])
        if cursor.fetchone() is None:
            return False
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [PUBLIC_ROLE])
        is_member = cursor.fetchone()[0]
        present = set(connection.introspection.table_names(cursor)) & READABLE
        cursor.execute(
            "SELECT bool_and(has_table_privilege(%s, name, 'SELECT')) FROM unnest(%s::text[]) AS name",
            [PUBLIC_ROLE, sorted(present)],
        )
        # Before the first migration there is no table to lack a right to.
        return bool(is_member and cursor.fetchone()[0] is not False)


def _authorize(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    if action in _HARMLESS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and first in READABLE:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
