"""Periods when residents are asked in particular, and what they may tell of."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.airlocks.intake import operations, queries
from lykta.airlocks.intake.enums import Permission
from lykta.airlocks.intake.models import Campaign
from lykta.journeys.push_forms import choose_for_residents
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.residents.forms import CampaignForm, CategoriesForm
from lykta.sites.staff.sending import sent


@page(Permission.MANAGE)
def campaigns(request: StaffRequest) -> HttpResponse:
    rows = [{"row": row, "state": _state(row)} for row in queries.campaigns(request.municipality)[:100]]
    context = {"rows": rows, "may_handle": request.user.may(Permission.HANDLE, request.municipality)}
    return render(request, "staff/residents/campaigns.html", context)


@page(Permission.MANAGE)
def campaign_new(request: StaffRequest) -> HttpResponse:
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {"municipality": request.municipality, "by": request.user, **form.content()}
        if row := sent(form, lambda: operations.make_campaign(**fields)):
            say(request, _("The campaign is made. Print its posters below."))
            return redirect("staff:campaign", request.municipality.slug, row.public_id)
    return render(request, "staff/residents/campaign.html", {"form": form}, status=422 if form.errors else 200)


@page(Permission.MANAGE)
def campaign(request: StaffRequest, pid: str) -> HttpResponse:
    row = queries.campaigns(request.municipality).filter(public_id=pid).select_related("municipality").first()
    if row is None:
        raise Http404
    if request.POST.get("act") == "end":
        operations.end_campaign(campaign=row, by=request.user)
        say(request, _("The campaign has ended. Its link still leads to the residents’ page."))
        return redirect("staff:campaigns", request.municipality.slug)
    form = CampaignForm(request.POST or None, campaign=row)
    if form.is_valid() and _changed(request, row, form):
        say(request, _("The campaign is changed."))
        return redirect("staff:campaign", request.municipality.slug, row.public_id)
    return render(
        request, "staff/residents/campaign.html", _context(request, row, form), status=422 if form.errors else 200
    )


def _changed(request: StaffRequest, row: Campaign, form: CampaignForm) -> Campaign | None:
    return sent(form, lambda: operations.change_campaign(campaign=row, by=request.user, **form.content()))


@page(Permission.MANAGE)
def resident_categories(request: StaffRequest) -> HttpResponse:
    form = CategoriesForm(request.POST or None, municipality=request.municipality)
    if request.method == "POST" and form.is_valid():
        choose_for_residents(municipality=request.municipality, codes=form.cleaned_data["codes"], by=request.user)
        say(request, _("The residents’ page now offers what you chose."))
        return redirect("staff:campaigns", request.municipality.slug)
    return render(request, "staff/residents/categories.html", {"form": form}, status=422 if form.errors else 200)


def _context(request: StaffRequest, row: Campaign, form: CampaignForm) -> dict[str, Any]:
    address = reverse("public:report", args=[row.municipality.slug], query={"k": row.public_id})
    return {
        "form": form,
        "campaign": row,
        "state": _state(row),
        "address": f"{settings.BASE_URL}{address}",
        "counts": queries.counts(request.municipality, row.created, timezone.now(), row),
    }


def _state(row: Campaign) -> str:
    today = timezone.localdate()
    if row.first_day > today:
        return "coming"
    return "going_on" if row.last_day >= today else "ended"
