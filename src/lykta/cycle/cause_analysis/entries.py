"""What people enter: texts that fit and point nobody out, and keys that make a form sent twice one act."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow, StalePage
from lykta.base.kernel.local_time import is_likely_day
from lykta.facts.evidence.free_text import TextStopped, checked
from lykta.ground.municipalities.models import Municipality

Row = TypeVar("Row", bound=Model)


class TextTooLong(TextStopped):
    def __init__(self, field: str, text: str, limit: int) -> None:
        values = {"start": text[:30], "length": len(text), "limit": limit}
        sentence = _("The text “%(start)s…” has %(length)d characters and %(limit)d fit. Shorten it and send again.")
        super().__init__(sentence % values, field)


def accepted(model: type[Model], **texts: str) -> dict[str, str]:
    """The texts as they are stored: trimmed, within the columns' limits. TextStopped where one points somebody out."""
    return {field: _accepted(model, field, text) for field, text in texts.items()}


def _accepted(model: type[Model], field: str, text: str) -> str:
    text = checked(text, field=field)
    limit = getattr(model._meta.get_field(field), "max_length", None)
    if limit is not None and len(text) > limit:
        raise TextTooLong(field, text, limit)
    return text


def once_key(once: str | None, **payload: Any) -> str | None:
    """The form's key and what was sent with it, both as digests: fits the column whatever the browser sends."""
    if not once:
        return None
    sent = json.dumps({name: _plain(value) for name, value in payload.items()}, sort_keys=True)
    return f"{_digest(once)}:{_digest(sent)}"


def sent_before(rows: QuerySet[Row], key: str | None) -> Row | None:
    """The row that the same form made the first time. The same key with other content is refused."""
    if key is None:
        return None
    row = rows.filter(idempotency_key__startswith=key.split(":")[0] + ":").first()
    if row is not None and row.idempotency_key != key:  # type: ignore[attr-defined]
        raise NotNow(
            _("This form has been sent once already, with other content. Open it anew, fill it in and send again.")
        )
    return row


def locked(row: Row) -> Row:
    """The row as it is now, held until the transaction ends. A page may have read it long ago."""
    manager: Any = type(row)._default_manager
    scope = row.municipality_id  # type: ignore[attr-defined]
    return manager.for_municipality(scope).select_for_update(no_key=True).get(pk=row.pk)  # type: ignore[no-any-return]


def hold_numbers(municipality: Municipality) -> None:
    """Numbers run within the municipality: whoever takes the next one waits for the one before."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def next_number(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def require_same_version(row: Any, expected_version: int | None) -> None:
    if expected_version is not None and expected_version != row.version:
        raise StalePage(
            _("Somebody has changed this since you opened the page. Nothing was overwritten. Reload and try again.")
        )


def require_own(municipality: Any, *rows: Any) -> None:
    """A row of a neighbour is never tied to one of ours. None is skipped: what is optional may be missing."""
    if any(row is not None and row.municipality_id != municipality.pk for row in rows):
        raise NotNow(
            _("Something you chose belongs to another municipality. Choose from the lists on the page and send again.")
        )


def require_text(text: str, sentence: str) -> None:
    if not text:
        raise NotNow(sentence)


def require_likely_days(*days: date | None) -> None:
    if not all(is_likely_day(day) for day in days if day is not None):
        raise NotNow(_("The day must lie between the years 2000 and 2099. Check the year."))


def require_choice(is_offered: bool) -> None:
    if not is_offered:
        raise NotNow(_("Choose one of the alternatives on the page and send again."))


def require_known(content: dict[str, Any], allowed: Any) -> None:
    """`allowed` is the TypedDict of what may be changed; anything else is a mistake in our own code."""
    if unknown := set(content) - set(allowed.__annotations__):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")


def sent_twice(parent: Any, last: Row | None, content: dict[str, Any], expected_version: int | None) -> Row | None:
    """For rows without a key of their own: the page was made one change ago, and that change made this very row."""
    if last is None or expected_version is None or expected_version != parent.version - 1:
        return None
    return last if all(getattr(last, field) == value for field, value in content.items()) else None


def save_changes(row: Any, changes: dict[str, Any]) -> None:
    """Sets the fields and counts the version up, so that older pages notice."""
    for field, value in changes.items():
        setattr(row, field, value)
    row.version += 1
    row.save(update_fields=[*changes, "version"])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
