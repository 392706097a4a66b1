"""Proposing the public version: what residents would read stands on the page, word for word, before it is proposed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lykta.base.documents import html
from lykta.base.kernel.actor import NotAllowed
from lykta.cycle.situation_reports import rules
from lykta.cycle.situation_reports.documents import title_of
from lykta.cycle.situation_reports.enums import Permission
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.public_version import preview_content
from lykta.cycle.situation_reports.stored_facts import read_blocks
from lykta.facts.evidence.free_text import TextStopped
from lykta.journeys import publish_situation_report
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.situation_reports.forms import ReleaseForm
from lykta.sites.staff.situation_reports.views import audience_or_404, report_or_404


@page(Permission.RELEASE)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: StaffRequest, period_id: str) -> HttpResponse:
    report = report_or_404(request, period_id)
    if audience_or_404(request, report) != rules.INTERNAL:
        raise NotAllowed("the public version is made from the internal one")
    content = preview_content(report)
    form = ReleaseForm(request.POST or None, initial={"public_text": content["lead"]})
    if request.method == "POST" and form.is_valid():
        content = content | {"lead": form.cleaned_data["public_text"].strip()}
        if "propose" in request.POST:
            return _propose(request, report, form, content)
    return _page(request, report, form, content)


def _propose(
    request: StaffRequest, report: SituationReport, form: ReleaseForm, content: dict[str, Any]
) -> HttpResponse:
    try:
        publish_situation_report.propose_release(report=report, public_text=content["lead"], by=request.user)
    except TextStopped as stopped:
        form.add_error("public_text", stopped.message)
        return _page(request, report, form, content)
    say(request, _("Proposed for release. Another person reads it and lets it out."))
    return redirect("staff:releases", request.municipality.slug)


def _page(request: StaffRequest, report: SituationReport, form: ReleaseForm, content: dict[str, Any]) -> HttpResponse:
    day = rules.first_release_day(report)
    context = {
        "report": report,
        "title": title_of(report),
        "form": form,
        "content": content,
        "body": _body(content),
        "release_day": day,
        "is_too_early": rules.is_too_early(report),
    }
    return render(request, "staff/situation_reports/release.html", context)


def _body(content: dict[str, Any]) -> SafeString:
    blocks = read_blocks(content["blocks"])
    return mark_safe(html.render(blocks, heading_offset=2, id_prefix="p-"))  # noqa: S308  (made of elements)
