"""What a municipality's own people may set, what they may not, and what stops a stale page."""

from __future__ import annotations

import pytest

from lykta.base.audit.models import AuditEvent
from lykta.base.audit.sentences import sentences
from lykta.base.kernel.actor import NotAllowed, NotNow, StalePage
from lykta.ground.municipalities.models import Municipality
from lykta.ground.municipalities.operations import change_municipality
from lykta.ground.municipalities.own_settings import OWN_SETTINGS, settings_version
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]


def _row() -> Municipality:
    return Municipality.objects.get(code="9901")


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_two_roles_set_what_is_their_own_and_the_log_says_what(world: World, who: str) -> None:
    change_municipality(
        municipality=world.bjorkviken, by=getattr(world, who), forum_name="Fredagsgruppen", plan_name="Åtgärdsplan"
    )
    assert _row().forum_name == "Fredagsgruppen"
    event = AuditEvent.objects.get()
    assert event.details == {"fields": "forum_name"}  # the plan was called that already
    assert sentences.get(event.event).read(event) == "Ändrade kommunens inställningar: forumets namn"


@pytest.mark.parametrize(
    "who", ["reporter", "police_officer", "action_owner", "council_member", "registrar", "outsider"]
)
def test_others_set_nothing(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        change_municipality(municipality=world.bjorkviken, by=getattr(world, who), forum_name="Planterad")
    assert _row().forum_name == "EST-gruppen"


@pytest.mark.parametrize("field", ["name", "code", "slug", "is_demo"])
def test_name_code_and_address_are_the_shells_also_beside_an_own_setting(world: World, field: str) -> None:
    assert field not in OWN_SETTINGS
    with pytest.raises(NotAllowed):
        change_municipality(municipality=world.bjorkviken, by=world.coordinator, forum_name="X", **{field: "9909"})
    assert (_row().forum_name, AuditEvent.objects.count()) == ("EST-gruppen", 0)


def test_a_stale_page_overwrites_nothing_and_the_same_form_twice_is_once(world: World) -> None:
    opened = settings_version(world.bjorkviken)
    for _time in range(2):
        change_municipality(
            municipality=world.bjorkviken, by=world.coordinator, expected_version=opened, council_name="Trygghetsrådet"
        )
    assert AuditEvent.objects.count() == 1
    with pytest.raises(StalePage):
        change_municipality(
            municipality=world.bjorkviken, by=world.administrator, expected_version=opened, council_name="BRÅ"
        )
    assert _row().council_name == "Trygghetsrådet"


@pytest.mark.parametrize("field", OWN_SETTINGS)
def test_the_version_sees_every_setting(world: World, field: str) -> None:
    row = _row()
    before = settings_version(row)
    assert settings_version(_row()) == before
    setattr(row, field, "annat" if isinstance(getattr(row, field), str) else 1)
    assert settings_version(row) != before


@pytest.mark.parametrize("field", ["contact_title", "forum_name", "council_name", "plan_name"])
@pytest.mark.parametrize("text", ["Anna 811218-9876", "ring 070-174 06 58", "anna@exempel.se"])
def test_words_that_point_out_a_person_are_stopped_and_not_logged(world: World, field: str, text: str) -> None:
    with pytest.raises(NotNow) as problem:
        change_municipality(municipality=world.bjorkviken, by=world.coordinator, **{field: text})
    assert getattr(problem.value, "field", None) == field
    assert (getattr(_row(), field), AuditEvent.objects.count()) == (getattr(world.bjorkviken, field), 0)


@pytest.mark.parametrize("text", ["Kommunala BRÅ", "Åtgärdsplan 2026–2029", "EST-gruppen i centrum", "Råd 2030"])
def test_ordinary_words_pass(world: World, text: str) -> None:
    change_municipality(municipality=world.bjorkviken, by=world.coordinator, plan_name=text)
    assert _row().plan_name == text


@pytest.mark.parametrize(
    "fields", [{"smallest_public_count": 2}, {"forum_name": ""}, {"colour_main": "#f2b01e"}, {"colour_accent": "x"}]
)
def test_what_cannot_work_is_refused_whole(world: World, fields: dict) -> None:
    with pytest.raises(NotNow):
        change_municipality(municipality=world.bjorkviken, by=world.coordinator, council_name="Planterat", **fields)
    assert _row().council_name == "Brottsförebyggande rådet"
