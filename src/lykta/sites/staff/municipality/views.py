"""The municipality's own data: contact, words, the week, colours, limits for what is public, areas."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.actor import NotNow, StalePage
from lykta.base.kernel.periods import Cut, week_containing
from lykta.base.kernel.swedish_time import bounds_label, week_label
from lykta.cycle.situation_reports.language import language_now
from lykta.ground.areas.enums import Permission as Areas
from lykta.ground.areas.queries import area_set_in_use, area_sets_for
from lykta.ground.municipalities.enums import Permission
from lykta.ground.municipalities.operations import change_municipality
from lykta.journeys import change_area_set
from lykta.sites.staff.municipality.colour_lines import line_of_accent, line_of_main
from lykta.sites.staff.municipality.forms import A_COLOUR, MunicipalityForm
from lykta.sites.staff.pages import StaffRequest, page, say


@page(Permission.EDIT)
def municipality(request: StaffRequest) -> HttpResponse:
    if request.method == "POST" and request.POST.get("act") == "area_set":
        return _use_area_set(request)
    form = MunicipalityForm(request.POST if request.method == "POST" else None, municipality=request.municipality)
    status = _save(request, form) if request.method == "POST" else 200
    if status == 302:
        say(request, _("The settings are saved. They are in force now."))
        return redirect("staff:municipality", request.municipality.slug)
    return render(request, "staff/municipality/settings.html", _context(request, form), status=status)


def _save(request: StaffRequest, form: MunicipalityForm) -> int:
    """The answer's status. What stopped it stands in the form, where everything that was written is kept."""
    if not form.is_valid():
        return 422
    version = form.cleaned_data["version"] or 0  # a page without one cannot know what it overwrites
    try:
        change_municipality(
            municipality=request.municipality, by=request.user, expected_version=version, **form.content()
        )
    except StalePage as problem:
        form.add_error(None, problem.message)
        return 409
    except NotNow as problem:
        form.add_error(getattr(problem, "field", None), problem.message)
        return 422
    return 302


def _context(request: StaffRequest, form: MunicipalityForm) -> dict[str, Any]:
    main, accent = (_colour(form, name) for name in ("colour_main", "colour_accent"))
    return {
        "form": form,
        "example": _week_now(request.municipality.week_cut),
        "main": main,
        "accent": accent,
        "line_of_main": line_of_main(main),
        "line_of_accent": line_of_accent(accent, main),
        "in_use": area_set_in_use(request.municipality),
        "area_sets": area_sets_for(request.municipality),
        "may_choose_areas": request.user.may(Areas.EDIT, request.municipality),
    }


def _colour(form: MunicipalityForm, name: str) -> str:
    """The one in the form, when it is one: it is written into the page."""
    chosen = str(form[name].value() or "")
    return chosen if A_COLOUR.match(chosen) else str(getattr(form.municipality, name))


def _week_now(cut: Cut) -> dict[str, str]:
    week, language = week_containing(timezone.now(), cut), language_now()
    return {"week": week_label(week, language), "days": bounds_label(week, cut, language)}


def _use_area_set(request: StaffRequest) -> HttpResponse:
    chosen = area_sets_for(request.municipality).filter(public_id=request.POST.get("area_set", "")).first()
    if chosen is None:
        raise Http404
    if chosen == area_set_in_use(request.municipality):  # the button pressed twice
        say(request, _("You count by %(name)s.") % {"name": chosen})
    else:
        moved = change_area_set.use(municipality=request.municipality, area_set=chosen, by=request.user)
        say(request, _moved(str(chosen), moved))
    return redirect("staff:municipality", request.municipality.slug)


def _moved(name: str, moved: int) -> str:
    return ngettext(
        "You now count by %(name)s. %(moved)d report got another area.",
        "You now count by %(name)s. %(moved)d reports got another area.",
        moved,
    ) % {"name": name, "moved": moved}
