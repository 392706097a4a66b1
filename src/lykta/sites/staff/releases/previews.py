"""What residents will read, exactly: the public page's own template and reader, fed with the proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from lykta.sites.published.promise import read_promise
from lykta.sites.published.situation_report import read_report


@dataclass(frozen=True)
class Preview:
    template: str
    name: str  # of the value in the template
    read: Callable[[dict[str, Any]], Any]
    url_name: str


PREVIEWS = {
    "promise": Preview(
        "sites/published/promise.html",
        "promise",
        lambda content: read_promise(content, timezone.localdate()),
        "public:promise",
    ),
    "situation_report": Preview(
        "sites/published/situation_report.html", "report", read_report, "public:situation_report"
    ),
}


def public_url(slug: str, kind: str, key: str) -> str:
    return reverse(PREVIEWS[kind].url_name, args=[slug, key]) if kind in PREVIEWS else ""
