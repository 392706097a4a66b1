"""A lägesbild as a file: the same document in four shapes."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.base.documents import html, pdf, word
from lykta.base.kernel.swedish_text import slug
from lykta.cycle.situation_reports.contents import Contents
from lykta.cycle.situation_reports.documents import document
from lykta.cycle.situation_reports.json_export import contents_as_json
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.rules import INTERNAL


@dataclass(frozen=True)
class FileFormat:
    key: str
    label: str | Promise
    about: str | Promise
    content_type: str


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: dict[str, FileFormat] = {
    each.key: each
    for each in (
        FileFormat("docx", _("Word"), _("to write on in"), WORD),
        FileFormat("pdf", _("PDF"), _("to send and keep; can be read aloud"), "application/pdf"),
        FileFormat("html", _("Web page"), _("one file that opens anywhere"), "text/html; charset=utf-8"),
        FileFormat("json", _("Data (JSON)"), _("for other systems"), "application/json"),
    )
}


def as_file(contents: Contents, audience: str, file_format: str) -> bytes:
    if file_format == "json":
        return json.dumps(contents_as_json(contents, audience), ensure_ascii=False, indent=2).encode()
    shown = document(contents, audience)
    if file_format == "docx":
        return word.render(shown)
    return pdf.render(shown) if file_format == "pdf" else html.page(shown).encode()


def file_name(report: SituationReport, audience: str, file_format: str) -> str:
    """lagesbild-bjorkviken-2026-w46.docx; safe in any file system."""
    version = "" if audience == INTERNAL else "-rapportorer"
    return f"lagesbild-{slug(report.municipality.name)}-{slug(report.period_id)}{version}.{file_format}"
