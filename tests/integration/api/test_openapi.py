"""What schemathesis makes of our OpenAPI document, sent to the application in this process: no 500, nothing that the
document does not tell of, nothing stored that it forbids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from lykta.airlocks.intake.models import Submission
from lykta.airlocks.intake.receiving import Limit
from tests.integration.api.deliveries import a_key
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
CHECKS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_schema_conformance, checks.negative_data_rejection,
]  # fmt: skip
EXAMPLES = 20


@pytest.fixture
def token(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("PER_KEY", "BATCHES_PER_KEY"):
        monkeypatch.setattr(f"lykta.sites.api.keys.{name}", (Limit(60, 10_000),))
    monkeypatch.setattr("lykta.sites.api.views.BATCHES_PER_KEY", (Limit(60, 10_000),))
    # As Django's own test client does: the transaction of the test is not an old connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield a_key(world)[1]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_document_is_openapi_and_open_to_all(world: World) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    addresses = {path: sorted(methods) for path, methods in document["paths"].items()}
    base = "/api/v1/municipalities/{slug}"
    assert addresses == {
        f"{base}/form": ["get"], f"{base}/reports": ["post"], f"{base}/reports/batch": ["post"],
        "/api/v1/problems/{code}": ["get"],
    }  # fmt: skip
    answers = document["paths"][f"{base}/reports"]["post"]["responses"]
    assert {status for status, answer in answers.items() if "application/problem+json" in answer["content"]} == {
        "400", "401", "403", "404", "409", "413", "415", "422", "429", "503",
    }  # fmt: skip


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_is_answered_as_the_document_says(world: World, token: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode == GenerationMode.NEGATIVE and operation.method == "get":
            continue  # any word in an address is allowed by the document

        @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck), deadline=None)
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            if "slug" in case.path_parameters:
                case.path_parameters["slug"] = "bjorkviken"
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

        run()
    texts = [str(row.payload) for row in Submission.objects.for_municipality(world.bjorkviken)]
    assert all("graffiti" in text or "category" in text for text in texts)
