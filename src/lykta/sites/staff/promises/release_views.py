"""On its way out: exactly what residents will read, and the proposal that a second person answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.cycle.promises.enums import Permission
from lykta.cycle.promises.queries import public_content
from lykta.journeys.publish_promise import propose_release
from lykta.sites.published.promise import read_promise
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.promises.release_state import release_state
from lykta.sites.staff.promises.views import own_promise


@page(Permission.SEE)
def preview(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_promise(request, pid)
    context = {
        "row": row,
        "promise": read_promise(public_content(row), timezone.localdate()),
        "release": release_state(row),
        "may_release": request.user.may(Permission.RELEASE, request.municipality),
        "has_points": row.points.exists(),
    }
    return render(request, "staff/promises/preview.html", context)


@page(Permission.RELEASE)
@require_POST
def propose(request: StaffRequest, pid: str) -> HttpResponse:
    row = own_promise(request, pid)
    propose_release(promise=row, by=request.user)
    say(request, _("Proposed. It goes out when a second person has read it and agreed."))
    return redirect("staff:promise", request.municipality.slug, row.public_id)
