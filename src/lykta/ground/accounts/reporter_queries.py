"""Who may report here, by login or by link, with the agreement it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from lykta.ground.accounts.enums import LinkPurpose, Role
from lykta.ground.accounts.links import open_among
from lykta.ground.accounts.models import Function, Grant, PersonalLink
from lykta.ground.municipalities.models import Municipality


@dataclass
class ReportingFunction:
    function: Function
    grants: list[Grant] = field(default_factory=list)
    links: list[PersonalLink] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        ends: date | None = self.function.agreement_ends
        return ends is not None and ends < timezone.localdate()

    @property
    def is_open(self) -> bool:
        return bool(self.grants or self.links)


def reporting_functions(municipality: Municipality) -> list[ReportingFunction]:
    """Functions with a reporter's login or an open reporter's link, and those whose agreement has run out."""
    return [row for row in every_function(municipality) if row.is_open or row.function.agreement]


def every_function(municipality: Municipality) -> list[ReportingFunction]:
    functions = Function.objects.for_municipality(municipality).select_related("organization", "municipality")
    rows = {row.pk: ReportingFunction(row) for row in functions}
    grants = Grant.objects.for_municipality(municipality).filter(role=Role.REPORTER, account__is_active=True)
    for grant in grants.in_force(timezone.localdate()).select_related("account").order_by("account__name"):
        rows[grant.function_id].grants.append(grant)
    links = open_among(PersonalLink.objects.for_municipality(municipality)).filter(purpose=LinkPurpose.REPORTER)
    for link in links.order_by("-created"):
        rows[link.function_id].links.append(link)
    return list(rows.values())
