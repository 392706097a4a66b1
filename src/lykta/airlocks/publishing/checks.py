"""Says what a database administrator must run where the application may not make the public role itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks

from lykta.airlocks.publishing.connection import problem


@checks.register(checks.Tags.database)
def public_role(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    found = [text for using in databases or [] if (text := problem(using))]
    return [checks.Warning(text, id="publishing.W001") for text in found]
