"""The review queue: list, map and the open report beside each other; a decision, and the next one is there.

Every act is a form that works by itself. With the script the same forms are sent in the background, and the answer is
JSON: the next report was fetched before it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lykta.airlocks.intake.enums import Permission as Intake
from lykta.base.kernel.actor import NotNow
from lykta.facts.evidence.queries import category_by_code
from lykta.facts.incidents import operations, queries
from lykta.facts.incidents.enums import Permission, State
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.quarantine import number_held_back
from lykta.facts.incidents.review_operations import is_undoable
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.areas.queries import areas_of
from lykta.sites.staff.incidents.forms import category_choices
from lykta.sites.staff.incidents.map_views import map_settings
from lykta.sites.staff.incidents.review_forms import BulkForm, chosen_rows
from lykta.sites.staff.incidents.review_panel import opened, panel
from lykta.sites.staff.incidents.review_queue import Queue, in_words, like_others, queue_of, recently_decided
from lykta.sites.staff.incidents.review_shortcuts import SHORTCUTS
from lykta.sites.staff.pages import StaffRequest, page, say

PAGE = "staff/incidents/review.html"


@page(Permission.REVIEW)
def review(request: StaffRequest) -> HttpResponse:
    queue = queue_of(request)
    first = queue.oldest()
    return _workbench(request, queue, opened(request, first.public_id) if first is not None else None)


@page(Permission.REVIEW)
def review_one(request: StaffRequest, pid: str) -> HttpResponse:
    queue, row = queue_of(request), opened(request, pid)
    if request.method == "POST":
        return _decide(request, row, queue)
    if wants_panel(request):
        return render(request, "staff/incidents/review_panel.html", panel(request, row, queue))
    return _workbench(request, queue, row)


@page(Permission.REVIEW)
def review_rows(request: StaffRequest) -> HttpResponse:
    """The list alone, as it is now."""
    return render(request, "staff/incidents/review_rows.html", _rows(request, queue_of(request)))


@page(Permission.REVIEW)
@require_POST
def review_bulk(request: StaffRequest) -> HttpResponse:
    queue = queue_of(request)
    form = BulkForm(request.POST, municipality=request.municipality)
    chosen = chosen_rows(request.POST.getlist("vald"))
    if not chosen:
        form.add_error(None, _("Choose at least one report in the list."))
    if not form.is_valid():
        first = queue.oldest()
        row = opened(request, first.public_id) if first is not None else None
        picked = {pid for pid, _version in chosen}
        return _workbench(request, queue, row, form=form, bulk=form, picked=picked, status=422)
    data = form.cleaned_data
    result = operations.decide_many(
        municipality=request.municipality, chosen=chosen, act=operations.BulkAct(data["act"]), by=request.user,
        note=data["note"], category=data["category_row"], place=data["place_row"],
    )  # fmt: skip
    act = dict(form.fields["act"].choices)[data["act"]]  # type: ignore[attr-defined]
    return render(request, "staff/incidents/review_bulk.html", {"result": result, "act": act, "query": queue.query})


def wants_panel(request: StaffRequest) -> bool:
    return request.headers.get("X-Lykta-Panel") == "1"


def _workbench(
    request: StaffRequest, queue: Queue, row: Incident | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    visible = queries.visible_to(request.user, request.municipality)
    questions = visible.filter(state=State.RETURNED).select_related("category", "place", "organization")
    context = {
        **_rows(request, queue),
        "filters": queue.filters,
        "categories": category_choices(request.municipality),
        "areas": areas_of(request.municipality),
        "origins": OrganizationKind.choices,
        "questions": questions[:50],
        "decided": recently_decided(request),
        "may_read_residents": request.user.may(Intake.HANDLE, request.municipality),
        "may_see_held": request.user.may(Permission.HANDLE_QUARANTINE, request.municipality),
        "held": number_held_back(request.municipality),
        "map": map_settings(request, tiles=False),
        "review_shortcuts": SHORTCUTS,
        "bulk": BulkForm(municipality=request.municipality),
        "picked": set(),
        "form": None,
        "is_panel": False,
        "incident": None,
        **(panel(request, row, queue) if row is not None else {}),
        **more,
    }
    return render(request, PAGE, context, status=status)


def _rows(request: StaffRequest, queue: Queue) -> dict[str, Any]:
    found = queue.page()
    rows = list(found.object_list)
    return {"page": found, "lines": in_words(rows, like_others(request, rows)), "query": queue.query,
            "filter_query": queue.filters.to_query(), "picked": set()}  # fmt: skip


def _decide(request: StaffRequest, row: Incident, queue: Queue) -> HttpResponse:
    following = queue.following(row)
    try:
        message, after = _acts()[request.POST.get("act", "")](request, row)
    except KeyError:
        message, after = _("Choose what is to be done with the report."), None
    except NotNow as problem:
        return refused(request, row, queue, problem)
    else:
        return _done(request, queue, after or row, following, message)
    return refused(request, row, queue, NotNow(message))


Act = Callable[[StaffRequest, Incident], tuple[str, Incident]]


def _acts() -> dict[str, Act]:
    return {"approve": _approve, "ask": _ask, "refuse": _refuse, "hold": _hold, "reopen": _reopen, "merge": _merge,
            "undo": _undo, "split": _split, "lead": _lead}  # fmt: skip


def version_of(request: StaffRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def _approve(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    code = request.POST.get("category", "")
    category = category_by_code(request.municipality, code) if code else None
    if code and category is None:
        raise NotNow(_("That category is not in use here any more. Choose another one."))
    done = _review(request, row, State.REVIEWED, category=None if code == row.category.code else category)
    return _("Report %(number)s is approved.") % {"number": row.number}, done


def _ask(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    done = _review(request, row, State.RETURNED)
    return _("The question about report %(number)s is sent.") % {"number": row.number}, done


def _refuse(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    done = _review(request, row, State.OUT_OF_SCOPE)
    return _("Report %(number)s belongs elsewhere and does not count.") % {"number": row.number}, done


def _hold(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    done = _review(request, row, State.QUARANTINED)
    return _("Report %(number)s is held back.") % {"number": row.number}, done


def _reopen(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    done = _review(request, row, State.REPORTED)
    return _("Report %(number)s waits for review again.") % {"number": row.number}, done


def _review(request: StaffRequest, row: Incident, decision: State, **changes: Any) -> Incident:
    return operations.review_incident(
        incident=row, decision=decision, by=request.user, note=request.POST.get("note", ""),
        expected_version=version_of(request), **changes,
    )  # fmt: skip


def _merge(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    into = opened(request, request.POST.get("into", ""))
    if request.POST.get("leads") == "this":  # the open one leads: the other is merged into it
        given = request.POST.get("into_version", "")
        other = int(given) if given.isdecimal() and len(given) < 10 else None
        operations.merge_incident(incident=into, into=row, by=request.user, expected_version=other)
        row.refresh_from_db()
    else:
        row = operations.merge_incident(incident=row, into=into, by=request.user, expected_version=version_of(request))
    return _("Reports %(one)s and %(other)s count as one event.") % {"one": row.number, "other": into.number}, row


def _undo(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    done = operations.undo_decision(incident=row, by=request.user, expected_version=version_of(request))
    return _("Report %(number)s waits for review again.") % {"number": row.number}, done


def _split(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    done = operations.split_incident(incident=row, by=request.user, expected_version=version_of(request))
    return _("Report %(number)s stands by itself again.") % {"number": row.number}, done


def _lead(request: StaffRequest, row: Incident) -> tuple[str, Incident]:
    done = operations.lead_event(incident=row, by=request.user, expected_version=version_of(request))
    return _("The event is now counted by report %(number)s.") % {"number": row.number}, done


STAYS = {"undo", "reopen", "split", "lead"}  # the report is looked at again; every other act leads to the next


def _done(request: StaffRequest, queue: Queue, row: Incident, following: Incident | None, message: str) -> HttpResponse:
    stays = request.POST.get("act") in STAYS or request.POST.get("leads") == "this"
    onward = row if stays else following
    if wants_panel(request):
        return JsonResponse({
            "message": message, "number": row.number, "version": row.version, "waiting": queue.rows.count(),
            "next": onward.public_id if onward is not None else None, "undo": is_undoable(row),
        })  # fmt: skip
    say(request, message)
    return redirect(address(request, onward, queue.query))


def address(request: StaffRequest, row: Incident | None, query: str) -> str:
    slug = request.municipality.slug
    path = reverse("staff:review_one", args=[slug, row.public_id]) if row else reverse("staff:review", args=[slug])
    return f"{path}?{query}" if query else path


def refused(request: StaffRequest, row: Incident, queue: Queue, problem: NotNow) -> HttpResponse:
    field = getattr(problem, "field", "")
    if wants_panel(request):
        status = 422 if field else 409
        return JsonResponse({"message": problem.message, "field": field, "number": row.number}, status=status)
    more = {
        "problem": problem.message,
        "problem_act": request.POST.get("act", ""),
        "note": request.POST.get("note", ""),
    }
    fresh = opened(request, row.public_id)
    return _workbench(request, queue, fresh, status=422 if field else 409, **more)
