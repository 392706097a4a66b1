"""The public site's connection: reads the listed tables and nothing else, so that no template can wander. What it adds
is a submission and a count of senders; of a submission it reads no more than that it came.

SQLite asks an authorizer about every table and column of a statement; PostgreSQL takes on a role that was granted
the same and nothing else. Planted tests read and write what is forbidden and must fail on both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
    "intake_formversion",
    "intake_campaign",
    "intake_deliverykey",
    "intake_ratecount",
})  # fmt: skip
# Enough to answer that the same thing has come before, never what it said or who wants an answer.
READABLE_COLUMNS = {
    "intake_submission": frozenset({
        "id", "public_id", "municipality_id", "idempotency_key", "content_hash", "received",
    }),
}  # fmt: skip
ADDABLE = frozenset({"intake_submission", "intake_ratecount"})
CHANGEABLE_COLUMNS = {"intake_ratecount": frozenset({"count"})}
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
    return "; ".join([f"CREATE ROLE {PUBLIC_ROLE} NOLOGIN", *grants(), f'GRANT {PUBLIC_ROLE} TO "{user}"']) + ";"


def grants() -> list[str]:
    return [
        f"GRANT SELECT ON {', '.join(sorted(READABLE))} TO {PUBLIC_ROLE}",
        *(
            f"GRANT SELECT ({_names(columns)}) ON {table} TO {PUBLIC_ROLE}"
            for table, columns in READABLE_COLUMNS.items()
        ),
        f"GRANT INSERT ON {', '.join(sorted(ADDABLE))} TO {PUBLIC_ROLE}",
        *(
            f"GRANT UPDATE ({_names(columns)}) ON {table} TO {PUBLIC_ROLE}"
            for table, columns in CHANGEABLE_COLUMNS.items()
        ),
    ]


def _names(columns: frozenset[str]) -> str:
    return ", ".join(f'"{column}"' for column in sorted(columns))


def _role_is_ready(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PUBLIC_ROLE])
        if cursor.fetchone() is None:
            return False
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [PUBLIC_ROLE])
        is_member = cursor.fetchone()[0]
        present = set(connection.introspection.table_names(cursor))
        # Before the first migration there is no table to lack a right to.
        return bool(is_member) and all(_has(cursor, *right) for right in _rights(present))


def _rights(tables: set[str]) -> list[tuple[str, str, str | None]]:
    """(right, table, column or None for the whole table) of the tables that are there."""
    columns = [("SELECT", READABLE_COLUMNS), ("UPDATE", CHANGEABLE_COLUMNS)]
    wanted: list[tuple[str, str, str | None]] = [
        *(("SELECT", table, None) for table in READABLE),
        *(("INSERT", table, None) for table in ADDABLE),
        *((right, table, name) for right, by_table in columns for table in by_table for name in by_table[table]),
    ]
    return [right for right in wanted if right[1] in tables]


def _has(cursor: Any, right: str, table: str, column: str | None) -> bool:
    if column is None:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [PUBLIC_ROLE, table, right])
    else:
        cursor.execute("SELECT has_column_privilege(%s, %s, %s, %s)", [PUBLIC_ROLE, table, column, right])
    return bool(cursor.fetchone()[0])


def _authorize(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    if action in _HARMLESS or _may_touch(action, first or "", second or ""):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _may_touch(action: int, table: str, column: str) -> bool:
    match action:
        case sqlite3.SQLITE_READ:
            return table in READABLE or column in READABLE_COLUMNS.get(table, ())
        case sqlite3.SQLITE_INSERT:
            return table in ADDABLE
        case sqlite3.SQLITE_UPDATE:
            return column in CHANGEABLE_COLUMNS.get(table, ())
    return False
