"""The two doors to reporting: a login or a personal link. What stands behind them is the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.models import Account, PartnerOrganization
from lykta.ground.municipalities.models import Municipality

STAFF, BY_LINK = "staff", "by_link"


@dataclass(frozen=True)
class Door:
    by: Account | LinkActor
    municipality: Municipality
    organization: PartnerOrganization

    @property
    def is_by_link(self) -> bool:
        return isinstance(self.by, LinkActor)

    def url(self, name: str, *words: Any) -> str:
        if self.is_by_link:
            return reverse(f"{BY_LINK}:{name}", args=words)
        return reverse(f"{STAFF}:{name}", args=[self.municipality.slug, *words])

    def url_if_any(self, name: str) -> str:
        """For a page that another part may or may not have."""
        try:
            return self.url(name)
        except NoReverseMatch:
            return ""


def door_of_link(actor: LinkActor) -> Door:
    return Door(actor, actor.link.municipality, actor.link.function.organization)
