"""Lägesbilder in each of their states, made by the operations as people would."""

from lykta.cycle.situation_reports import operations
from lykta.cycle.situation_reports.models import SituationReport
from tests.integration.situation_reports.weeks_of_reports import WEEK


def drafted(world, period_id=WEEK):
    return operations.draft_report(municipality=world.bjorkviken, period_id=period_id, by=world.coordinator)


def section(report, key):
    return report.sections.get(key=key)


def edited(world, report, key, prose, **fields):
    row = section(report, key)
    fields = {"is_included": True, "expected_version": row.version, "by": world.coordinator} | fields
    return operations.edit_section(section=row, prose=prose, **fields)


def proposed(world, report):
    report.refresh_from_db()
    return operations.propose(report=report, by=world.coordinator, expected_version=report.version)


def adopted(world, report):
    report = proposed(world, report)
    return operations.adopt(report=report, by=world.police_officer, expected_version=report.version)


def set_light(world, report, label="Strandskolan", light="yellow", reason="Krossade rutor tre veckor i rad.", **fields):
    fields = {"area": None, "by": world.coordinator} | fields
    return operations.set_light(report=report, label=label, light=light, reason=reason, **fields)


def the_report(world, period_id=WEEK):
    return SituationReport.objects.for_municipality(world.bjorkviken).get(period_id=period_id)
