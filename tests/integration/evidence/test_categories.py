"""A municipality's own words for the categories, and the days they can be chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.facts.evidence.category_operations import add_category, change_category, forget_own_words
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import categories_for, category_tree, focus_areas, may_be_chosen, top_codes
from tests.integration.pages.rows import EVERYBODY, client_of, page, send
from tests.worlds import World

pytestmark = pytest.mark.sql
TODAY = date(2026, 11, 22)


def labels(municipality: object, today: date | None = None) -> dict[str, str]:
    tree = category_tree(municipality, today=today)  # type: ignore[arg-type]
    return {node.code: node.label for top in tree for node in (top, *top.children)}


def test_a_rename_is_the_municipalitys_own_and_the_code_stays(world: World) -> None:
    change_category(municipality=world.bjorkviken, code="graffiti", label_sv="Klotter och taggar", by=world.coordinator)
    assert labels(world.bjorkviken)["graffiti"] == "Klotter och taggar"
    assert labels(world.granhult)["graffiti"] == "Klotter"
    own = Category.objects.get(code="graffiti", municipality=world.bjorkviken)
    assert top_codes(world.bjorkviken)[own.pk] == "vandalism"
    forget_own_words(municipality=world.bjorkviken, code="graffiti", by=world.coordinator)
    assert labels(world.bjorkviken)["graffiti"] == "Klotter"


def test_a_category_of_ones_own_stands_under_a_top_with_a_code_made_from_its_name(world: World) -> None:
    vandalism = world.category("vandalism")
    first = add_category(
        municipality=world.bjorkviken, label_sv="Förstörd bänk", parent=vandalism, by=world.coordinator
    )
    second = add_category(municipality=world.bjorkviken, label_sv="Förstörd bänk!", by=world.coordinator)
    assert (first.code, second.code) == ("forstord_bank", "forstord_bank_2")
    assert top_codes(world.bjorkviken)[first.pk] == "vandalism"
    assert "forstord_bank" not in labels(world.granhult)
    with pytest.raises(NotNow):
        add_category(municipality=world.bjorkviken, label_sv="Djupare", parent=first, by=world.coordinator)


@pytest.mark.parametrize("code", ["Graffiti", "9a", "å", "a b", "graffiti", "x" * 60, "<b>"])
def test_a_code_is_plain_and_taken_once(world: World, code: str) -> None:
    with pytest.raises(NotNow):
        add_category(municipality=world.bjorkviken, label_sv="Något", code=code, by=world.coordinator)


def test_it_can_be_chosen_within_its_days_only(world: World) -> None:
    change_category(
        municipality=world.bjorkviken, code="littering_dumping", active_from=TODAY, active_to=TODAY + timedelta(days=2),
        by=world.coordinator,
    )  # fmt: skip
    chosen = ["littering_dumping" in labels(world.bjorkviken, TODAY + timedelta(days=d)) for d in (-1, 0, 2, 3)]
    assert chosen == [False, True, True, False]
    assert "littering_dumping" in {row.code for row in categories_for(world.bjorkviken)}  # what was reported is counted


def test_with_its_top_closed_a_category_cannot_be_chosen(world: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    change_category(municipality=world.bjorkviken, code="vandalism", active_to=yesterday, by=world.coordinator)
    assert not may_be_chosen(world.bjorkviken, world.category("graffiti"))


def test_violence_in_close_relations_is_never_reported_by_place_but_says_the_right_way(world: World) -> None:
    areas = {row.code: row for row in focus_areas(world.bjorkviken)}
    assert set(areas) == {"domestic_violence", "honour_violence"}
    assert all("112" in row.guidance_sv for row in areas.values())
    assert not set(areas) & set(labels(world.bjorkviken))
    assert not may_be_chosen(world.bjorkviken, areas["domestic_violence"])
    change_category(
        municipality=world.bjorkviken, code="domestic_violence", guidance_sv="Ring 112 eller socialjouren.",
        by=world.coordinator,
    )  # fmt: skip
    assert not set(areas) & set(labels(world.bjorkviken))  # nor by an own row


def test_only_those_who_may(world: World) -> None:
    for role in EVERYBODY:
        if role in {"coordinator", "administrator"}:
            continue
        with pytest.raises(NotAllowed):
            change_category(municipality=world.bjorkviken, code="graffiti", label_sv="x", by=getattr(world, role))
    with pytest.raises(NotAllowed):
        add_category(municipality=world.bjorkviken, label_sv="Grannens", by=world.outsider)


def test_a_number_in_a_name_is_stopped_but_a_helpline_in_the_guidance_is_not(world: World) -> None:
    with pytest.raises(NotNow):
        change_category(
            municipality=world.bjorkviken, code="graffiti", label_sv="Ring 070-174 06 05", by=world.coordinator
        )
    row = change_category(
        municipality=world.bjorkviken, code="graffiti", guidance_sv="Saneringen: 0501-000 00", by=world.coordinator
    )
    assert row.guidance_sv == "Saneringen: 0501-000 00"


def test_on_the_pages(world: World) -> None:
    listed = page(world, "coordinator", "kategorier/").content.decode()
    assert "Aldrig som plats: formuläret visar rätt väg" in listed
    new = send(world, "administrator", "kategorier/ny/", label_sv="Vattenskada", parent="other")
    assert new.status_code == 302
    assert labels(world.bjorkviken)["vattenskada"] == "Vattenskada"
    turned = send(
        world, "coordinator", "kategorier/vattenskada/", label_sv="Vattenskada", active_from="2026-12-01",
        active_to="2026-11-01",
    )  # fmt: skip
    assert turned.status_code == 422
    assert "Sista dagen är före den första" in turned.content.decode()
    assert client_of(world.coordinator).get("/arbete/bjorkviken/kategorier/finns-inte/").status_code == 404


def test_one_category_is_asked_about_as_the_whole_tree_has_it(world: World) -> None:
    """With own rows, closed tops, coming days and focus areas among them."""
    yesterday, tomorrow = (timezone.localdate() + timedelta(days=d) for d in (-1, 1))
    own = {"municipality": world.bjorkviken, "by": world.coordinator}
    change_category(code="graffiti", label_sv="Klotter och taggar", **own)  # type: ignore[arg-type]
    change_category(code="traffic", active_to=yesterday, **own)  # type: ignore[arg-type]
    change_category(code="fight", active_from=tomorrow, **own)  # type: ignore[arg-type]
    change_category(code="unsafe_place", label_sv="Otrygg", **own)  # type: ignore[arg-type]
    add_category(label_sv="Vattenskada", parent=world_category("other"), **own)  # type: ignore[arg-type]
    for municipality in (world.bjorkviken, world.granhult):
        tree = {node.category.pk for top in category_tree(municipality) for node in (top, *top.children)}
        assert {row.pk for row in Category.objects.all() if may_be_chosen(municipality, row)} == tree


def world_category(code: str) -> Category:
    return Category.objects.get(code=code, municipality__isnull=True)
