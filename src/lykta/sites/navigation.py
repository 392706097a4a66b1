"""The work menu: what the asking person may open, in the order the work is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.analysis.enums import Permission as Analyses
from lykta.cycle.cause_analysis.enums import Permission as Causes
from lykta.cycle.promises.enums import Permission as Promises
from lykta.cycle.situation_reports.enums import Permission as Reports
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.ground.accounts.enums import Permission as Accounts
from lykta.ground.accounts.models import Account
from lykta.ground.areas.enums import Permission as Areas
from lykta.ground.municipalities.enums import Permission as Municipalities


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url_name: str
    permissions: tuple[str, ...]


ENTRIES = [
    Entry(_("This week"), "staff:start", ()),
    Entry(_("Report"), "staff:report", (Incidents.REPORT,)),
    Entry(_("Incidents"), "staff:incidents", (Incidents.SEE_ALL, Incidents.SEE_OWN)),
    Entry(_("Review"), "staff:review", (Incidents.REVIEW,)),
    Entry(_("Situation reports"), "staff:situation_reports", (Reports.SEE_INTERNAL, Reports.SEE_FOR_REPORTERS)),
    Entry(_("Analysis"), "staff:analyses", (Analyses.SEE,)),
    Entry(_("Problems"), "staff:problems", (Causes.SEE,)),
    Entry(_("Actions"), "staff:actions", (Actions.SEE, Actions.SEE_OWN)),
    Entry(_("Promises"), "staff:promises", (Promises.SEE,)),
    Entry(_("Published"), "staff:releases", (Promises.RELEASE, Reports.RELEASE)),
    Entry(_("Places"), "staff:places", (Areas.EDIT,)),
    Entry(_("The municipality"), "staff:municipality", (Municipalities.EDIT,)),
    Entry(_("People and access"), "staff:people", (Accounts.MANAGE,)),
    Entry(_("Log"), "staff:log", (Accounts.SEE_LOG,)),
]


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
    items = []
    for entry in ENTRIES:
        if entry.permissions and not any(by.may(permission, municipality) for permission in entry.permissions):
            continue
        url = reverse(entry.url_name, args=[municipality.slug])
        is_current = request.path == url or (entry.url_name != "staff:start" and request.path.startswith(url))
        items.append(MenuItem(str(entry.label), url, is_current))
    return items
