"""What the hostile tests share: a browser that shows a crash as a page, and forms filled in right but for one thing."""

from __future__ import annotations

from typing import Any

from django.test import Client

from lykta.airlocks.publishing.models import Release
from lykta.cycle.promises.models import CitizenPromise
from lykta.ground.accounts.models import Account
from lykta.journeys import seconding
from lykta.journeys.publish_promise import propose_release
from tests.worlds import World

STAFF = "/arbete/bjorkviken/"
PHONE = "Ring 070-174 06 05"  # the telephone authority's number for fiction


def browser(account: Account | None = None) -> Client:
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account)
    return client


def a_report(**changes: Any) -> dict[str, Any]:
    return {
        "once": "hostile", "category": "graffiti", "when": "now", "observation": "own", "certainty": "sure",
        "place_text": "bakom kiosken", "text": "Klotter.",
    } | changes  # fmt: skip


def released(world: World, promise: CitizenPromise) -> Release:
    proposal = propose_release(promise=promise, by=world.coordinator)
    release = seconding.second(proposal=proposal, by=world.police_officer)
    assert isinstance(release, Release)
    return release
