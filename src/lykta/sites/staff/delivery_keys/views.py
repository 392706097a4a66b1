"""Keys of other systems: made and shown once, followed by what came by them, revoked."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.airlocks.intake import key_operations as operations
from lykta.airlocks.intake.enums import Permission
from lykta.airlocks.intake.models import DeliveryKey
from lykta.sites.staff.delivery_keys.forms import DeliveryKeyForm
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.sending import sent

REMEMBERED_S = 3600


@page(Permission.MANAGE)
def delivery_keys(request: StaffRequest) -> HttpResponse:
    form = DeliveryKeyForm(request.POST or None, municipality=request.municipality)
    made = None
    if request.method == "POST" and form.is_valid():
        # Shown in this answer and nowhere else: not in an address, not in a session, not in a log.
        made = sent(form, lambda: _made(request, form.cleaned_data))
        if made:
            form = DeliveryKeyForm(municipality=request.municipality)
    context = {
        "form": form,
        "made": made,
        "keys": operations.keys_with_counts(request.municipality),
        "days": operations.latest_deliveries(request.municipality),
        "refused": operations.latest_refused(request.municipality),
        "may_handle": request.user.may(Permission.HANDLE, request.municipality),
        "address": f"{settings.BASE_URL.rstrip('/')}/api/v1/municipalities/{request.municipality.slug}/reports",
    }
    return render(request, "staff/delivery_keys/list.html", context, status=422 if form.errors else 200)


@page(Permission.MANAGE)
@require_POST
def delivery_key_revoke(request: StaffRequest, pid: str) -> HttpResponse:
    operations.revoke_key(key=_key(request, pid), by=request.user)
    say(request, _("The key is revoked. Nothing more comes in by it; what came before stays."))
    return redirect("staff:delivery_keys", request.municipality.slug)


def _made(request: StaffRequest, given: dict[str, Any]) -> tuple[DeliveryKey, str]:
    """Sent twice, the first of the two is revoked, since nobody ever saw it."""
    organization = given["organization"]
    remembered = _remembered(request, given.get("once") or "")
    with transaction.atomic():
        if remembered and (first := cache.get(remembered)):
            operations.revoke_key(key=_key(request, first), by=request.user)
        key, token = operations.make_key(
            municipality=request.municipality, organization_public_id=organization.public_id,
            organization_name=organization.name, source=organization.kind, label=given["label"],
            last_day=given["last_day"], by=request.user,
        )  # fmt: skip
    if remembered:
        cache.set(remembered, key.public_id, REMEMBERED_S)
    return key, token


def _remembered(request: StaffRequest, once: str) -> str:
    digest = hashlib.sha256(once.encode(errors="replace")).hexdigest()
    return f"delivery-key-{request.user.actor_id}-{digest}" if once else ""


def _key(request: StaffRequest, pid: str) -> DeliveryKey:
    rows = DeliveryKey.objects.for_municipality(request.municipality).select_related("municipality")
    row: DeliveryKey = get_object_or_404(rows, public_id=pid)
    return row
