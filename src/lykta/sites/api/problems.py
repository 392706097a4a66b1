"""What an error looks like (RFC 9457): a stable code, a Swedish sentence, and where it stands. Never what was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
TYPES_AT = "/api/v1/problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: str | Promise


KINDS = {
    "not_json": Kind(400, gettext_lazy("What was sent is not JSON.")),
    "bad_request": Kind(400, gettext_lazy("The request could not be read.")),
    "no_key": Kind(401, gettext_lazy("A delivery key is missing, or it is not one of ours.")),
    "key_expired": Kind(401, gettext_lazy("The delivery key has expired.")),
    "key_revoked": Kind(401, gettext_lazy("The delivery key has been revoked.")),
    "other_municipality": Kind(403, gettext_lazy("The delivery key is for another municipality.")),
    "not_found": Kind(404, gettext_lazy("There is nothing at this address.")),
    "method": Kind(405, gettext_lazy("The address does not take that method.")),
    "same_key_other_content": Kind(409, gettext_lazy("The Idempotency-Key has been used with other content.")),
    "too_large": Kind(413, gettext_lazy("What was sent is too large.")),
    "media_type": Kind(415, gettext_lazy("Send application/json.")),
    "not_accepted": Kind(422, gettext_lazy("Something in what was sent has to be changed.")),
    "too_many": Kind(429, gettext_lazy("Too many requests by this key.")),
    "server_error": Kind(500, gettext_lazy("Something went wrong with us.")),
    "closed": Kind(503, gettext_lazy("The municipality takes no deliveries now.")),
}
BY_STATUS = {400: "bad_request", 404: "not_found", 405: "method", 413: "too_large"}


class FieldError(BaseModel):
    """`pointer`: RFC 6901, into the JSON that was sent; empty for the whole."""

    pointer: str
    code: str
    detail: str


class Problem(BaseModel):
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError] = Field(default_factory=list)


class ProblemFound(Exception):
    """Carries nothing of what was sent, so that no log does."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors = code, detail, list(errors)
        self.headers = dict(headers or {})

    @property
    def problem(self) -> Problem:
        kind = KINDS[self.code]
        return Problem(
            type=TYPES_AT + self.code,
            title=str(kind.title),
            status=kind.status,
            code=self.code,
            detail=self.detail or str(self.advice),
            errors=self.errors,
        )

    @property
    def advice(self) -> str:
        return {
            "not_json": _("Send one JSON object, in UTF-8."),
            "no_key": _("Send the header “Authorization: Bearer” with the key that the municipality has given you."),
            "key_expired": _("Ask the municipality for a new key. What you have sent before is kept."),
            "key_revoked": _("Ask the municipality for a new key. What you have sent before is kept."),
            "other_municipality": _("Send to the municipality that gave you the key."),
            "not_found": _("Check the address. The addresses are listed in /api/v1/openapi.json."),
            "method": _("The addresses and their methods are listed in /api/v1/openapi.json."),
            "same_key_other_content": _("Nothing new was stored. Use a new key for a new report."),
            "too_large": _("Send at most 2 MB at a time. Divide the reports on several requests."),
            "media_type": _("Write the header “Content-Type: application/json”."),
            "too_many": _("Wait as long as Retry-After says, in seconds, and send the same again."),
            "server_error": _("Nothing may have been stored. Send the same again, with the same Idempotency-Key."),
            "closed": _("Send the same again later, with the same Idempotency-Key."),
        }.get(self.code, str(KINDS[self.code].title))


def response(found: ProblemFound) -> HttpResponse:
    content = found.problem.model_dump(mode="json")
    if not content["errors"]:
        del content["errors"]
    body = json.dumps(content, ensure_ascii=False)
    headers = found.headers
    if found.problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="lykta"'
    return HttpResponse(body, status=found.problem.status, content_type=MEDIA_TYPE, headers=headers)


def described(code: str) -> dict[str, Any]:
    found = ProblemFound(code).problem
    return {name: getattr(found, name) for name in ("type", "title", "status", "code", "detail")}


def advice_for(status: int) -> ProblemFound:
    """For an answer that was made before or beside the API."""
    return ProblemFound(BY_STATUS.get(status, "server_error" if status >= 500 else "bad_request"))
