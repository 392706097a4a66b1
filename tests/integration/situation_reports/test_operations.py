from datetime import timedelta

import pytest
from django.utils import timezone

from lykta.base.audit.models import AuditEvent
from lykta.base.audit.sentences import sentences
from lykta.base.documents.tree import Heading, plain_text
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.cycle.situation_reports import operations
from lykta.cycle.situation_reports.documents import document_of
from lykta.cycle.situation_reports.enums import State
from lykta.cycle.situation_reports.models import ReportSection, SituationReport
from lykta.cycle.situation_reports.stored_facts import changed_since_written
from lykta.facts.evidence.free_text import TextStopped
from lykta.facts.evidence.sections import sections_for
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.accounts.models import Account, Grant
from lykta.ground.areas.models import Area, AreaSet, AreaSetInUse
from tests.integration.situation_reports.reports import adopted, drafted, edited, proposed, section, set_light
from tests.integration.situation_reports.weeks_of_reports import WEEK, ordinary_spring, reviewed

pytestmark = pytest.mark.sql
PLANTED = "19811218-9876"


def test_a_draft_holds_every_registered_section_in_order(world):
    ordinary_spring(world)
    report = drafted(world)
    keys = [row.key for row in report.sections.all()]
    assert keys == [each.key for each in sections_for("internal")]
    assert {"summary", "what_happened", "assessment", "to_decide", "next_meeting"} <= set(keys)
    what = section(report, "what_happened")
    numbers = {number["key"]: number for number in what.numbers}
    assert numbers["what_happened.total"]["value"] == 6
    assert (numbers["what_happened.total"]["n"], numbers["what_happened.total"]["period_id"]) == (6, WEEK)
    assert what.prose == what.generated_prose != ""
    assert (report.state, report.version) == (State.DRAFT, 1)
    event = AuditEvent.objects.get(event="situation_reports.drafted")
    assert (event.subject_id, event.details) == (report.public_id, {"period": WEEK})


def test_the_same_period_is_drafted_once(world):
    assert drafted(world) == drafted(world)
    assert AuditEvent.objects.filter(event="situation_reports.drafted").count() == 1
    assert SituationReport.objects.for_municipality(world.bjorkviken).count() == 1


def test_one_that_comes_second_finds_the_first(world, monkeypatch):
    """The other request's row lands between our look and our write."""
    first = drafted(world)
    looks = iter([None, first])
    monkeypatch.setattr(operations, "_existing", lambda *args: next(looks))
    assert drafted(world) == first
    assert ReportSection.objects.for_municipality(world.bjorkviken).count() == len(sections_for("internal"))


@pytest.mark.parametrize("period_id", ["2026-W60", "vecka 20", "2099-W01", "2026-W1", ""])
def test_a_period_that_cannot_be_drafted(world, period_id):
    with pytest.raises(NotNow):
        drafted(world, period_id)
    assert not SituationReport.objects.for_municipality(world.bjorkviken).exists()


@pytest.mark.parametrize(
    "role", ["reporter", "police_officer", "action_owner", "council_member", "registrar", "administrator", "outsider"]
)
def test_only_those_who_edit_may_draft(world, role):
    with pytest.raises(NotAllowed):
        operations.draft_report(municipality=world.bjorkviken, period_id=WEEK, by=world.account(role))


