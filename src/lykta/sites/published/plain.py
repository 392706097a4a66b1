"""Plain values of released contents: ISO dates, texts with blank lines between paragraphs, amounts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from lykta.base.documents.labels import decimal


def as_date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def paragraphs(text: Any) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()] if isinstance(text, str) else []


def quantity(value: Any, unit: str = "") -> str:
    """ "14 lampor", "2,5 timmar", "3"; empty for no amount. Amounts may be stored as text to keep their decimals."""
    if value is None or value == "":
        return ""
    try:
        return f"{decimal(float(value))} {unit}".strip()
    except (TypeError, ValueError):
        return ""
