from __future__ import annotations

import pytest

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.municipalities import operations, queries
from lykta.ground.municipalities.colours import contrast
from lykta.ground.municipalities.models import Municipality
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


def _create(code: str = "9903", name: str = "Ängsö", **fields) -> Municipality:
    return operations.create_municipality(code=code, name=name, by=CommandLine(), **fields)


def test_a_municipality_is_made_from_its_code_and_name() -> None:
    made = _create(population=5000)
    assert (made.slug, made.population, made.week_cut_weekday, made.is_demo) == ("angso", 5000, 0, False)
    assert (queries.by_slug("angso"), queries.by_code("9903"), queries.by_slug("nej")) == (made, made, None)
    assert AuditEvent.objects.get().details == {"code": "9903"}


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "99"},
        {"code": "abcd"},
        {"name": ""},
        {"colour_main": "red"},
        {"colour_main": "#f2b01e"},
        {"colour_accent": "#10243f"},
        {"smallest_public_count": 2},
        {"week_cut_weekday": 7},
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(fields: dict) -> None:
    with pytest.raises(NotNow):
        _create(**fields)
    assert not Municipality.objects.exists()


def test_a_code_is_used_once(world: World) -> None:
    with pytest.raises(NotNow):
        _create(code="9901")


@pytest.mark.parametrize("who", ["administrator", "coordinator", "police_officer", "outsider"])
def test_no_role_sets_up_or_changes_a_municipality(world: World, who: str) -> None:
    by = getattr(world, who)
    with pytest.raises(NotAllowed):
        operations.create_municipality(code="9903", name="Ängsö", by=by)
    with pytest.raises(NotAllowed):
        operations.change_municipality(municipality=world.bjorkviken, by=by, name="x")


def test_a_change_is_saved_and_logged_by_field(world: World) -> None:
    operations.change_municipality(
        municipality=world.bjorkviken, by=CommandLine(), forum_name="Fredagsgruppen", week_cut_weekday=4
    )
    row = Municipality.objects.get(code="9901")
    assert (row.forum_name, row.week_cut_weekday) == ("Fredagsgruppen", 4)
    assert AuditEvent.objects.latest("id").details == {"fields": "forum_name, week_cut_weekday"}


def test_a_cooperation_lists_the_others(world: World) -> None:
    operations.join_cooperation(name="Norra", members=[world.bjorkviken, world.granhult], by=CommandLine())
    assert list(queries.in_cooperation_with(world.bjorkviken)) == [world.granhult]
    assert [row.name for row in queries.all_municipalities()] == ["Björkviken", "Granhult"]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
    assert contrast("#10243e", "#10243e") == 1
