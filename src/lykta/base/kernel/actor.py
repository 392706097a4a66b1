"""Who acts. Rooms know this protocol; `ground.accounts` implements it."""

from __future__ import annotations

from typing import Protocol


class MunicipalityLike(Protocol):
    pk: int
    code: str


class Actor(Protocol):
    """Somebody or something that acts: a person with a login, a function by its link, the command line."""

    @property
    def actor_id(self) -> str: ...

    @property
    def actor_name(self) -> str: ...

    @property
    def actor_organization(self) -> str: ...

    def may(self, permission: str, municipality: MunicipalityLike | None) -> bool: ...

    def is_same_human_as(self, other_actor_id: str) -> bool: ...


class NotAllowed(Exception):
    """The actor lacks the right. Pages answer 403."""


class NotNow(Exception):
    """The actor has the right, but the state of the thing does not allow it. Carries a sentence for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SameKeyOtherContent(NotNow):
    """An idempotency key that has come before with other content (409 to a machine)."""


class StalePage(NotNow):
    """Somebody changed the row since the page was opened; nothing was overwritten."""


def require(by: Actor, permission: str, municipality: MunicipalityLike | None) -> None:
    if not by.may(permission, municipality):
        raise NotAllowed(f"{permission} is not granted")
