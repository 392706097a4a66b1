"""From an uploaded file to rows and columns: converted in a process of its own, with limits, and told in words."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lykta.base.kernel.actor import Actor, NotNow
from lykta.facts.incidents.file_operations import clear, path_of, set_reading
from lykta.facts.incidents.models import ColumnMapping, IncomingFile
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
from lykta.importers.incidents.headings import guessed_columns
from lykta.importers.incidents.mapping import Mapping, named_system
from lykta.importers.incidents.uploaded_rows import names_of_places

LONGEST_S = 120
LARGEST_MEMORY = 3 << 30  # of address space, which is more than is used

SENTENCES: dict[str, str | Promise] = {
    "empty": gettext_lazy("The file is empty. Export it again."),
    "no_rows": gettext_lazy("There are no rows in the file. Export it again, or choose another sheet."),
    "only_headings": gettext_lazy("The file has headings and no rows below them. Export it again with the rows."),
    "one_column": gettext_lazy(
        "Only one column was found. Export as CSV with semicolons between the columns, or as Excel (.xlsx)."
    ),
    "too_many_columns": gettext_lazy(
        "A row of the file has %(columns)d columns, and at most %(most)d can be read. Take away the ones that are not needed."  # noqa: E501
    ),
    "too_many_rows": gettext_lazy(
        "The file has more than %(most)d rows. Divide it, for instance by year, and read in the parts."
    ),
    "open_quote": gettext_lazy(
        "On line %(line)d a quotation mark opens and never closes, so the rest of the file cannot be told apart. Correct it there, or export as Excel (.xlsx)."  # noqa: E501
    ),
    "two_encodings": gettext_lazy(
        "The file mixes two ways of writing å, ä and ö. Open it in the program it comes from and export it as UTF-8."
    ),
    "old_excel": gettext_lazy(
        "This is an old Excel file (.xls), or one with a password. Open it in Excel, take away the password and save it as .xlsx."  # noqa: E501
    ),
    "pdf": gettext_lazy("This is a PDF, and a table in one cannot be read. Ask for the list as Excel (.xlsx) or CSV."),
    "picture": gettext_lazy("This is a picture. Ask for the list as Excel (.xlsx) or CSV."),
    "web_page": gettext_lazy("This is a web page, not a table. Save the list as Excel (.xlsx) or CSV."),
    "json": gettext_lazy("This is JSON. Ask for the list as Excel (.xlsx) or CSV, or use the interface for systems."),
    "other_zip": gettext_lazy("This is a packed file or another kind of document. Unpack it, or save as .xlsx or CSV."),
    "damaged_workbook": gettext_lazy(
        "The Excel file is damaged or of an unusual kind. Open it in Excel, save it again as .xlsx, or save the sheet as CSV."  # noqa: E501
    ),
    "too_large_unpacked": gettext_lazy(
        "The file becomes too large when it is unpacked. Save the sheet as CSV, or divide the file."
    ),
    "no_sheet": gettext_lazy("There is no such sheet in the file. Choose another one."),
}  # fmt: skip


class NoTable(NotNow):
    """The file cannot be read as a table; the sentence says why and what to do instead."""


def convert(file: IncomingFile, sheet: str = "") -> dict[str, Any]:
    """Makes the rows and the profile beside the file. NoTable where that is not possible."""
    paths = [str(path_of(file, kind)) for kind in ("file", "rows", "profile")]
    for kind in ("rows", "profile"):
        path_of(file, kind).unlink(missing_ok=True)
        path_of(file, kind).touch(0o600)
    command = [sys.executable, "-m", "lykta.importers.incidents.converting", *paths, *([sheet] if sheet else [])]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, capture_output=True, timeout=LONGEST_S, check=False, preexec_fn=_within_limits
        )
    except subprocess.TimeoutExpired as problem:
        raise NoTable(_("The file took too long to read. Save the sheet as CSV, or divide it.")) from problem
    if done.returncode:
        raise NoTable(str(SENTENCES["too_large_unpacked"]))
    answer: dict[str, Any] = json.loads(done.stdout)
    if "problem" in answer:
        raise NoTable(str(SENTENCES[answer["problem"]]) % answer["values"])
    return answer


def _within_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))


def lay_out(file: IncomingFile, by: Actor, sheet: str = "") -> IncomingFile:
    """The file as a table, with the columns as a saved mapping has them or as they are guessed."""
    try:
        found = convert(file, sheet)
    except NoTable:
        if not file.options:
            file.delete()
            clear(file)
        raise
    profile = profile_of(file)
    columns, saved = _recognised(file.municipality, found["headings"])
    guessed = columns or guessed_columns(profile["columns"])
    system = named_system(Mapping(), tuple(found["headings"])).source_system
    options = {"source_system": system} | (saved.options if saved else {})
    return set_reading(
        file=file, by=by, columns=guessed, categories=saved.categories if saved else {},
        **options | {"headings": found["headings"], "sheets": found["sheets"], "sheet": found["sheet"],
                     "rows": found["rows"], "recognised": saved.name if saved else ""},
    )  # fmt: skip


def _recognised(municipality: Municipality, headings: list[str]) -> tuple[dict[str, int], ColumnMapping | None]:
    """The saved mapping with the same headings, whatever their order; the latest goes first."""
    for saved in ColumnMapping.objects.for_municipality(municipality).order_by("-changed"):
        known = saved.options.get("headings", [])
        if sorted(known) == sorted(headings):
            return {name: headings.index(known[at]) for name, at in saved.columns.items()}, saved
    return {}, None


def profile_of(file: IncomingFile) -> dict[str, Any]:
    path = path_of(file, "profile")
    if not path.exists():
        raise NotNow(_("The file itself is not kept any more. Upload it again."))
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def rows_of(file: IncomingFile) -> Iterator[tuple[int, list[str]]]:
    path = path_of(file, "rows")
    if not path.exists():
        raise NotNow(_("The file itself is not kept any more. Upload it again."))
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            number, cells = json.loads(line)
            yield number, cells


def names_known(municipality: Municipality) -> dict[str, str]:
    """Folded name or other name → name, of the gazetteer."""
    return names_of_places(Place.objects.for_municipality(municipality).values_list("name", "aliases"))