def test_redraw_keeps_edited_prose_and_shows_what_changed(world):
    ordinary_spring(world)
    report = drafted(world)
    before = section(report, "what_happened").generated_prose
    edited(world, report, "what_happened", "Vår egen text om veckan.")
    assert changed_since_written(section(report, "what_happened")) is None
    reviewed(world, 14, spread_hours=2, category="disturbing_gathering")
    operations.redraw(report=report, by=world.coordinator)

    row = section(report, "what_happened")
    assert row.prose == "Vår egen text om veckan."
    assert row.prose_edited
    numbers = {number["key"]: number["value"] for number in row.numbers}
    assert numbers["what_happened.total"] == 20
    changed = changed_since_written(row)
    assert changed.then[0] in before
    assert changed.now[0] in row.generated_prose
    assert changed.then != changed.now
    unedited = section(report, "feedback")
    assert unedited.prose == unedited.generated_prose

    # A second redraw still compares with what the writer saw, not with the redraw in between.
    reviewed(world, 3, spread_hours=2)
    operations.redraw(report=report, by=world.coordinator)
    assert changed_since_written(section(report, "what_happened")).then == changed.then
    # Writing again is having seen the new numbers.
    edited(world, report, "what_happened", "Skrivet om.")
    assert changed_since_written(section(report, "what_happened")) is None


def test_the_generated_text_can_be_restored(world):
    ordinary_spring(world)
    report = drafted(world)
    row = edited(world, report, "what_happened", "Eget.")
    reviewed(world, 4)
    operations.redraw(report=report, by=world.coordinator)
    row = section(report, "what_happened")
    operations.restore_generated(section=row, by=world.coordinator, expected_version=row.version)
    row = section(report, "what_happened")
    assert (row.prose, row.prose_edited) == (row.generated_prose, False)
    assert changed_since_written(row) is None


def test_a_stale_page_overwrites_nothing(world):
    report = drafted(world)
    version = section(report, "to_decide").version
    edited(world, report, "to_decide", "Den första skriver.")
    with pytest.raises(StalePage):
        edited(world, report, "to_decide", "Den andra skriver.", expected_version=version)
    assert section(report, "to_decide").prose == "Den första skriver."


def test_two_may_edit_different_sections_from_the_same_page(world):
    report = drafted(world)
    versions = {key: section(report, key).version for key in ("to_decide", "next_meeting")}
    edited(world, report, "to_decide", "Ett.", expected_version=versions["to_decide"])
    edited(world, report, "next_meeting", "Två.", expected_version=versions["next_meeting"])
    assert (section(report, "to_decide").prose, section(report, "next_meeting").prose) == ("Ett.", "Två.")


def test_the_same_edit_twice_is_one(world):
    report = drafted(world)
    version = section(report, "to_decide").version
    edited(world, report, "to_decide", "Samma text.", expected_version=version)
    edited(world, report, "to_decide", "Samma text.", expected_version=version)
    assert AuditEvent.objects.filter(event="situation_reports.section_edited").count() == 1


def test_a_personal_number_stops_the_text_and_is_stored_nowhere(world):
    report = drafted(world)
    row = section(report, "to_decide")
    attempts = [
        lambda: edited(world, report, "to_decide", f"Prata med {PLANTED} om rutorna"),
        lambda: set_light(world, report, reason=f"{PLANTED} bor där"),
        lambda: set_light(world, report, label=f"Hos {PLANTED}"),
    ]
    for attempt in attempts:
        with pytest.raises(TextStopped):
            attempt()
    assert section(report, "to_decide").prose == row.prose
    assert not report.assessments.exists()
    assert PLANTED not in str(list(AuditEvent.objects.values()))


def test_too_long_a_text_is_refused(world):
    report = drafted(world)
    with pytest.raises(TextStopped):
        edited(world, report, "to_decide", "x" * 10_001)


def test_a_light_has_its_reason_and_its_history(world):
    report = drafted(world)
    first = set_light(world, report)
    again = set_light(world, report)
    second = set_light(world, report, label="strandskolan", light="red", reason="Nu också en brand.")
    assert first.pk == again.pk == second.pk
    assert [(row.label, row.light, row.reason, row.set_by_name) for row in report.assessments.all()] == [
        ("Strandskolan", "red", "Nu också en brand.", "Klara Samordnare")
    ]
    events = AuditEvent.objects.filter(subject_id=first.public_id).order_by("id")
    history = [(event.details["before"], event.details["light"]) for event in events]
    assert history == [("", "yellow"), ("yellow", "red")]
    operations.remove_light(assessment=second, by=world.coordinator)
    assert not report.assessments.exists()


