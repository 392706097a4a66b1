"""Actors that are not accounts: a function by its link, and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from lykta.base.kernel.actor import MunicipalityLike
from lykta.ground.accounts.models import PersonalLink
from lykta.ground.accounts.rights import permissions_of_role


@dataclass(frozen=True)
class LinkActor:
    """Acts for a function, in one municipality, with the rights of one role."""

    link: PersonalLink

    @property
    def actor_id(self) -> str:
        return f"link:{self.link.public_id}"

    @property
    def actor_name(self) -> str:
        return str(self.link.function.title)

    @property
    def actor_organization(self) -> str:
        return self.link.function.organization.name

    def may(self, permission: str, municipality: MunicipalityLike | None) -> bool:
        if municipality is None or municipality.pk != self.link.municipality_id or not self.link.is_open:
            return False
        return permission in permissions_of_role(self.link.purpose)

    def is_same_human_as(self, other_actor_id: str) -> bool:
        # A link says which function acts, not which human: it can never be the proof of a second person.
        return True


@dataclass(frozen=True)
class CommandLine:
    """Whoever has the shell of the server. Everything it does is in the log under this name."""

    actor_id: str = "command-line"
    actor_name: str = "Kommandoraden"
    actor_organization: str = ""

    def may(self, permission: str, municipality: MunicipalityLike | None) -> bool:
        return True

    def is_same_human_as(self, other_actor_id: str) -> bool:
        # Like a link: no human can be told from the shell, so the shell never seconds.
        return True
