"""Times read as whole seconds since 1970: a hundred thousand rows become arrays without a hundred thousand objects."""

from __future__ import annotations

from typing import Any

from django.db import models

# Cut, not rounded: SQLite would make the last millisecond of a second into the next. The percent signs pass two rounds
# of formatting on their way to SQLite's own %s.
SQLITE = "CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER)"
POSTGRESQL = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"


class Epoch(models.Func):
    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=SQLITE, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=POSTGRESQL, **extra)
