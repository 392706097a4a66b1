"""What can be reported, in the municipality's own words and for the days it chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import NotNow
from lykta.facts.evidence.category_operations import add_category, change_category, forget_own_words
from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import every_category, is_active
from lykta.ground.municipalities.models import Municipality
from lykta.sites.staff.categories.forms import CategoryForm, NewCategoryForm
from lykta.sites.staff.pages import StaffRequest, page, say


@dataclass(frozen=True)
class Line:
    category: Category
    is_child: bool
    is_own: bool
    state: str  # "open", "later", "closed", "not_by_place"


@page(Permission.EDIT_CATEGORIES)
def categories(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/categories/list.html", {"lines": _lines(request.municipality)})


def _lines(municipality: Municipality) -> list[Line]:
    rows, today = every_category(municipality), timezone.localdate()
    codes = dict(Category.objects.values_list("pk", "code"))
    lines = []
    for top in (row for row in rows if row.parent_id is None):
        lines.append(_line(top, False, today))
        lines += [_line(row, True, today) for row in rows if row.parent_id and codes[row.parent_id] == top.code]
    return lines


def _line(row: Category, is_child: bool, today: date) -> Line:
    state = "open" if is_active(row, today) else "closed"
    if state == "closed" and row.active_from and row.active_from > today:
        state = "later"
    if not row.is_by_place:
        state = "not_by_place"
    return Line(row, is_child, row.municipality_id is not None, state)


@page(Permission.EDIT_CATEGORIES)
def category_new(request: StaffRequest) -> HttpResponse:
    form = NewCategoryForm(request.POST or None, municipality=request.municipality)
    if request.method == "POST" and form.is_valid():
        try:
            row = add_category(
                municipality=request.municipality, parent=form.cleaned_data["parent"], by=request.user, **form.values()
            )
        except NotNow as problem:
            form.add_error(getattr(problem, "field", None) or "label_sv", problem.message)
        else:
            say(request, _("“%(name)s” is added and can be chosen in reports.") % {"name": row.label_sv})
            return redirect("staff:categories", request.municipality.slug)
    return render(request, "staff/categories/edit.html", {"form": form}, status=422 if form.errors else 200)


@page(Permission.EDIT_CATEGORIES)
def category(request: StaffRequest, code: str) -> HttpResponse:
    row = next((each for each in every_category(request.municipality) if each.code == code), None)
    if row is None:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "shared":
        forget_own_words(municipality=request.municipality, code=code, by=request.user)
        say(request, _("The category reads as it does for everybody."))
        return redirect("staff:categories", request.municipality.slug)
    form = CategoryForm.about(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_category(municipality=request.municipality, code=code, by=request.user, **form.values())
        except NotNow as problem:
            form.add_error(getattr(problem, "field", None) or "active_to", problem.message)
        else:
            say(request, _("“%(name)s” is changed.") % {"name": form.cleaned_data["label_sv"]})
            return redirect("staff:categories", request.municipality.slug)
    shared = Category.objects.filter(municipality__isnull=True, code=code).first()
    context = {"form": form, "category": row, "shared": shared, "is_own": row.municipality_id is not None}
    return render(request, "staff/categories/edit.html", context, status=422 if form.errors else 200)
