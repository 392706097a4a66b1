import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from lykta.base.kernel.periods import parse_period
from lykta.cycle.situation_reports import operations
from lykta.cycle.situation_reports.contents import contents_of
from lykta.cycle.situation_reports.json_export import contents_as_json
from lykta.cycle.situation_reports.models import ReportSection, SituationReport
from lykta.cycle.situation_reports.queries import as_json
from tests.integration.situation_reports.reports import adopted, drafted, edited, set_light
from tests.integration.situation_reports.weeks_of_reports import WEEK, ordinary_spring

pytestmark = pytest.mark.sql
SCHEMA = json.loads(
    (Path(__file__).resolve().parents[3] / "docs" / "reference" / "situation-report.schema.json").read_text()
)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def checked(data):
    """As another program would read it: through text."""
    read = json.loads(json.dumps(data))
    VALIDATOR.validate(read)
    return read


def every_schema(node, where="$"):
    if isinstance(node, dict):
        if "type" in node or "properties" in node:
            yield where, node
        for key, value in node.items():
            yield from every_schema(value, f"{where}.{key}")
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from every_schema(value, f"{where}[{at}]")


def test_the_schema_is_sound_and_bounded():
    Draft202012Validator.check_schema(SCHEMA)
    for where, node in every_schema(SCHEMA):
        kinds = node["type"] if isinstance(node.get("type"), list) else [node.get("type")]
        if where.endswith(".properties"):
            continue
        if "string" in kinds:
            assert "maxLength" in node, where
        if "array" in kinds:
            assert "maxItems" in node, where
        if "object" in kinds:
            assert node["additionalProperties"] is False, where


@pytest.mark.parametrize(
    "period_id",
    ["2026-W20", "2026-W19..W20", "2026-05", "2026-T1", "2026-Q2", "2026-H1", "2025", "2026-05-03..2026-05-17",
     "2025-W52..2026-W02"],
)  # fmt: skip
def test_every_kind_of_period_follows_the_schema_without_a_stored_report(world, period_id):
    ordinary_spring(world)
    data = checked(as_json(None, world.bjorkviken, parse_period(period_id)))
    assert (data["state"], data["period"]["id"], data["adopted"]) == ("unsaved", period_id, None)
    assert data["sections"][0]["key"] == "summary"
    assert not SituationReport.objects.for_municipality(world.bjorkviken).exists()
    assert not ReportSection.objects.for_municipality(world.bjorkviken).exists()


def test_an_empty_municipality_follows_the_schema(world):
    checked(as_json(None, world.granhult, parse_period(WEEK)))


def test_a_stored_one_in_each_state(world):
    ordinary_spring(world)
    report = drafted(world)
    edited(world, report, "to_decide", "1. Belysningen\n2. Rondering")
    set_light(world, report)
    assert checked(as_json(report, world.bjorkviken, report.period))["state"] == "draft"
    report = adopted(world, report)
    operations.add_addendum(report=report, text="Rättat.", by=world.coordinator)
    data = checked(as_json(report, world.bjorkviken, report.period))
    assert data["state"] == "adopted"
    assert data["adopted"] == report.adopted.isoformat()
    assert data["assessments"] == [
        {"label": "Strandskolan", "area_code": None, "light": "yellow", "reason": "Krossade rutor tre veckor i rad."}
    ]
    assert [each["text"] for each in data["addenda"]] == ["Rättat."]
    total = next(n for s in data["sections"] for n in s["numbers"] if n["key"] == "what_happened.total")
    assert total == {
        "key": "what_happened.total", "value": 6, "n": 6, "source": "incidents", "period_id": WEEK, "method": "count",
        "suppressed": False,
    }  # fmt: skip


def test_the_reporters_version_holds_no_lights_no_addenda_and_no_internal_section(world):
    report = drafted(world)
    set_light(world, report)
    data = checked(contents_as_json(contents_of(report), "reporters"))
    assert (data["assessments"], data["addenda"]) == ([], [])
    assert not {"assessment", "to_decide"} & {section["key"] for section in data["sections"]}


@pytest.mark.parametrize("wrong", [{"v": 2}, {"state": "secret"}, {"extra": 1}, {"as_of": "i dag"}, {"sections": {}}])
def test_the_schema_refuses_what_is_not_a_report(world, wrong):
    data = checked(as_json(None, world.bjorkviken, parse_period(WEEK)))
    with pytest.raises(ValidationError):
        VALIDATOR.validate(data | wrong)
