"""Other systems deliver reports: one or several, once each, with a receipt. Nothing can be read back."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Status
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from lykta.airlocks.intake.enums import IntakeChannel
from lykta.airlocks.intake.models import DeliveryKey, FormVersion
from lykta.airlocks.intake.queries import API_REPORT, current_form
from lykta.airlocks.intake.receiving import Receipt as Received
from lykta.airlocks.intake.receiving import receive
from lykta.airlocks.intake.rules import ChannelClosed, SameKeyOtherContent
from lykta.base.kernel.actor import NotNow
from lykta.sites.api import problems
from lykta.sites.api.contents import Batch, Form, Receipt, Report, Verdict, Verdicts
from lykta.sites.api.keys import BATCHES_PER_KEY, ApiRequest, ByDeliveryKey, require_within
from lykta.sites.api.problems import Problem, ProblemFound
from lykta.sites.api.reading import (
    faults,
    payload_of,
    read_report,
    refused,
    refused_by_intake,
    require_no_identity_number,
)
from lykta.sites.api.schema import DescribedApi

MOST_KEY = 200


class StrictParser(Parser):
    """No NaN, and no nesting that breaks the reader."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return json.loads(request.body, parse_constant=_refuse_constant)
        except RecursionError:
            raise ValueError("nested too deep") from None


def _refuse_constant(name: str) -> None:
    raise ValueError("not JSON")


api: NinjaAPI = DescribedApi(
    title="Lykta: leverera rapporter",
    version="1",
    description="Andra system lämnar rapporter om platser till en kommun. Inget kan läsas tillbaka.",
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
KEY = Header(..., alias="Idempotency-Key", min_length=1, max_length=MOST_KEY)
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429, 503), Problem)
READ_REFUSALS = dict.fromkeys((401, 403, 404, 429, 503), Problem)


@api.get(
    "/municipalities/{slug}/form", auth=ByDeliveryKey(), response={200: Form, **READ_REFUSALS}, url_name="form",
    summary="What may be sent now", operation_id="form",
)  # fmt: skip
def form(request: ApiRequest, slug: str) -> dict[str, Any]:
    row = _form(request.auth)
    definition = row.definition
    return {
        "version": row.version,
        "changed": row.pushed,
        "report_formats": [1],
        "categories": definition["categories"],
        "places": [dict(zip(("id", "name", "lon", "lat"), each, strict=False)) for each in definition["places"]],
        "not_by_place": definition.get("focus_areas", []),
    }


@api.post(
    "/municipalities/{slug}/reports", auth=ByDeliveryKey(), response={201: Receipt, 200: Receipt, **REFUSALS},
    url_name="reports", summary="One report", operation_id="report",
)  # fmt: skip
def report(request: ApiRequest, slug: str, report: Report, idempotency_key: str = KEY) -> Any:
    """201 with a receipt. The same key with the same content again: 200 with the same receipt."""
    received = _received(request.auth, _form(request.auth), report, f"one/{idempotency_key}")
    return Status(200 if received.is_repeat else 201, _receipt(received))


@api.post(
    "/municipalities/{slug}/reports/batch", auth=ByDeliveryKey(), response={200: Verdicts, **REFUSALS},
    url_name="batch", summary="Up to 500 reports", operation_id="batch",
)  # fmt: skip
def batch(request: ApiRequest, slug: str, batch: Batch, idempotency_key: str = KEY) -> Any:
    """Each row is stored or refused for itself. Sent again with the same key, only what was refused is tried again."""
    require_within(request.auth, "batches", BATCHES_PER_KEY)
    form_row = _form(request.auth)
    rows = [
        _verdict(request.auth, form_row, number, row, f"batch/{number}/{idempotency_key}")
        for number, row in enumerate(batch.reports)
    ]
    return {
        "stored": sum(row.status == 201 for row in rows),
        "repeated": sum(row.status == 200 for row in rows),
        "refused": sum(row.status >= 400 for row in rows),
        "rows": rows,
    }


@api.get("/problems/{code}", response={200: dict[str, Any], 404: Problem}, url_name="problem",
         summary="What a problem's type means", operation_id="problem")  # fmt: skip
def problem(request: HttpRequest, code: str) -> dict[str, Any]:
    if code not in problems.KINDS:
        raise ProblemFound("not_found")
    return problems.described(code)


def _form(key: DeliveryKey) -> FormVersion:
    row = current_form(key.municipality, API_REPORT)
    if row is None:
        raise ProblemFound("closed", headers={"Retry-After": "60"})
    return row


def _received(key: DeliveryKey, form_row: FormVersion, sent: Report, once: str) -> Received:
    try:
        payload = payload_of(sent, form_row.definition, key.public_id)
        require_no_identity_number(payload)
        return receive(
            municipality=key.municipality, channel=IntakeChannel.API, form=form_row, payload=payload, once=once,
            key=key,
        )  # fmt: skip
    except SameKeyOtherContent:
        raise ProblemFound("same_key_other_content") from None
    except ChannelClosed:
        raise ProblemFound("closed", headers={"Retry-After": "3600"}) from None
    except NotNow as problem:
        raise refused_by_intake(problem) from None


def _verdict(key: DeliveryKey, form_row: FormVersion, number: int, row: dict[str, Any], once: str) -> Verdict:
    """Stored for itself: a lock over five hundred rows would keep everybody else waiting."""
    try:
        received = _received(key, form_row, read_report(row), once)
    except ProblemFound as found:
        return Verdict(row=number, status=found.problem.status, problem=found.problem)
    return Verdict(row=number, status=200 if received.is_repeat else 201, receipt=_receipt(received))


def _receipt(received: Received) -> Receipt:
    message = (
        _("Received. It is held back until a coordinator has looked, since it may point out a person.")
        if received.is_held
        else _("Received. It is taken in and reviewed.")
    )
    return Receipt(id=received.reference, received=received.received, held=received.is_held, message=message)


@api.exception_handler(ProblemFound)
def _problem(request: HttpRequest, found: Exception) -> HttpResponse:
    assert isinstance(found, ProblemFound)
    return problems.response(found)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, found: Exception) -> HttpResponse:
    """Ninja puts where it stood (body, header) and the argument's name first."""
    assert isinstance(found, ValidationError)
    if any(each["loc"][0] == "header" for each in found.errors):
        return problems.response(refused([_header_fault()]))
    return problems.response(refused(faults(found.errors, skip=2)))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, found: Exception) -> HttpResponse:
    """The only one that Ninja raises here by itself: the content could not be read."""
    return problems.response(ProblemFound("not_json"))


def _header_fault() -> problems.FieldError:
    detail = _("Send the header Idempotency-Key: 1 to 200 characters that you never use for another report.")
    return problems.FieldError(pointer="", code="idempotency_key", detail=detail)
