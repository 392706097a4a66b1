"""What a bad line, a broken phone or somebody with time does to skicka/: nothing stored by halves, always an answer."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lykta.facts.incidents.models import Incident
from tests.integration.reporting.phones import Phone, by_login
from tests.worlds import World

pytestmark = pytest.mark.sql
ANSWERS = {200, 201, 401, 409, 413, 422}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.sampled_from(
        ["\x00", "\ud800", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-02-30", "now"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["kind", "written_at", "sent_at", "category", "reasons", "reported_to", "place", "place_text", "lon", "lat",
          "when", "observation", "certainty", "felt_unsafe", "text", "accuracy_m", "picture_size", "shift", "title",
          "starts", "ends", "expected_visitors", "note", "key", "ticket"]  # fmt: skip


@pytest.fixture
def phone(world: World) -> Phone:
    return by_login(world.reporter)


def photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "JPEG")
    return out.getvalue()


def body_of(report: dict[str, Any], content: bytes, *, picture_first: bool) -> bytes:
    file = io.BytesIO(content)
    file.name = "foto"
    parts = {"picture": file, "report": json.dumps(report)}
    return encode_multipart(BOUNDARY, parts if picture_first else dict(reversed(parts.items())))


def post(phone: Phone, body: bytes) -> tuple[int, dict[str, Any]]:
    answer = phone.client.generic("POST", f"{phone.door}rapportera/skicka/", body, MULTIPART_CONTENT,
                                  headers={"X-Lykta-Report": "1"})  # fmt: skip
    return answer.status_code, answer.json()


@pytest.mark.parametrize("picture_first", [True, False])
def test_a_report_cut_off_anywhere_is_stored_whole_or_not_at_all(phone: Phone, world: World, picture_first: bool):
    """Sent again it is the same report, with its photo: an answer of "again" would lose the photo for good."""
    content = photo()
    told = phone.report(picture_size=len(content))
    whole = body_of(told, content, picture_first=picture_first)
    for end in range(0, len(whole), max(1, len(whole) // 25)):
        status, answer = post(phone, whole[:end])
        assert status == 422
        assert answer["message"]
        assert (
            not Incident.objects.for_municipality(world.bjorkviken)
            .filter(idempotency_key__endswith=told["key"])
            .exists()
        )
    assert post(phone, whole)[0] == 201
    row = Incident.objects.for_municipality(world.bjorkviken).get(idempotency_key__endswith=told["key"])
    assert row.picture is not None


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON, min_size=1, max_size=4))
def test_anything_in_several_fields_is_answered_and_the_same_again_is_the_same(
    phone: Phone, world: World, changes: dict[str, Any]
):
    told = phone.report(**changes)
    first, second = phone.send(told), phone.send(told)
    assert first.status_code in ANSWERS, (changes, first.content)
    if first.status_code in {200, 201}:
        assert second.status_code == 200
        assert second.json()["receipt"] == first.json()["receipt"]
    else:
        assert (second.status_code, second.json()) == (first.status_code, first.json())
        assert first.json()["message"]
