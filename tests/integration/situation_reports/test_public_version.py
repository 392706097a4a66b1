import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.airlocks.publishing.operations import propose, second, withdraw
from lykta.base.documents.tree import Figure, Number, Paragraph, Table, plain_text
from lykta.base.kernel.actor import NotNow
from lykta.base.kernel.periods import week_containing
from lykta.cycle.situation_reports.public_version import KIND, preview_content, public_content, validate
from lykta.cycle.situation_reports.rules import first_release_day, is_too_early
from lykta.cycle.situation_reports.stored_facts import read_blocks
from tests.integration.situation_reports.reports import adopted, drafted, edited, set_light
from tests.integration.situation_reports.weeks_of_reports import MONDAY, WEEK, ordinary_spring, reviewed

pytestmark = pytest.mark.sql
MONTH = "2026-05"
INTERNAL_ONLY = "Bara för gruppen: ronderingen är torsdag."
MAY = MONDAY.replace(day=2)


def content_of(world, period_id):
    report = drafted(world, period_id)
    edited(world, report, "to_decide", INTERNAL_ONLY)
    set_light(world, report, reason=INTERNAL_ONLY)
    return public_content(adopted(world, report))


def blocks_of(content, kind):
    return [block for block in read_blocks(content["blocks"]) if isinstance(block, kind)]


def release(world, content):
    proposal = propose(
        municipality=world.bjorkviken, kind=KIND, key=content["period_id"], title=content["title"], content=content,
        by=world.coordinator,
    )  # fmt: skip
    return second(proposal=proposal, by=world.police_officer)


def table_of(content):
    tables = blocks_of(content, Table)
    rows = tables[0].rows if tables else ()
    return {plain_text(label.inlines): plain_text(n.inlines) for label, n in rows}


def test_a_week_is_a_total_and_words(world):
    ordinary_spring(world)
    content = content_of(world, WEEK)
    assert set(content) == {
        "v", "period_id", "period_label", "title", "lead", "blocks", "as_of", "adopted", "basis",
    }  # fmt: skip
    blocks = read_blocks(content["blocks"])
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert [inline.text for inline in blocks[0].inlines if isinstance(inline, Number)] == ["6"]
    assert content["as_of"] == timezone.localdate().isoformat()
    assert INTERNAL_ONLY not in json.dumps(content, ensure_ascii=False)
    validate(content)


def test_a_small_week_says_fewer_than_the_limit(world):
    reviewed(world, 3)
    content = content_of(world, WEEK)
    blocks = read_blocks(content["blocks"])
    assert not any(isinstance(inline, Number) for block in blocks for inline in block.inlines)
    assert "5" in plain_text(blocks[0].inlines)
    assert "3" not in content["lead"]
    validate(content)


def test_a_month_has_a_table_and_a_map_with_nothing_small(world):
    reviewed(world, 12, start=MAY, category="vandalism", place=world.square)
    reviewed(world, 8, start=MAY, category="traffic", place=world.square)
    reviewed(world, 3, start=MAY, category="suspected_drugs", place=world.school)
    reviewed(world, 2, start=MAY, category="theft_burglary", place=world.school)
    content = content_of(world, MONTH)
    rows = table_of(content)
    assert rows[world.category("vandalism").label] == "12"
    assert rows[world.category("traffic").label] == "8"
    assert world.category("suspected_drugs").label not in rows
    assert sorted(map(int, rows.values())) == [5, 8, 12]
    (picture,) = blocks_of(content, Figure)
    assert picture.table is None
    assert "<circle" not in picture.svg  # cells, no points
    validate(content)


def test_one_that_is_left_alone_is_not_given_away_by_the_total(world):
    reviewed(world, 12, start=MAY, category="vandalism")
    reviewed(world, 2, start=MAY, category="suspected_drugs")
    assert table_of(content_of(world, MONTH)) == {}


