"""Reports as rows of plain values, laid out before a transaction so that it holds the lock for the writing only.

Django's own bulk_create lays out and writes in one step: five seconds of a lock instead of one for 50,000 rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from lykta.facts.incidents.models import Incident

Values = dict[str, Any]  # by column
FIELDS = [field for field in Incident._meta.concrete_fields if not field.primary_key]
COLUMNS = {field.attname: field for field in FIELDS}
AT_ONCE = 5000


def values_of(incident: Incident) -> Values:
    """In the form that the database takes."""
    database = connections[DEFAULT_DB_ALIAS]  # asked for once: the proxy looks it up for every value
    return {name: field.get_db_prep_save(getattr(incident, name), database) for name, field in COLUMNS.items()}


def as_stored(**values: Any) -> Values:
    return {name: COLUMNS[name].get_db_prep_save(value, connection) for name, value in values.items()}


def insert(rows: Sequence[Values]) -> None:
    insert_in_order([[row[name] for name in COLUMNS] for row in rows])


def insert_in_order(rows: Sequence[Sequence[Any]]) -> None:
    """Each row in the order of COLUMNS."""
    columns = ", ".join(_quoted(name) for name in COLUMNS)
    places = ", ".join(["%s"] * len(COLUMNS))
    _write(f"INSERT INTO {_table()} ({columns}) VALUES ({places})", rows)  # noqa: S608 - the model's own names


def update(rows: Mapping[int, Values], names: Sequence[str]) -> None:
    """Lays the named values over the rows with those primary keys, each one version later."""
    version = _quoted("version")
    sets = ", ".join(f"{_quoted(name)} = %s" for name in names)
    sql = f"UPDATE {_table()} SET {sets}, {version} = {version} + 1 WHERE id = %s"  # noqa: S608 - as above
    _write(sql, [[*(row[name] for name in names), pk] for pk, row in rows.items()])


def _write(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            cursor.executemany(sql, rows[start : start + AT_ONCE])


def _table() -> str:
    return connection.ops.quote_name(Incident._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(COLUMNS[name].column or name)
