"""Files that come in: upload one, see which are under way, and all that have been read in."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lykta.base.kernel.actor import NotNow
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.incidents.file_operations import ENDED, keep_file
from lykta.facts.incidents.models import IncomingFile
from lykta.importers.incidents.uploads import lay_out
from lykta.sites.staff.imports.forms import UploadForm
from lykta.sites.staff.pages import StaffRequest, page

PER_PAGE = 20


@page(Permission.IMPORT)
def imports(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = _taken(request, form)
        if file is not None:
            return redirect("staff:import_columns", request.municipality.slug, file.public_id)
    batches = ImportBatch.objects.filter(importer="incidents", municipality=request.municipality)
    context = {
        "form": form,
        "files": IncomingFile.objects.for_municipality(request.municipality)
        .exclude(state__in=ENDED)
        .select_related("uploaded_by"),
        "page": Paginator(batches, PER_PAGE).get_page(request.GET.get("sida")),
    }
    return render(request, "staff/imports/list.html", context, status=422 if form.errors else 200)


def _taken(request: StaffRequest, form: UploadForm) -> IncomingFile | None:
    uploaded = form.cleaned_data["file"]
    try:
        file = keep_file(
            municipality=request.municipality, uploaded=uploaded, file_hash=_hash(uploaded), by=request.user
        )
        return lay_out(file, request.user)
    except NotNow as problem:
        form.add_error("file", problem.message)
        return None


def _hash(uploaded: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in uploaded.chunks():
        digest.update(piece)
    return digest.hexdigest()


def own_file(request: StaffRequest, pid: str) -> IncomingFile:
    rows = IncomingFile.objects.for_municipality(request.municipality).select_related("municipality", "batch")
    file: IncomingFile | None = rows.filter(public_id=pid).first()
    if file is None:
        raise Http404
    return file