@pytest.mark.parametrize("wrong", [{"light": "blue"}, {"reason": "  "}, {"label": ""}, {"reason": "x" * 501}])
def test_a_light_that_says_too_little_or_too_much(world, wrong):
    report = drafted(world)
    with pytest.raises(NotNow):
        set_light(world, report, **wrong)
    assert not report.assessments.exists()


def an_area(municipality, name):
    area_set = AreaSet.objects.create(
        key="own", name="Områden", vintage=municipality.code, content_hash=municipality.code, imported=timezone.now(),
        municipality_code=municipality.code,
    )  # fmt: skip
    AreaSetInUse.objects.create(municipality=municipality, area_set=area_set)
    return Area.objects.create(
        area_set=area_set, municipality_code=municipality.code, code="1", name=name, polygon=b"",
        min_lon=14, min_lat=58, max_lon=15, max_lat=59,
    )  # fmt: skip


def test_an_area_is_the_municipalitys_own(world):
    report = drafted(world)
    own, others = an_area(world.bjorkviken, "Centrum"), an_area(world.granhult, "Granby")
    assert set_light(world, report, area=own, label="").label == "Centrum"
    with pytest.raises(NotNow):
        set_light(world, report, area=others)


def test_the_one_who_proposed_never_adopts(world):
    report = proposed(world, drafted(world))
    with pytest.raises(NotNow):
        operations.adopt(report=report, by=world.coordinator, expected_version=report.version)
    report.refresh_from_db()
    assert report.state == State.PROPOSED


def test_an_account_that_the_first_one_made_is_no_second_person(world):
    report = proposed(world, drafted(world))
    Account.objects.filter(pk=world.police_officer.pk).update(
        credentials_set_by=world.coordinator, credentials_set_at=timezone.now() - timedelta(days=6)
    )
    with pytest.raises(NotNow):
        operations.adopt(
            report=report, by=Account.objects.get(pk=world.police_officer.pk), expected_version=report.version
        )


@pytest.mark.parametrize("role", ["reporter", "council_member", "registrar", "action_owner", "outsider"])
def test_only_those_with_the_right_adopt(world, role):
    report = proposed(world, drafted(world))
    with pytest.raises(NotAllowed):
        operations.adopt(report=report, by=world.account(role), expected_version=report.version)


def test_the_shell_never_adopts(world):
    report = proposed(world, drafted(world))
    with pytest.raises(NotNow):
        operations.adopt(report=report, by=CommandLine(), expected_version=report.version)


def test_what_was_changed_since_the_page_is_not_proposed_or_adopted(world):
    report = drafted(world)
    version = report.version
    set_light(world, report)
    with pytest.raises(StalePage):
        operations.propose(report=report, by=world.coordinator, expected_version=version)
    report = proposed(world, report)
    with pytest.raises(StalePage):
        operations.adopt(report=report, by=world.police_officer, expected_version=report.version - 1)


def test_a_proposal_can_be_taken_back_by_either_and_pressed_twice(world):
    report = proposed(world, drafted(world))
    assert proposed(world, report).version == report.version
    back = operations.take_back(report=report, by=world.police_officer, expected_version=report.version)
    assert (back.state, back.proposed_by_id_text, back.proposed) == (State.DRAFT, "", None)
    assert operations.take_back(report=report, by=world.coordinator, expected_version=1).state == State.DRAFT


