"""A lägesbild as residents read it. Reads the content of a release alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lykta.base.documents import html, serialise
from lykta.base.documents.tree import Blocks
from lykta.sites.published.plain import as_date, paragraphs


@dataclass(frozen=True)
class ReportRead:
    title: str
    period_label: str
    lead: list[str]
    body: SafeString
    basis: list[str]
    adopted: date | None


def read_report(content: dict[str, Any]) -> ReportRead:
    return ReportRead(
        title=content.get("title", ""),
        period_label=content.get("period_label", ""),
        lead=paragraphs(content.get("lead")),
        # Built as elements by the writer, which escapes every text and cleans every drawing.
        body=mark_safe(html.render(blocks_of(content), heading_offset=1)),  # noqa: S308
        basis=_basis(content.get("basis")),
        adopted=as_date(content.get("adopted")),
    )


def blocks_of(content: dict[str, Any]) -> Blocks:
    """Raises `serialise.UnreadableDocument` for blocks that do not follow the published form."""
    document = {"v": serialise.VERSION, "kind": "document", "title": "-", "blocks": content.get("blocks", [])}
    return serialise.from_json(document).blocks


def _basis(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in paragraphs(item)]
    return paragraphs(value)
