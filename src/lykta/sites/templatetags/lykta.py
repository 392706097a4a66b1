"""Words and dates in templates. Built into every template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lykta.base.audit.sentences import sentences
from lykta.base.kernel import swedish_time

register = template.Library()

SHAPES = {"green": "●", "yellow": "▲", "red": "■"}


@register.filter
def day(value: date | datetime | None) -> str:
    """tisdag 17 november 2026"""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return swedish_time.day_label(value, year=True)


@register.filter
def moment(value: datetime | None) -> str:
    """tisdag 17 november 2026 kl. 07.00"""
    return swedish_time.moment_label(timezone.localtime(value)) if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """tisdag 17 november kl. 07; with the year where it is another one"""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return swedish_time.moment_label(local, year=local.year != timezone.localdate().year, short=True)


@register.filter
def period(value: Any) -> str:
    return swedish_time.period_label(value)


@register.filter
def light_mark(kind: str) -> str:
    return SHAPES.get(kind, "")


@register.simple_tag
def status(kind: str, word: str) -> SafeString:
    """A status is a word and a shape first, then a colour."""
    return format_html('<span class="status" data-status="{}">{}</span>', kind, word)


@register.filter
def sentence(event: Any) -> str:
    """What an audit event reads like."""
    return sentences.get(event.event).read(event) if event.event in sentences else event.event


@register.filter
def at_key(rows: dict[Any, Any], key: Any) -> Any:
    return rows.get(key)
