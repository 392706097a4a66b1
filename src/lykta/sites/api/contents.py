"""What may be sent and what is answered: the API's own words, checked before anything is stored."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from lykta.airlocks.intake.payloads import MOST_PLACE_TEXT, MOST_TEXT
from lykta.sites.api.problems import Problem

MOST_ROWS = 500
MOMENT = "With offset from UTC, such as 2026-11-22T18:30:00+01:00."
# A place's name or a category's code is checked against the form; here only that nobody sends a book.
Word = Annotated[str, Field(max_length=200)]
Moment = Annotated[str, Field(max_length=40, description=MOMENT, examples=["2026-11-22T18:30:00+01:00"])]


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Occurred(Sent):
    """When it happened. `to` where only an interval is known."""

    start: Moment = Field(alias="from")
    end: Moment | None = Field(None, alias="to")


class Coordinates(Sent):
    """`lon` and `lat` in degrees with EPSG:4326 (WGS 84), or `easting` and `northing` in metres with EPSG:3006
    (SWEREF 99 TM)."""

    crs: Literal["EPSG:4326", "EPSG:3006"]
    lon: float | None = Field(None, allow_inf_nan=False)
    lat: float | None = Field(None, allow_inf_nan=False)
    easting: float | None = Field(None, allow_inf_nan=False)
    northing: float | None = Field(None, allow_inf_nan=False)


class Report(Sent):
    """One thing that has happened at a place. About places and situations, never about persons."""

    category: Word = Field(description="A code from the form.", examples=["graffiti"])
    occurred: Occurred
    place: Word | None = Field(None, description="A public id or a name from the form.")
    coordinates: Coordinates | None = None
    place_text: str | None = Field(None, max_length=MOST_PLACE_TEXT, description="Where more exactly, in words.")
    text: str | None = Field(None, max_length=MOST_TEXT, description="What has happened. Names nobody.")
    observation: Literal["own", "told", "rumour"] | None = Field(
        None, description="Seen by oneself (if left out), told by another, or a rumour."
    )
    certainty: Literal["sure", "fairly", "unsure"] | None = Field(None, description="If left out: fairly.")
    source_id: str | None = Field(
        None, max_length=100, description="Your own id of it. Stored as a hash; the same id is taken in once."
    )


class Batch(Sent):
    """Several reports at once. Each is a Report, is judged for itself and has its own verdict."""

    reports: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_ROWS)


class Receipt(Schema):
    """`id` is what to refer to. `held`: a person looks at it first, since it may point out somebody."""

    id: str
    received: datetime
    held: bool
    message: str


class Verdict(Schema):
    """Of one row, counted from 0: 201 stored, 200 the same as before, 409 or 422 not stored."""

    row: int
    status: int
    receipt: Receipt | None = None
    problem: Problem | None = None


class Verdicts(Schema):
    stored: int
    repeated: int
    refused: int
    rows: list[Verdict]


class Category(Schema):
    code: str
    label: str
    definition: str = ""
    guidance: str = ""
    children: list[Category] = Field(default_factory=list)


class PlaceOffered(Schema):
    id: str
    name: str
    lon: float
    lat: float


class NotByPlace(Schema):
    """What is never reported by place; `guidance` says the right way."""

    code: str
    label: str
    guidance: str = ""


class Form(Schema):
    """What may be sent now. `version` changes when a category or a place does."""

    version: int
    changed: datetime
    report_formats: list[int] = Field(description="Formats of a report that are taken. This document describes 1.")
    categories: list[Category]
    places: list[PlaceOffered]
    not_by_place: list[NotByPlace]
