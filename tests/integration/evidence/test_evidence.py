from datetime import date

import pytest

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed
from lykta.facts.evidence import operations, queries
from lykta.facts.evidence.free_text import TextStopped, checked, warnings_about
from lykta.facts.evidence.models import Category, ImportBatch
from lykta.facts.evidence.taxonomy import DEFAULT_CATEGORIES, ensure_default_categories
from lykta.ground.accounts.actors import CommandLine

pytestmark = pytest.mark.sql
SHELL = CommandLine()


def test_the_default_tree_comes_once_and_keeps_changes(world):
    count = Category.objects.count()
    Category.objects.filter(code="graffiti").update(label_sv="Klotter och taggar")
    assert ensure_default_categories() == 0
    assert Category.objects.count() == count == 18 + sum(len(node.children) for node in DEFAULT_CATEGORIES)
    assert Category.objects.get(code="graffiti").label_sv == "Klotter och taggar"
    Category.objects.get(code="graffiti").delete()
    assert ensure_default_categories() == 1


def test_every_category_has_both_languages_and_one_good_sign(world):
    rows = Category.objects.all()
    assert [row.code for row in rows if not (row.label_sv and row.label_en)] == []
    assert [row.code for row in rows if row.is_positive] == ["positive"]
    reasons = Category.objects.filter(parent__code="unsafe_place")
    assert {row.code for row in reasons} >= {"poor_lighting", "poor_overview", "deserted"}


def test_an_own_category_takes_the_place_of_the_shared_one_in_that_municipality_only(world):
    own = Category.objects.create(code="graffiti", municipality=world.bjorkviken, label_sv="Sprejning",
                                  parent=world.category("vandalism"))  # fmt: skip
    shared = Category.objects.get(code="graffiti", municipality__isnull=True)
    assert queries.category_by_code(world.bjorkviken, "graffiti") == own
    assert queries.category_by_code(world.granhult, "graffiti") == shared
    assert queries.may_be_chosen(world.bjorkviken, own)
    assert not queries.may_be_chosen(world.bjorkviken, shared)
    assert not queries.may_be_chosen(world.granhult, own)
    vandalism = next(node for node in queries.category_tree(world.bjorkviken) if node.code == "vandalism")
    assert [child.label for child in vandalism.children].count("Sprejning") == 1
    assert "Klotter" not in [child.label for child in vandalism.children]


def test_a_retired_category_can_be_chosen_to_its_last_day_and_takes_its_children_along(world):
    top = world.category("traffic")
    top.active_to = date(2026, 11, 15)
    top.save()
    child = world.category("a_tractor")
    for day, expected in ((date(2026, 11, 15), True), (date(2026, 11, 16), False)):
        assert queries.may_be_chosen(world.bjorkviken, top, today=day) is expected
        assert queries.may_be_chosen(world.bjorkviken, child, today=day) is expected


def test_top_codes_lead_every_category_to_its_top(world):
    tops = queries.top_codes(world.bjorkviken)
    assert tops[world.category("graffiti").pk] == "vandalism"
    assert tops[world.category("other").pk] == "other"
    assert set(tops.values()) == {node.code for node in DEFAULT_CATEGORIES}


def test_a_batch_adds_up_and_is_in_the_log(world):
    with operations.open_batch(
        importer="areas", municipality=world.bjorkviken, file_name="a.csv", file_hash="0" * 64, by=SHELL
    ) as batch:
        batch.count(operations.Counts(added=3, unchanged=2, revised=1))
        batch.reject(7, "Kategorin finns inte.")
    row = ImportBatch.objects.get()
    assert (row.read, row.added, row.unchanged, row.revised, row.rejected) == (7, 3, 2, 1, 1)
    assert row.rejections == [{"line": 7, "reason": "Kategorin finns inte."}]
    assert AuditEvent.objects.get(event="evidence.imported").details["read"] == 7


def test_a_batch_that_breaks_leaves_nothing(world):
    def broken():
        with operations.open_batch(
            importer="areas", municipality=world.bjorkviken, file_name="a.csv", file_hash="0" * 64, by=SHELL
        ) as batch:
            Category.objects.create(code="planted", label_sv="Planterad")
            batch.count(operations.Counts(added=1))
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        broken()
    assert not ImportBatch.objects.exists()
    assert not Category.objects.filter(code="planted").exists()


def test_reading_in_files_takes_the_right(world):
    with (
        pytest.raises(NotAllowed),
        operations.open_batch(
            importer="x", municipality=world.bjorkviken, file_name="", file_hash="", by=world.reporter
        ),
    ):
        pass


def test_references_are_made_once_and_stay_in_their_municipality(world):
    for _ in range(2):
        operations.refer(municipality=world.bjorkviken, upper=world.square, lower=("incidents.incident", "abc"))
    found = queries.references_of(world.square)
    assert [(row.lower_kind, row.lower_id) for row in found] == [("incidents.incident", "abc")]
    assert [(row.upper_kind, row.upper_id) for row in found] == [("areas.place", world.square.public_id)]
    operations.unrefer(municipality=world.granhult, upper=world.square, lower=("incidents.incident", "abc"))
    assert queries.references_of(world.square).count() == 1
    operations.unrefer(municipality=world.bjorkviken, upper=world.square, lower=("incidents.incident", "abc"))
    assert queries.references_of(world.square).count() == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Han heter X och har 19121212-1212.", "personnummer"),
        ("Ring mig på 070-174 06 05 när ni vet.", "telefonnummer"),
        ("Skriv till nagon@example.org", "e-postadress"),
        ("Bilen ABC 123 körde fort.", "registreringsnummer"),
    ],
)
def test_text_that_points_out_a_person_is_stopped_with_what_to_do(text, word):
    with pytest.raises(TextStopped) as stopped:
        checked(text, field="note")
    assert word in stopped.value.message
    assert stopped.value.field == "note"
    assert "19121212" not in stopped.value.message


def test_text_about_a_place_goes_through():
    assert checked("  Tre rutor krossade på norra sidan,\r\nmellan kl. 20 och 23.  ") == (
        "Tre rutor krossade på norra sidan,\nmellan kl. 20 och 23."
    )
    assert warnings_about("Lampan är släckt.") == ()
