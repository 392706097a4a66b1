"""The dry run and the reading in: how far it has come, the verdict on each row, and what to do with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lykta.base.kernel.swedish_text import slug as slug_of
from lykta.facts.evidence.enums import Permission
from lykta.facts.incidents import file_operations as operations
from lykta.facts.incidents.enums import FileState
from lykta.facts.incidents.models import IncomingFile
from lykta.facts.incidents.work_files import Verdict, WorkFile
from lykta.sites.staff.imports.views import own_file
from lykta.sites.staff.pages import StaffRequest, page, say

PER_PAGE = 50
VERDICTS: dict[str, str | Promise] = {
    Verdict.NEW: gettext_lazy("Will be added"),
    Verdict.CHANGED: gettext_lazy("Changed"),
    Verdict.SAME: gettext_lazy("Same as before"),
    Verdict.REJECTED: gettext_lazy("Rejected"),
    Verdict.LEFT_OUT: gettext_lazy("Is not read in"),
    "noticed": gettext_lazy("With a remark"),
}


@page(Permission.IMPORT)
def file(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    row = own_file(request, pid)
    if row.state == FileState.UPLOADED:
        return redirect("staff:import_columns", request.municipality.slug, pid)
    if row.state in operations.ENDED and row.batch is not None:
        return redirect("staff:import_batch", request.municipality.slug, row.batch.public_id)
    context = {"file": row, "step": 3, "is_at_work": row.state in operations.AT_WORK, **_verdicts(request, row)}
    return render(request, "staff/imports/file.html", context)


def _verdicts(request: StaffRequest, file: IncomingFile) -> dict[str, Any]:
    if file.state != FileState.CHECKED or not operations.path_of(file, "work").exists():
        return {}
    wanted = request.GET.get("visa", "")
    wanted = wanted if wanted in VERDICTS else ""
    counts = file.verdict
    total = counts.get(wanted, 0) if wanted else sum(counts.get(verdict, 0) for verdict in Verdict)
    pages = Paginator(range(total), PER_PAGE).get_page(request.GET.get("sida"))
    with WorkFile(operations.path_of(file, "work")) as work:
        found = work.page(wanted, (pages.number - 1) * PER_PAGE, PER_PAGE)
    return {
        "rows": [(row, VERDICTS[row.verdict]) for row in found],
        "page": pages,
        "wanted": wanted,
        "wanted_label": VERDICTS.get(wanted, ""),
        "choices": [(key, label, counts.get(key, 0)) for key, label in VERDICTS.items() if counts.get(key)],
        "total": sum(counts.get(verdict, 0) for verdict in Verdict),
        "comes_in": counts.get("new", 0) + counts.get("changed", 0),
        "rejected": counts.get("rejected", 0),
    }


@page(Permission.IMPORT)
def progress(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    """What the page fetches every second while the worker is at it; when it is done, the page itself again."""
    row = own_file(request, pid)
    is_at_work = row.state in operations.AT_WORK
    response = render(request, "staff/imports/progress.html", {"file": row, "is_at_work": is_at_work})
    if not is_at_work:
        response["HX-Refresh"] = "true"
    return response


@page(Permission.IMPORT)
def rows(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    """The verdicts as a file, row by row. What the rows say is in the person's own file."""
    row = own_file(request, pid)
    if row.state != FileState.CHECKED or not operations.path_of(row, "work").exists():
        raise Http404
    name = slug_of(row.file_name.rsplit(".", 1)[0])[:60] or "rader"
    response = StreamingHttpResponse(_csv(row), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-provlasning.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv(file: IncomingFile) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow([_("Line"), _("Verdict"), _("Report"), _("Why"), _("Remark")])
    with WorkFile(operations.path_of(file, "work")) as work:
        for row in work.each():
            cells = [str(VERDICTS[row.verdict]), row.what, row.reason, " ".join(row.notes)]
            yield writer.writerow([row.line, *map(harmless, cells)])


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@page(Permission.IMPORT)
@require_POST
def act(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    row = own_file(request, pid)
    match request.POST.get("act"):
        case "run":
            operations.ask_for_import(file=row, by=request.user, whole=request.POST.get("how") == "whole")
        case "check":
            operations.ask_for_check(file=row, by=request.user)
        case "cancel":
            operations.cancel(file=row, by=request.user)
            say(request, _("Cancelled. Nothing has been read in."))
        case "remove":
            operations.remove_file(file=row, by=request.user)
            say(request, _("The file is removed. Nothing of it was read in."))
            return redirect("staff:imports", request.municipality.slug)
    return redirect("staff:import_file", request.municipality.slug, pid)
