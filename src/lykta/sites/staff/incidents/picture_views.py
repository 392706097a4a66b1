"""The photo of a report: to the reviewer, and after somebody has looked at it to those who may read the report."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from lykta.facts.incidents import queries
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.operations import look_at_held
from lykta.facts.incidents.quarantine import held_back
from lykta.sites.staff.pages import StaffRequest, page


@page(Permission.SEE_ALL, Permission.SEE_OWN)
def incident_picture(request: StaffRequest, pid: str) -> HttpResponse:
    row = _held(request, pid) or _seen(request, pid)
    if row is None or row.picture is None:
        raise Http404
    answer = HttpResponse(bytes(row.picture.content), content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = f'inline; filename="{row.number}.jpg"'
    # Opened by itself it is a document, and as such may do nothing at all.
    answer._csp_replace = {"default-src": ["'none'"], "sandbox": True}  # type: ignore[attr-defined]
    return answer


def _seen(request: StaffRequest, pid: str) -> Incident | None:
    rows = queries.visible_to(request.user, request.municipality).select_related("picture")
    row: Incident | None = rows.filter(public_id=pid).first()
    if row is None or row.picture is None:
        return None
    is_looked_at = row.picture.approved is not None
    return row if is_looked_at or request.user.may(Permission.REVIEW, request.municipality) else None


def _held(request: StaffRequest, pid: str) -> Incident | None:
    rows = held_back(request.user, request.municipality).select_related("picture")
    row: Incident | None = rows.filter(public_id=pid).first()
    if row is not None:
        look_at_held(incident=row, by=request.user)
    return row
