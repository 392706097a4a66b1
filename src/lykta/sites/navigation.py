"""The work menu: what the asking person may open, in the order the work is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.airlocks.intake.enums import Permission as Intake
from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.analysis.enums import Permission as Analyses
from lykta.cycle.cause_analysis.enums import Permission as Causes
from lykta.cycle.promises.enums import Permission as Promises
from lykta.cycle.situation_reports.enums import Permission as Reports
from lykta.facts.evidence.enums import Permission as Evidence
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.ground.accounts.enums import Permission as Accounts
from lykta.ground.accounts.models import Account
from lykta.ground.areas.enums import Permission as Areas
from lykta.ground.municipalities.enums import Permission as Municipalities
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url_name: str
    permissions: tuple[str, ...]
    about: str | Promise = ""


ENTRIES = [
    Entry(_("This week"), "staff:start", ()),
    Entry(_("Report"), "staff:report", (Incidents.REPORT,)),
    Entry(_("Incidents"), "staff:incidents", (Incidents.SEE_ALL, Incidents.SEE_OWN)),
    Entry(_("Review"), "staff:review", (Incidents.REVIEW,)),
    Entry(_("Heard from"), "staff:reporting_rate", (Incidents.REMIND,)),
    Entry(_("Situation reports"), "staff:situation_reports", (Reports.SEE_INTERNAL, Reports.SEE_FOR_REPORTERS)),
    Entry(_("Analysis"), "staff:analyses", (Analyses.SEE,)),
    Entry(_("Problems"), "staff:problems", (Causes.SEE,)),
    Entry(_("Actions"), "staff:actions", (Actions.SEE, Actions.SEE_OWN)),
    Entry(_("Promises"), "staff:promises", (Promises.SEE,)),
    Entry(_("Published"), "staff:releases", (Promises.RELEASE, Reports.RELEASE)),
]

# What is done now and then stands together behind one entry, with a line each on what it is for.
ADMINISTRATION = [
    Entry(_("Reporters"), "staff:reporters", (Incidents.REMIND, Accounts.MANAGE),
          _("Who reports, by login or personal link. Agreements and the course.")),
    Entry(_("From residents"), "staff:residents", (Intake.HANDLE,),
          _("What residents have told, campaigns and posters with QR codes.")),
    Entry(_("Read in a file"), "staff:imports", (Evidence.IMPORT,),
          _("Guard logs, fault systems and police lists, from CSV and Excel.")),
    Entry(_("Delivery keys"), "staff:delivery_keys", (Intake.MANAGE,),
          _("Other systems that deliver reports by themselves.")),
    Entry(_("Categories"), "staff:categories", (Evidence.EDIT_CATEGORIES,),
          _("What can be reported, in your own words and for the days you choose.")),
    Entry(_("Places"), "staff:places", (Areas.EDIT,),
          _("The names that people use, and the areas you count by.")),
    Entry(_("The municipality"), "staff:municipality", (Municipalities.EDIT,),
          _("Contact, words, the week, colours, limits for what is public.")),
    Entry(_("People and access"), "staff:people", (Accounts.MANAGE,),
          _("Logins, functions and roles.")),
    Entry(_("Log"), "staff:log", (Accounts.SEE_LOG,),
          _("Everything that somebody has done here.")),
]  # fmt: skip
FEW = 2  # so few that they may as well stand in the menu themselves


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_current: bool


def entries_for(request: HttpRequest) -> list[MenuItem]:
    match = request.resolver_match
    if match is None or match.namespace != "staff":
        return []
    municipality = request.municipality  # type: ignore[attr-defined]
    by = cast(Account, request.user)  # the pages of this namespace let in nobody else
    items = [_item(request, entry, municipality) for entry in ENTRIES if _is_open(entry, by, municipality)]
    rest = administration_for(by, municipality)
    if len(rest) <= FEW:
        return items + [_item(request, entry, municipality) for entry in rest]
    url = reverse("staff:administration", args=[municipality.slug])
    below = any(_item(request, entry, municipality).is_current for entry in rest)
    return [*items, MenuItem(str(_("Administration")), url, below or request.path == url)]


def administration_for(by: Account, municipality: Municipality) -> list[Entry]:
    return [entry for entry in ADMINISTRATION if _is_open(entry, by, municipality)]


def _is_open(entry: Entry, by: Account, municipality: Municipality) -> bool:
    return not entry.permissions or any(by.may(permission, municipality) for permission in entry.permissions)


def _item(request: HttpRequest, entry: Entry, municipality: Municipality) -> MenuItem:
    url = reverse(entry.url_name, args=[municipality.slug])
    is_current = request.path == url or (entry.url_name != "staff:start" and request.path.startswith(url))
    return MenuItem(str(entry.label), url, is_current)
