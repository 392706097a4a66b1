"""Taking a copy out. The page says what that means before; the log says it after."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lykta.cycle.situation_reports import operations, rules
from lykta.cycle.situation_reports.contents import contents_of
from lykta.cycle.situation_reports.documents import title_of
from lykta.cycle.situation_reports.enums import Permission
from lykta.cycle.situation_reports.files import FORMATS, as_file, file_name
from lykta.cycle.situation_reports.models import SituationReport
from lykta.sites.staff.pages import StaffRequest, page
from lykta.sites.staff.situation_reports.forms import ExportForm
from lykta.sites.staff.situation_reports.views import audience_or_404, report_or_404


@page(Permission.EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: StaffRequest, period_id: str, file_format: str) -> HttpResponse:
    if file_format not in FORMATS:
        raise Http404
    report = report_or_404(request, period_id)
    if audience_or_404(request, report) != rules.INTERNAL:
        raise PermissionDenied
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _download(request, report, form.cleaned_data["audience"], file_format)
    # The format in the address is offered first.
    formats = sorted(FORMATS.values(), key=lambda each: each.key != file_format)
    context = {"report": report, "title": title_of(report), "form": form, "formats": formats}
    return render(request, "staff/situation_reports/export.html", context)


def _download(request: StaffRequest, report: SituationReport, audience: str, file_format: str) -> HttpResponse:
    content = as_file(contents_of(report), audience, file_format)
    operations.record_hand_out(report=report, audience=audience, file_format=file_format, by=request.user)
    name = file_name(report, audience, file_format)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=FORMATS[file_format].content_type, headers=headers)