def test_what_is_adopted_is_locked(world):
    report = drafted(world)
    row, light = section(report, "to_decide"), set_light(world, report)
    report = adopted(world, report)
    assert (report.adopted_by_name, report.proposed_by_name) == ("Petra Polis", "Klara Samordnare")
    stored = document_of(SituationReport.objects.for_municipality(world.bjorkviken).get(), "internal")
    by, version = world.coordinator, report.version
    attempts = [
        lambda: operations.redraw(report=report, by=by),
        lambda: edited(world, report, "to_decide", "Nytt"),
        lambda: edited(world, report, "to_decide", "", is_included=False),
        lambda: operations.restore_generated(section=row, by=by, expected_version=row.version),
        lambda: set_light(world, report),
        lambda: set_light(world, report, label="Ny plats"),
        lambda: operations.remove_light(assessment=light, by=by),
        lambda: operations.propose(report=report, by=by, expected_version=version),
        lambda: operations.take_back(report=report, by=by, expected_version=version),
        lambda: operations.adopt(report=report, by=by, expected_version=version),
    ]
    for attempt in attempts:
        with pytest.raises(NotNow):
            attempt()
    assert document_of(SituationReport.objects.for_municipality(world.bjorkviken).get(), "internal") == stored


def test_a_proposed_one_is_not_changed_under_the_second_persons_eyes(world):
    report = drafted(world)
    row = section(report, "to_decide")
    report = proposed(world, report)
    with pytest.raises(NotNow):
        operations.redraw(report=report, by=world.coordinator)
    with pytest.raises(NotNow):
        operations.edit_section(
            section=row, prose="Nytt", is_included=True, by=world.coordinator, expected_version=row.version
        )


def test_an_addendum_stands_below_with_its_day_and_writer(world):
    report = drafted(world)
    with pytest.raises(NotNow):
        operations.add_addendum(report=report, text="För tidigt", by=world.coordinator)
    report = adopted(world, report)
    operations.add_addendum(report=report, text="Belysningen lagades på tisdagen.", by=world.police_officer)
    operations.add_addendum(report=report, text="Belysningen lagades på tisdagen. ", by=world.police_officer)
    blocks = document_of(report, "internal").blocks
    at = next(place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.key == "addenda")
    lead, text = (plain_text(block.inlines) for block in blocks[at + 1 :])
    assert lead.endswith(", Petra Polis:")
    assert str(timezone.localdate().year) in lead
    assert text == "Belysningen lagades på tisdagen."


def test_a_copy_that_leaves_is_in_the_log(world):
    report = drafted(world)
    operations.record_hand_out(report=report, audience="internal", file_format="pdf", by=world.police_officer)
    event = AuditEvent.objects.get(event="situation_reports.handed_out")
    assert event.details == {"period": WEEK, "audience": "internal", "format": "pdf", "state": "draft"}
    for role in ("reporter", "council_member", "action_owner", "outsider"):
        with pytest.raises(NotAllowed):
            operations.record_hand_out(report=report, audience="reporters", file_format="pdf", by=world.account(role))


def test_an_organisation_that_is_no_authority_changes_and_adopts_nothing(world):
    """The permission by role is there; the organisation is a company."""
    grant = Grant.objects.for_municipality(world.bjorkviken).get(account=world.coordinator)
    grant.function = world.functions["reporter"]
    grant.save()
    company = Account.objects.get(pk=world.coordinator.pk)
    with pytest.raises(NotAllowed):
        operations.draft_report(municipality=world.bjorkviken, period_id=WEEK, by=company)


def test_the_log_reads_in_words(world, swedish):
    report = drafted(world)
    edited(world, report, "to_decide", "Rondering.")
    set_light(world, report)
    light = set_light(world, report, light="red", reason="Brand.")
    operations.remove_light(assessment=light, by=world.coordinator)
    operations.record_hand_out(report=report, audience="reporters", file_format="pdf", by=world.police_officer)
    events = AuditEvent.objects.filter(event__startswith="situation_reports.").order_by("id")
    assert [sentences.get(event.event).read(event) for event in events][2:] == [
        f"Satte en bedömning till gul i lägesbilden för {WEEK}",
        f"Ändrade en bedömning från gul till röd i lägesbilden för {WEEK}",
        f"Tog bort en bedömning (röd) i lägesbilden för {WEEK}",
        f"Tog ut en kopia av lägesbilden för {WEEK}: rapportörernas version, utkast, som pdf",
    ]
    assert all("–" not in sentences.get(event.event).read(event) for event in events)
