"""The section on the police's notices: each sentence has its condition, and none says more than is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from lykta.base.documents.tree import Link, Table, Text, plain_text
from lykta.base.kernel.periods import Cut, parse_period
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.evidence.sections import SectionContent, SectionRequest, sections
from lykta.facts.statistics.models import PoliceEvent, PoliceEventRevision
from lykta.facts.statistics.sections import police_events
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
WEEK = parse_period("2026-W46")  # 9 to 15 November
MONDAY_AFTER = datetime(2026, 11, 16, 6, tzinfo=UTC)
CHOSEN = (
    "They name the municipality, not the place. "
    "The police choose what to publish, so the number says nothing about how much happens. "
)
LAST = "Events for which the police name only the county are not included. Source: the Police."


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def batch(world: World) -> ImportBatch:
    return ImportBatch.objects.create(
        importer="police-events", file_name="x", file_hash="x", closed=timezone.now(), imported_by_name="test"
    )


def publish(batch: ImportBatch, occurred: datetime | None, code: str = "9901", **changed: Any) -> PoliceEvent:
    number = PoliceEvent.objects.count() + 1
    published = changed.pop("published", (occurred or MONDAY_AFTER) + timedelta(minutes=30))
    values: dict[str, Any] = {
        "kind": "Brand",
        "title": "x",
        "summary": f"Notis {number}.",
        "url": "https://polisen.se/x/",
    }
    return PoliceEvent.objects.create(
        source_id=number,
        published=published,
        occurred=occurred,
        municipality_code=code,
        batch=batch,
        content_hash=str(number),
        seen=published,
        **values | changed,
    )


def build(world: World, as_of: datetime = MONDAY_AFTER, period: Any = WEEK) -> SectionContent:
    return police_events.build(SectionRequest(world.bjorkviken, period, "internal", as_of))


def november(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_nothing_read_in(world: World) -> None:
    assert build(world) == SectionContent(prose="The police's notices have not been read in.", is_empty=True)


def test_not_read_in_for_this_period(world: World, batch: ImportBatch) -> None:
    publish(batch, november(2))
    content = build(world)
    assert content == SectionContent(
        prose="The police's notices have not been read in for this period. "
        "The latest is from Monday 2 November 2026 at 13:30.",
        is_empty=True,
    )


def test_none_one_few_many(world: World, batch: ImportBatch) -> None:
    publish(batch, november(15, 22), code="9902")
    content = build(world)
    assert content.prose == f"The police have published no notice about Björkviken. {LAST}"
    assert (content.facts, content.is_empty, content.numbers[0].value) == ((), True, 0)
    publish(batch, november(12))
    assert build(world).prose == f"The police have published 1 notice about Björkviken. {CHOSEN}{LAST}"
    for day in (9, 10):
        publish(batch, november(day))
    content = build(world)
    assert content.prose == f"The police have published 3 notices about Björkviken. {CHOSEN}{LAST}"
    assert [number.as_json() for number in content.numbers] == [
        {
            "key": "police_events",
            "value": 3,
            "n": 3,
            "source": "police_events",
            "period_id": "2026-W46",
            "method": "count",
            "suppressed": False,
        },
    ]
    for _ in range(47):
        publish(batch, november(11))
    (table,) = build(world).facts
    assert isinstance(table, Table)
    assert (len(table.rows), table.note) == (40, "The latest 40 of 50 are shown.")


def test_the_table_is_in_the_order_of_events(world: World, batch: ImportBatch) -> None:
    publish(batch, november(12), kind="Rån", url="")
    publish(batch, november(10), kind="Brand")
    (table,) = build(world).facts
    assert isinstance(table, Table)
    assert [[plain_text(cell.inlines) for cell in row] for row in table.rows] == [
        ["Tuesday 10 November at 13:00", "Brand", "Notis 2."],
        ["Thursday 12 November at 13:00", "Rån", "Notis 1."],
    ]
    assert [row[1].inlines for row in table.rows] == [(Link("Brand", "https://polisen.se/x/"),), (Text("Rån"),)]


@pytest.mark.parametrize(
    ("summaries", "others", "said"),
    [
        (1, 0, "It is a summary that tells of several events."),
        (2, 0, "All are summaries, and each tells of several events."),
        (1, 1, "1 of them is a summary that tells of several events."),
        (2, 1, "2 of them are summaries, and each tells of several events."),
        (0, 1, None),
    ],
)
def test_summaries(world: World, batch: ImportBatch, summaries: int, others: int, said: str | None) -> None:
    for at in range(summaries + others):
        publish(batch, november(15, 20 + at), is_summary=at < summaries)
    prose = build(world).prose
    assert said in prose if said else "summar" not in prose


def test_the_titles_time_decides_the_period_and_else_the_publication(world: World, batch: ImportBatch) -> None:
    publish(batch, november(8, 22), published=november(9, 5))  # Sunday evening, published on Monday
    publish(batch, november(15, 22), published=november(16, 5))
    publish(batch, None, published=november(14))
    assert build(world).numbers[0].value == 2


def test_the_municipalitys_own_cut_of_the_week(world: World, batch: ImportBatch) -> None:
    publish(batch, november(8, 22), published=november(9, 5))
    publish(batch, november(15, 22), published=november(16, 5))
    world.bjorkviken.week_cut_weekday, world.bjorkviken.week_cut_hour = 6, 18
    assert world.bjorkviken.week_cut == Cut(6, 18)
    (table,) = build(world).facts
    assert isinstance(table, Table)
    assert plain_text(table.rows[0][0].inlines) == "Sunday 8 November at 23:00"
    assert len(table.rows) == 1


def test_what_was_not_published_yet_is_not_known(world: World, batch: ImportBatch) -> None:
    publish(batch, november(13))
    publish(batch, november(14), published=november(20))
    assert build(world).numbers[0].value == 1
    assert build(world, as_of=november(21)).numbers[0].value == 2


def test_the_wording_is_the_one_that_stood_then(world: World, batch: ImportBatch) -> None:
    event = publish(batch, november(15, 22), summary="Tredje.", revision=3)
    for revision, text, day in ((1, "Första.", 14), (2, "Andra.", 17)):
        PoliceEventRevision.objects.create(
            event=event,
            revision=revision,
            replaced=november(day),
            content={"summary": text, "kind": "Brand", "url": ""},
        )
    for as_of, text in ((MONDAY_AFTER, "Andra."), (november(18), "Tredje.")):
        (table,) = build(world, as_of).facts
        assert isinstance(table, Table)
        assert plain_text(table.rows[0][2].inlines) == text


def test_a_gap_at_the_end_is_said(world: World, batch: ImportBatch) -> None:
    publish(batch, november(11))
    assert "The notices are read in up to Wednesday 11 November 2026 at 13:30." in build(world).prose
    publish(batch, november(15, 20), code="9902")
    assert "read in up to" not in build(world).prose


def test_it_is_registered_where_the_appendix_says() -> None:
    section = sections.get("police_events")
    assert (section.position, section.audiences) == (55, frozenset({"internal", "reporters"}))
