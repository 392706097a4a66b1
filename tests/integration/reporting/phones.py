"""A phone that reports: by login or by a personal link."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from lykta.ground.accounts.enums import LinkPurpose
from lykta.ground.accounts.models import Account, Function, PersonalLink
from lykta.ground.accounts.operations import issue_link
from tests.worlds import World

STAFF, LINK = "/arbete/bjorkviken/", "/l/"


class Phone:
    def __init__(self, door: str) -> None:
        self.client, self.door = Client(raise_request_exception=True), door

    def basis(self) -> dict[str, Any]:
        answer = self.client.get(f"{self.door}rapportera/underlag.json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def report(self, **changes: Any) -> dict[str, Any]:
        return a_report(self.basis()["ticket"]) | changes

    def send(self, report: Any, picture: Any = None, **headers: str) -> HttpResponse:
        body = {"report": report if isinstance(report, str) else json.dumps(report)}
        if picture is not None:
            body["picture"] = picture
        return self.client.post(f"{self.door}rapportera/skicka/", body, headers={"X-Lykta-Report": "1"} | headers)


def a_report(ticket: str, now: datetime | None = None) -> dict[str, Any]:
    moment = (now or timezone.now()).isoformat()
    return {
        "key": secrets.token_urlsafe(16), "ticket": ticket, "written_at": moment, "sent_at": moment, "kind": "incident",
        "shift": "s1", "category": "graffiti", "reasons": [], "reported_to": [], "place": None,
        "place_text": "bakom kiosken", "lon": None, "lat": None, "when": {"kind": "now"}, "observation": "own",
        "certainty": "sure", "felt_unsafe": False, "text": "Klotter på gaveln.",
    }  # fmt: skip


def by_login(account: Account) -> Phone:
    phone = Phone(STAFF)
    phone.client.force_login(account)
    return phone


def a_link(world: World, function: Function | None = None) -> tuple[PersonalLink, str]:
    return issue_link(
        function=function or world.functions["reporter"], municipality=world.bjorkviken, purpose=LinkPurpose.REPORTER,
        by=world.coordinator,
    )  # fmt: skip


def by_link(world: World, token: str | None = None) -> Phone:
    phone = Phone(LINK)
    assert phone.client.get(f"/l/{token or a_link(world)[1]}/").status_code == 302
    return phone
