"""Another system that delivers: its key, what it sends, how it is answered."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from lykta.airlocks.intake.key_operations import make_key
from lykta.airlocks.intake.models import DeliveryKey, Submission
from lykta.journeys.push_forms import push_forms
from tests.worlds import World

V1 = "/api/v1/municipalities"


def a_key(world: World, slug: str = "bjorkviken", **changes: Any) -> tuple[DeliveryKey, str]:
    municipality = getattr(world, slug)
    push_forms(municipality)
    given = {
        "organization_public_id": world.guards.public_id, "organization_name": world.guards.name, "source": "guard",
        "label": "Väktarloggen", "last_day": timezone.localdate() + timedelta(days=30),
        "by": world.coordinator if slug == "bjorkviken" else world.outsider,
    } | changes  # fmt: skip
    return make_key(municipality=municipality, **given)


def moment(hours_ago: float = 3) -> str:
    return (timezone.now() - timedelta(hours=hours_ago)).isoformat()


def a_report(**changes: Any) -> dict[str, Any]:
    report = {
        "category": "graffiti",
        "occurred": {"from": "2026-11-20T22:00:00+01:00", "to": "2026-11-21T06:00:00+01:00"},
        "place": "Furutorget",
        "text": "Klotter på fasaden mot torget.",
        "observation": "own",
        "certainty": "sure",
    }
    return {name: value for name, value in {**report, **changes}.items() if value is not None}


def deliver(
    token: str, content: Any, *, once: str | None = "", slug: str = "bjorkviken", tail: str = "reports", **extra: Any
) -> HttpResponse:
    """`once` is random when left out, and not sent when None. `content` is sent as it is when it is bytes."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if once is not None:
        headers["Idempotency-Key"] = once or secrets.token_urlsafe(9)
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    settings = {"content_type": "application/json", **extra}
    client = Client(raise_request_exception=False)
    return client.post(f"{V1}/{slug}/{tail}", data=body, headers=headers, **settings)


def get_form(token: str, slug: str = "bjorkviken") -> HttpResponse:
    return Client().get(f"{V1}/{slug}/form", headers={"Authorization": f"Bearer {token}"})


def submissions(municipality: Any) -> list[Submission]:
    return list(Submission.objects.for_municipality(municipality).order_by("pk"))


def problem(answer: HttpResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, code, and (pointer, code) of each error, after the shape has been checked."""
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    found = json.loads(answer.content)
    assert {"type", "title", "status", "code", "detail"} <= found.keys() <= {
        "type", "title", "status", "code", "detail", "errors",
    }  # fmt: skip
    assert (found["type"], found["status"]) == (f"/api/v1/problems/{found['code']}", answer.status_code)
    assert found["title"]
    assert found["detail"]
    return answer.status_code, found["code"], [(each["pointer"], each["code"]) for each in found.get("errors", [])]
