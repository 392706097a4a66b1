"""Whom a report comes from: a person with a login, or a function by its link."""

from __future__ import annotations

from typing import Any

from lykta.base.kernel.actor import Actor
from lykta.facts.incidents.enums import Channel
from lykta.ground.accounts.actors import LinkActor
from lykta.ground.accounts.models import Account, Function


def reporter_columns(by: Actor) -> dict[str, Any]:
    """`reported_by` and `function` of a row that this actor makes: never both, since a link says no person."""
    return {
        "reported_by": by if isinstance(by, Account) else None,
        "function": function_of(by),
    }


def function_of(by: Actor) -> Function | None:
    return by.link.function if isinstance(by, LinkActor) else None


def channel_of(by: Actor) -> Channel:
    return Channel.LINK if isinstance(by, LinkActor) else Channel.FORM
