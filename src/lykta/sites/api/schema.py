"""The OpenAPI document: as Ninja makes it, with problems under their own media type."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from lykta.sites.api.problems import MEDIA_TYPE


class DescribedApi(NinjaAPI):
    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    _as_problem(int(status), answer)
        return schema


def _as_problem(status: int, answer: dict[str, Any]) -> None:
    if status < 400:
        return
    content = answer.get("content", {})
    if "application/json" in content:
        content[MEDIA_TYPE] = content.pop("application/json")
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
