"""Who is expected to report: accounts with the role, and functions with a link where nobody has a login."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from lykta.ground.accounts.enums import LinkPurpose, Role
from lykta.ground.accounts.models import Function, Grant, PersonalLink
from lykta.ground.municipalities.models import Municipality

Span = tuple[date, date]  # half-open
Key = TypeVar("Key", int, NDArray[np.int64])
DAY = timedelta(days=1)


@dataclass(frozen=True)
class ExpectedReporter:
    """`key` as `reporter_key` makes it, for counting; `public_id` is for pages, of the account or the function.

    `name` is a person's, or the title of a function that reports by link.
    """

    key: int
    public_id: str
    name: str
    organization: str
    organization_id: int
    email: str
    functions: frozenset[int]

    @property
    def account_id(self) -> int | None:
        return self.key if self.key > 0 else None

    @property
    def function_id(self) -> int | None:
        return -self.key - 1 if self.key < 0 else None

    def is_among(self, heard: Iterable[int]) -> bool:
        """By the own login, or by the link of the own function: a link says the function, never which person."""
        return not {self.key, *map(link_key, self.functions)}.isdisjoint(heard)


def link_key(function_id: Key) -> Key:
    """Below -1, which stands for nobody. A number, or an array of them."""
    return -function_id - 1


def reporter_key(account_id: int | None, function_id: int | None) -> int | None:
    """One number for whoever reported: an account, a function by its link, or None where nobody is named."""
    if account_id is not None:
        return account_id
    return None if function_id is None else link_key(function_id)


def reporters_expected(municipality: Municipality, start_date: date, end_date: date) -> list[ExpectedReporter]:
    """Each that was a reporter on at least one day of the half-open period, once."""
    return expected_in_each(municipality, [(start_date, end_date)])[0]


def expected_in_each(municipality: Municipality, spans: Sequence[Span]) -> list[list[ExpectedReporter]]:
    """The same for several periods, with as many queries as for one."""
    grants = list(_grants(municipality, min(start for start, _ in spans), max(end for _, end in spans)))
    links = list(_links(municipality))
    return [_expected(grants, links, span) for span in spans]


def _grants(municipality: Municipality, start: date, end: date) -> QuerySet[Grant]:
    grants = Grant.objects.for_municipality(municipality).filter(role=Role.REPORTER, account__is_active=True)
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=start)
    rows: QuerySet[Grant] = grants.filter(lasting, valid_from__lt=end)
    return rows.select_related("account", "function__organization").order_by("account__name", "id")


def _expected(grants: list[Grant], links: list[tuple[Function, Span]], span: Span) -> list[ExpectedReporter]:
    start, end = span
    now = [row for row in grants if row.valid_from < end and (row.valid_to is None or row.valid_to >= start)]
    with_login = {row.function_id for row in now}
    functions = {
        function.pk: function
        for function, (first, after) in links
        if first < end and after > start and function.pk not in with_login
    }
    return [*_accounts(now), *(_by_link(function) for function in functions.values())]


def _accounts(grants: list[Grant]) -> Iterator[ExpectedReporter]:
    of_account: dict[int, list[Grant]] = {}
    for grant in grants:
        of_account.setdefault(grant.account_id, []).append(grant)
    for rows in of_account.values():
        account, organization = rows[0].account, rows[0].function.organization
        yield ExpectedReporter(
            key=account.pk, public_id=account.public_id, name=account.name, organization=organization.name,
            organization_id=organization.pk, email=account.email,
            functions=frozenset(row.function_id for row in rows),
        )  # fmt: skip


def _by_link(function: Function) -> ExpectedReporter:
    return ExpectedReporter(
        key=link_key(function.pk), public_id=function.public_id, name=function.title,
        organization=function.organization.name, organization_id=function.organization_id, email=function.email,
        functions=frozenset({function.pk}),
    )  # fmt: skip


def _links(municipality: Municipality) -> list[tuple[Function, Span]]:
    """The days on which each link was open."""
    rows = PersonalLink.objects.for_municipality(municipality).filter(purpose=LinkPurpose.REPORTER)
    links = list(rows.select_related("function__organization").order_by("function__title", "pk"))
    left = _left(municipality) if links else {}
    return [(link.function, _open_days(link, left.get(link.function_id))) for link in links]


def _open_days(link: PersonalLink, left: date | None) -> Span:
    made = timezone.localdate(link.created)
    ends = [timezone.localdate(moment) + DAY for moment in (link.expires, link.revoked) if moment]
    # As links.open_among has it: a link ends with the function's last access, unless it was made after that.
    ends += [day + DAY for day in (left, link.function.agreement_ends) if day and day >= made]
    return made, min(ends)


def _left(municipality: Municipality) -> dict[int, date]:
    """The last day of access of functions that nobody holds without an end."""
    last: dict[int, date | None] = {}
    for function, day in Grant.objects.for_municipality(municipality).values_list("function_id", "valid_to"):
        known = last.get(function, date.min)
        last[function] = None if day is None or known is None else max(day, known)
    return {function: day for function, day in last.items() if day is not None}
