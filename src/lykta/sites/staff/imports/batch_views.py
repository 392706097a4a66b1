"""A file that has been read in: what came of it, and taking it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.incidents.withdrawal_operations import rows_of, withdraw_batch, worked_on, worked_on_rows
from lykta.sites.staff.pages import StaffRequest, page, say

MOST_LISTED = 100


@page(Permission.IMPORT)
def batch(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    row = ImportBatch.objects.filter(
        importer="incidents", municipality=request.municipality, public_id=pid
    ).select_related("municipality").first()  # fmt: skip
    if row is None:
        raise Http404
    if request.method == "POST":
        return _withdrawn(request, row)
    count = 0 if row.withdrawn else worked_on_rows(row).count()
    context = {
        "batch": row,
        "there": 0 if row.withdrawn else rows_of(row).count(),
        "worked_on_count": count,
        "worked_on": worked_on(row, MOST_LISTED) if count else [],
        "more": max(0, count - MOST_LISTED),
        "rejections": row.rejections,
        "more_rejections": max(0, row.rejected - len(row.rejections)),
    }
    return render(request, "staff/imports/batch.html", context)


def _withdrawn(request: StaffRequest, row: ImportBatch) -> HttpResponse:
    taken = withdraw_batch(batch=row, by=request.user, takes_worked_on=request.POST.get("worked_on") == "take")
    say(request, ngettext("%(n)s report is removed.", "%(n)s reports are removed.", taken) % {"n": taken} + " "
        + _("The file can be read in again."))  # fmt: skip
    return redirect("staff:import_batch", request.municipality.slug, row.public_id)