def test_no_map_where_no_square_has_enough(world):
    world.school.lon, world.school.lat = 14.36, 58.94  # kilometres from the square
    reviewed(world, 4, start=MAY, place=world.square)
    reviewed(world, 4, start=MAY, place=world.school)
    content = content_of(world, MONTH)
    assert blocks_of(content, Paragraph)[0].inlines[0].text == "8"
    assert blocks_of(content, Figure) == []


def test_positive_observations_and_unreviewed_ones_are_in_no_public_number(world):
    reviewed(world, 10, start=MAY)
    reviewed(world, 9, start=MAY, category="positive")
    content = content_of(world, MONTH)
    assert blocks_of(content, Paragraph)[0].inlines[0].text == "10"


def test_a_month_after_its_weeks_gives_no_days_between_away(world):
    """2026-W19 and W20 are out with their totals; May with two more than those would tell of two days."""
    for week, start in (("2026-W19", MONDAY - timedelta(weeks=1)), (WEEK, MONDAY)):
        reviewed(world, 10, start=start)
        release(world, content_of(world, week))
    reviewed(world, 2, start=MAY)
    for start in (MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=2)):
        reviewed(world, 9, start=start, spread_hours=3)
    for week in ("2026-W18", "2026-W21", "2026-W22"):
        content = content_of(world, week)
        release(world, content)
    content = content_of(world, MONTH)
    totals = [inline for inline in blocks_of(content, Paragraph)[0].inlines if isinstance(inline, Number)]
    # W18 holds the two and says only "fewer than five", so the weeks and the month together reveal 40 - 38 = 2.
    assert totals == []
    assert "40" in plain_text(blocks_of(content, Paragraph)[0].inlines)
    assert table_of(content) == {}


def test_what_was_withdrawn_is_known_all_the_same(world):
    reviewed(world, 10, start=MONDAY)
    out = release(world, content_of(world, "2026-05-11..2026-05-31"))
    withdraw(release=out, reason="Fel period", by=world.coordinator)
    reviewed(world, 2, start=MAY)
    content = content_of(world, "2026-05-01..2026-05-31")
    assert "12" not in json.dumps(blocks_of(content, Paragraph)[0].inlines[0].text)


def test_a_draft_and_what_is_too_early_do_not_go_out(world):
    report = drafted(world)
    for early in (public_content, preview_content):
        with pytest.raises(NotNow):
            early(report)
    now = week_containing(timezone.now(), world.bjorkviken.week_cut)
    report = adopted(world, drafted(world, now.id))
    assert is_too_early(report)
    with pytest.raises(NotNow):
        public_content(report)
    assert preview_content(report)["period_id"] == now.id


@pytest.mark.parametrize(("delay", "day"), [(0, date(2026, 5, 18)), (7, date(2026, 5, 25)), (90, date(2026, 8, 16))])
def test_the_day_is_counted_from_the_periods_end(world, delay, day):
    world.bjorkviken.public_delay_days = delay
    world.bjorkviken.save()
    report = drafted(world)
    assert first_release_day(report) == day
    assert is_too_early(report, today=day - timedelta(days=1))
    assert not is_too_early(report, today=day)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lead": "Ring 19811218-9876"},
        {"lead": ""},
        {"lead": "x" * 1501},
        {"extra": 1},
        {"v": 2},
        {"period_id": "2026-W60"},
        {"period_id": "2190-W01"},
        {"as_of": "i går"},
        {"blocks": [{"kind": "script"}]},
        {"blocks": [{"kind": "table", "caption": "A", "columns": [], "rows": []}]},
    ],
)
def test_the_last_look_stops_what_may_not_go_out(world, wrong):
    ordinary_spring(world)
    content = content_of(world, WEEK)
    with pytest.raises(ValueError):
        validate(content | wrong)


def test_the_last_look_stops_a_table_for_a_week(world):
    reviewed(world, 12, start=MAY, category="vandalism")
    reviewed(world, 8, start=MAY, category="traffic")
    monthly = content_of(world, MONTH)
    ordinary_spring(world)
    with pytest.raises(ValueError):
        validate(content_of(world, WEEK) | {"blocks": monthly["blocks"]})
