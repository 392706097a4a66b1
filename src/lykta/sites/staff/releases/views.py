"""What is out, what waits for its second person, and taking back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lykta.airlocks.publishing import operations, queries, rules
from lykta.airlocks.publishing.kinds import Kind, kinds
from lykta.airlocks.publishing.models import Proposal, Release, StandingRelease
from lykta.cycle.promises.enums import Permission as Promises
from lykta.cycle.situation_reports.enums import Permission as Reports
from lykta.journeys import seconding
from lykta.sites.staff.pages import StaffRequest, page, say
from lykta.sites.staff.releases.forms import ReasonForm
from lykta.sites.staff.releases.previews import PREVIEWS, public_url

PER_PAGE = 50


@dataclass(frozen=True)
class ReleaseRow:
    release: Release
    kind: Kind
    url: str
    may_withdraw: bool
    stopped: ReasonForm | None  # a withdrawal that needs another reason


@dataclass(frozen=True)
class StandingRow:
    kind: Kind
    standing: StandingRelease | None
    waiting: Proposal | None
    may_release: bool


@page(Promises.RELEASE, Reports.RELEASE)
def releases(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    if request.method == "POST":
        return _act(request)
    return _list(request, {})


def _list(request: StaffRequest, stopped: dict[str, ReasonForm]) -> HttpResponse:
    waiting = list(queries.waiting_proposals(request.municipality))
    shown = Paginator(queries.present_releases(request.municipality), PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "waiting": [(row, rules.kind_of(row)) for row in waiting],
        "page": shown,
        "rows": _rows(request, shown, stopped),
        "standing": _standing(request, waiting),
    }
    return render(request, "staff/releases/list.html", context, status=422 if stopped else 200)


def _rows(request: StaffRequest, shown: Page[Release], stopped: dict[str, ReasonForm]) -> list[ReleaseRow]:
    slug = request.municipality.slug
    allowed = {kind.key: request.user.may(kind.release_permission, request.municipality) for kind in kinds}
    return [
        ReleaseRow(
            row, kinds.get(row.kind), public_url(slug, row.kind, row.key), allowed[row.kind],
            stopped.get(row.public_id),
        )
        for row in shown
    ]  # fmt: skip


def _standing(request: StaffRequest, waiting: list[Proposal]) -> list[StandingRow]:
    """One row per kind that has values which may flow out by themselves."""
    present = {row.kind: row for row in queries.standing_releases(request.municipality)}
    asked = {row.key: row for row in waiting if rules.is_standing(row)}
    return [
        StandingRow(kind, present.get(kind.key), asked.get(kind.key), _may(request, kind))
        for kind in kinds
        if kind.standing_fields
    ]


def _may(request: StaffRequest, kind: Kind) -> bool:
    return request.user.may(kind.release_permission, request.municipality)


def _act(request: StaffRequest) -> HttpResponse:
    match request.POST.get("act"):
        case "withdraw":
            return _withdraw(request)
        case "approve_standing":
            _approve_standing(request)
        case "end_standing":
            _end_standing(request)
    return redirect("staff:releases", request.municipality.slug)


def _withdraw(request: StaffRequest) -> HttpResponse:
    release = _one(queries.present_releases(request.municipality), request.POST.get("release", ""))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _list(request, {release.public_id: form})
    operations.withdraw(release=release, reason=form.cleaned_data["reason"], by=request.user)
    say(request, _("“%(title)s” is withdrawn. Residents can no longer read it.") % {"title": release.title})
    return redirect("staff:releases", request.municipality.slug)


def _approve_standing(request: StaffRequest) -> None:
    kind = request.POST.get("kind", "")
    if kind not in kinds:
        raise Http404
    operations.approve_standing(municipality=request.municipality, kind=kind, by=request.user)
    say(request, _("The first step is done. Another person must approve it before anything flows out."))


def _end_standing(request: StaffRequest) -> None:
    standing = _one(queries.standing_releases(request.municipality), request.POST.get("standing", ""))
    operations.end_standing(standing=standing, by=request.user)
    say(request, _("The standing release has ended. What is out already stays; nothing new flows out."))


@page(Promises.RELEASE, Reports.RELEASE)
def proposal(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    found = _one(queries.proposals(request.municipality), pid)
    rules.require_release(request.user, rules.kind_of(found).key, request.municipality)
    form = ReasonForm(request.POST or None) if request.POST.get("act") == "decline" else ReasonForm()
    if request.method == "POST" and request.POST.get("act") == "second":
        return _second(request, found)
    if form.is_bound and form.is_valid():
        return _decline(request, found, form.cleaned_data["reason"])
    return render(request, "staff/releases/proposal.html", _proposal_context(request, found, form))


def _proposal_context(request: StaffRequest, found: Proposal, form: ReasonForm) -> dict[str, Any]:
    preview = PREVIEWS.get(found.kind)
    context = {
        "proposal": found,
        "kind": rules.kind_of(found),
        "form": form,
        "is_waiting": found.state == Proposal.State.WAITING,
        "is_standing": rules.is_standing(found),
        "is_own": request.user.is_same_human_as(found.proposed_by_id_text),
        "may_second": rules.may_second_proposal(request.user, found),
        "replaces": queries.present_releases(request.municipality).filter(kind=found.kind, key=found.key).first(),
        "preview": preview.template if preview else "",
    }
    return {**context, **({preview.name: preview.read(found.content)} if preview else {})}


def _second(request: StaffRequest, found: Proposal) -> HttpResponse:
    seconding.second(proposal=found, by=request.user)
    if rules.is_standing(found):
        say(request, _("The standing release is in force. Status, dates and amounts now flow out by themselves."))
    else:
        say(request, _("“%(title)s” is released. Residents can read it now.") % {"title": found.title})
    return redirect("staff:releases", request.municipality.slug)


def _decline(request: StaffRequest, found: Proposal, reason: str) -> HttpResponse:
    operations.decline(proposal=found, reason=reason, by=request.user)
    say(request, _("The proposal is declined. The one who proposed it can see why."))
    return redirect("staff:releases", request.municipality.slug)


def _one(rows: Any, public_id: str) -> Any:
    found = rows.filter(public_id=public_id).select_related("municipality").first()
    if found is None:
        raise Http404
    return found
