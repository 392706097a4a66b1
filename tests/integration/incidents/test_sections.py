"""What the lägesbild says: every sentence under its condition, for none, one, few, many and a fall in reporting."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from lykta.base.documents.tree import BulletList, Figure, Table, plain_text
from lykta.base.kernel.periods import parse_period
from lykta.facts.evidence.sections import SectionRequest, sections, sections_for
from lykta.facts.incidents.models import ComingEvent, NilReport
from lykta.ground.areas.models import Place
from tests.integration.incidents.reports import MONDAY_AFTER, WEEK, in_period, plant, weeks_before

pytestmark = pytest.mark.sql
OURS = ("basis", "what_happened", "where_and_when", "development", "coming", "feedback")
PERIODS = ("2026-W46", "2026-W45..W46", "2026-11", "2026-T3", "2026-Q4", "2026-H2", "2026", "2026-11-01..2026-11-15")


def build(world, key, *, period=WEEK, audience="internal", as_of=MONDAY_AFTER):
    return sections.get(key).build(SectionRequest(world.bjorkviken, period, audience, as_of))


def prose(world, key, **changes):
    return build(world, key, **changes).prose


def whole(world, **changes):
    """Everything that all our sections say, drawn text and numbers included."""
    said = []
    for key in OURS:
        content = build(world, key, **changes)
        said += [content.prose, repr(content.facts), repr(content.numbers)]
    return "\n".join(said)


def table(world, **changes):
    facts = build(world, "what_happened", **changes).facts
    found = next(block for block in facts if isinstance(block, Table))
    return [[plain_text(cell.inlines) for cell in row] for row in found.rows]


def history(world, per_week, **fields):
    # Somebody counted already before the eight weeks; a good sign stands in no total.
    plant(world, in_period(weeks_before(9)[0], 1), category="positive")
    for week in weeks_before(8):
        plant(world, in_period(week, per_week), **fields)


def nil(world, by, organization):
    NilReport.objects.create(
        municipality=world.bjorkviken, organization=organization, reported_by=by, period_id=WEEK.id,
        reported=MONDAY_AFTER - timedelta(days=1),
    )  # fmt: skip


def test_ours_are_registered_where_the_template_says():
    expected = {
        "basis": 20,
        "what_happened": 30,
        "where_and_when": 40,
        "development": 50,
        "coming": 60,
        "feedback": 110,
    }
    assert {section.key: section.position for section in sections if section.key in OURS} == expected
    assert [section.key for section in sections_for("public") if section.key in OURS] == ["what_happened"]


@pytest.mark.parametrize("period", PERIODS)
def test_nothing_at_all_is_said_plainly_in_the_words_of_the_period(world, period):
    words = {"2026-W46": "veckan", "2026-11": "månaden", "2026-T3": "tertialet", "2026-Q4": "kvartalet",
             "2026-H2": "halvåret", "2026": "året"}  # fmt: skip
    the = words.get(period, "perioden")
    said = {key: prose(world, key, period=parse_period(period)) for key in OURS}
    assert said["basis"].startswith(f"Inga granskade rapporter gäller {the}.\n\nIngen av två rapportörer hörde av sig.")
    assert said["what_happened"].startswith(f"{the.capitalize()} hade inga händelser.")
    assert said["where_and_when"] == f"Inga händelser är räknade för {the}, så det finns inget att placera."
    assert said["development"] == f"Det finns inga tidigare perioder att jämföra {the} med än."
    assert said["coming"].startswith("Inga arrangemang är anmälda till och med ")
    assert said["feedback"].startswith(f"Inga rapporter kom in under {the}.")
    assert all(build(world, key, period=parse_period(period)).is_empty for key in OURS)
    if the != "veckan":
        assert "veck" not in "".join(said.values())


def test_one(world):
    plant(world, in_period(WEEK, 1), place=world.square)
    assert prose(world, "basis").startswith("En granskad rapport gäller veckan. Källor: bostadsbolag (1).")
    assert "En av två rapportörer hörde av sig. Har inte hört av sig: Nordvakt." in prose(world, "basis")
    assert prose(world, "what_happened") == (
        "Veckan hade en händelse. "
        "Det finns för lite att jämföra med för att bedöma om det är fler eller färre än vanligt."
    )
    assert prose(world, "where_and_when") == (
        "Ingen plats har tre händelser eller fler under veckan.\n\n"
        "En händelse är för lite för att visa ett mönster över veckan."
    )
    assert prose(world, "feedback") == (
        "Tack. Under veckan kom en rapport, och vi hörde av en rapportör. Varje rapport är läst och granskad."
    )


def test_few_are_not_judged(world):
    history(world, 1)
    plant(world, in_period(WEEK, 2))
    assert prose(world, "what_happened").startswith(
        "Veckan hade två händelser, mot 1 i snitt under åtta veckor dessförinnan. "
        "Det är för få för att bedöma om något har ändrats."
    )
    assert table(world)[0] == ["Skadegörelse", "2", "1", "1,0", "–", "för få för att bedöma"]
    assert prose(world, "development") == "Det är för lite för att säga om något går åt fel håll eller åt rätt håll."


def test_many_more_than_usual_says_how_often_that_comes_by_chance_and_what_it_does_not_say(world):
    history(world, 3, category="broken_glass", place=world.school)
    history(world, 3, category="fight", reported_by=world.other_reporter)
    plant(world, in_period(WEEK, 12), category="broken_glass", place=world.school)
    plant(world, in_period(WEEK, 3), category="fight", reported_by=world.other_reporter)
    said = prose(world, "what_happened")
    assert said.startswith("Veckan hade fler händelser än vanligt: 15 händelser, mot 6 i snitt")
    assert "fler rapporter kan också betyda att fler rapporterar" in said
    assert "Skadegörelse: fler än vanligt, tolv mot 3 i snitt." in said
    assert re.search(r"Så många eller fler kommer av en slump (ungefär|mer sällan än) en vecka på \d+\.", said)
    assert "Alla på samma plats: Strandskolan." in said
    assert "Övriga skillnader ryms i det vanliga." in said
    assert table(world) == [
        ["Skadegörelse", "12", "3", "3,0", "–", "fler än vanligt"],
        ["Bråk, våld och hot", "3", "3", "3,0", "–", "som vanligt"],
        ["Alla händelser", "15", "6", "6,0", "–", "fler än vanligt"],
    ]
    assert prose(world, "development") == (
        "Åt fel håll, fler än vanligt: skadegörelse (tolv mot 3 i snitt) och vid Strandskolan (tolv mot 3 i snitt). "
        "Vad det beror på säger siffrorna inte."
    )
    figure = next(block for block in build(world, "what_happened").facts if isinstance(block, Figure))
    assert "Fler än vanligt: skadegörelse" in figure.svg


def test_a_true_fall_is_told_with_its_caution(world):
    history(world, 20)
    plant(world, in_period(WEEK, 5))
    said = prose(world, "what_happened")
    assert said.startswith("Veckan hade färre händelser än vanligt: fem händelser, mot 20 i snitt")
    assert "färre rapporter kan också betyda att färre rapporterar" in said
    assert prose(world, "development").startswith("Åt rätt håll, färre än vanligt: skadegörelse (fem mot 20 i snitt).")


def test_a_fall_in_reporting_is_never_told_as_a_fall_in_events(world):
    history(world, 10)
    history(world, 10, reported_by=world.other_reporter, organization=world.guards)
    plant(world, in_period(WEEK, 7))
    said = whole(world)
    assert "går inte att avgöra" in prose(world, "what_happened")
    assert "En av två rapportörer hörde av sig. Det är färre än vanligt (2 i snitt)" in prose(world, "basis")
    assert prose(world, "development") == (
        "Går inte att avgöra: skadegörelse. Om det är en minskning går inte att avgöra, "
        "eftersom färre rapporterade: en av två rapportörer."
    )
    assert not re.search("färre (händelser )?än vanligt[:,]|åt rätt håll", said, re.IGNORECASE)


def test_nobody_was_heard_from(world):
    history(world, 5)
    said = prose(world, "what_happened")
    assert said.startswith("Veckan hade inga händelser, mot 5 i snitt")
    assert "eftersom ingen rapportör hörde av sig" in said
    assert "Ingen av två rapportörer hörde av sig." in prose(world, "basis")


def test_all_were_heard_from_with_nothing_to_report(world):
    nil(world, world.reporter, world.housing)
    nil(world, world.other_reporter, world.guards)
    assert "Båda rapportörerna hörde av sig. Två nollrapporter kom in." in prose(world, "basis")
    assert prose(world, "feedback") == (
        "Tack. Inga rapporter kom in under veckan. "
        "Två nollrapporter kom också. Det är lika viktigt att få veta när inget har hänt."
    )


def test_the_basis_tells_of_duplicates_waiting_and_late_reports(world):
    history(world, 2)
    history(world, 2, delay=timedelta(days=9))
    first, second = plant(world, in_period(WEEK, 2))
    plant(world, in_period(WEEK, 2), merged_into=first)
    plant(world, in_period(WEEK, 1), merged_into=second, reported_by=world.other_reporter)
    plant(world, in_period(WEEK, 1), state="reported")
    plant(world, in_period(WEEK, 2), state="out_of_scope")
    said = prose(world, "basis")
    assert "Fem granskade rapporter gäller veckan. De berättar om två händelser: två av dem har fler än en" in said
    assert "En rapport är inte granskad än och räknas inte." in said
    assert "Två rapporter hör hemma någon annanstans och räknas inte." in said
    # Of the sixteen late ones those of the last days of each week come after the Monday morning that follows it.
    assert re.search(r"i tidigare perioder kom \d+ procent av rapporterna senare än så här", said)
    later = prose(world, "basis", as_of=MONDAY_AFTER + timedelta(days=90))
    assert "senare än så här" not in later


def test_a_period_that_is_not_over_says_so(world):
    history(world, 20)
    plant(world, in_period(WEEK, 20)[:4])
    wednesday = MONDAY_AFTER - timedelta(days=5)
    assert "Veckan är inte slut än: siffrorna gäller fram till onsdag 11 november" in prose(
        world, "basis", as_of=wednesday
    )
    assert "förrän perioden är slut" in prose(world, "what_happened", as_of=wednesday)
    assert not re.search("vanligt[:.]", whole(world, as_of=wednesday))


def test_what_stands_out_among_many_only_by_itself_is_told_with_that_caution(world):
    """Seven against about three: unusual by itself, not among eight kinds looked at."""
    history(world, 0)
    for category in ("fight", "a_tractor", "drug_use", "fire_container", "staff_threat", "other", "weapon_find"):
        for at, week in enumerate(weeks_before(8)):
            plant(world, in_period(week, 3 + at % 3), category=category)
        plant(world, in_period(WEEK, 4), category=category)
    for at, week in enumerate(weeks_before(8)):
        plant(world, in_period(week, 3 + at % 2), category="graffiti")
    plant(world, in_period(WEEK, 9), category="graffiti")
    said = prose(world, "what_happened")
    assert "Skadegörelse: fler än vanligt, nio mot 3,5 i snitt." in said
    assert "När åtta slag jämförs på en gång sticker något ut så här ganska ofta av en slump." in said
    assert prose(world, "development") == "Inget har ändrats så mycket att det säkert är mer än slump."
    figure = next(block for block in build(world, "what_happened").facts if isinstance(block, Figure))
    assert "Inget slag skiljer sig säkert från det vanliga" in figure.svg


def test_good_signs_stand_by_themselves(world):
    plant(world, in_period(WEEK, 2), category="positive", place=world.square)
    assert "Dessutom kom två positiva iakttagelser." in prose(world, "what_happened")
    assert "Veckan hade inga händelser." in prose(world, "what_happened")


def test_where_and_when(world):
    history(world, 3, place=world.square, length=timedelta(hours=2))
    plant(world, in_period(WEEK, 4), place=world.square, length=timedelta(hours=2))
    plant(world, in_period(WEEK, 1), at=(14.309, 58.905))
    plant(world, in_period(WEEK, 2))
    content = build(world, "where_and_when")
    assert content.prose.startswith("Flest händelser under veckan: Furutorget (fyra).")
    assert "Två händelser saknar position och är inte med på kartan." in content.prose
    picture, places, hours = content.facts
    assert "Karta: Flest händelser kring Furutorget." in picture.alt
    assert picture.caption == "Vecka 46 2026, n = 5 av 7 händelser."
    assert [[plain_text(cell.inlines) for cell in row] for row in places.rows] == [
        ["Furutorget", "4", "28", "söndag 15 november"]
    ]
    total = sum(int(plain_text(cell.inlines)) for row in hours.table.rows for cell in row[1:])
    assert "n = 31" in hours.caption
    assert abs(total - 31) <= 6  # rounded per square


def test_coming_events_of_fourteen_days(world):
    def coming(title, days, **fields):
        start = MONDAY_AFTER + timedelta(days=days)
        ComingEvent.objects.create(
            municipality=fields.pop("municipality", world.bjorkviken), title=title, starts=start,
            ends=start + timedelta(hours=3), recorded=MONDAY_AFTER - timedelta(days=1), **fields,
        )  # fmt: skip

    coming("Luciavaka", 3, place=world.square, expected_visitors=400, note="Planterad anteckning.")
    coming("Match", 13)
    coming("För långt fram", 15)
    coming("Inställd", 2, cancelled=MONDAY_AFTER)
    coming("Grannens", 2, municipality=world.granhult)
    content = build(world, "coming")
    assert content.prose == "Två arrangemang är anmälda till och med söndag 29 november."
    (listed,) = content.facts
    assert isinstance(listed, BulletList)
    assert [plain_text(item) for item in listed.items] == [
        "Luciavaka, torsdag 19 november mellan kl. 07 och 10, Furutorget, cirka 400 besökare. Planterad anteckning.",
        "Match, söndag 29 november mellan kl. 07 och 10.",
    ]
    assert "Planterad" not in repr(build(world, "coming", audience="reporters"))


def test_every_number_has_its_basis(world):
    history(world, 3)
    plant(world, in_period(WEEK, 9), place=world.square)
    for key in OURS:
        for number in build(world, key).numbers:
            assert number.source == "incidents"
            assert number.method
            assert number.n >= 0
            assert parse_period(number.period_id)
        keys = [number.key for number in build(world, key).numbers]
        assert len(keys) == len(set(keys))
        assert all(each.startswith(f"{key}.") for each in keys)


def test_reporters_read_no_text_no_names_and_nothing_that_is_few(world):
    """Planted: one event of a kind, one place, one silent organisation, texts and a note."""
    history(world, 3, category="fight")
    street = Place.objects.create(
        municipality=world.bjorkviken, name="Planterade gränd", kind="street", lon=14.31, lat=58.91, search_text="x"
    )
    plant(world, in_period(WEEK, 12), category="fight", place=world.square)
    plant(world, in_period(WEEK, 4), category="drug_sale", place=street, organization=world.police)
    plant(world, in_period(WEEK, 1), category="weapon_find", place_text="Planterad plats")
    internal, reporters = whole(world), whole(world, audience="reporters")
    for planted in ("Planterade gränd", "Misstänkt narkotika", "Fynd av tillhygge", "Nordvakt", "weapon_find"):
        assert planted.lower() in internal.lower()
        assert planted.lower() not in reporters.lower()
    for planted in ("Planterad plats", "Planterad text", world.reporter.name, world.housing.name):
        assert planted not in reporters
    assert table(world, audience="reporters") == [
        ["Bråk, våld och hot", "12", "3,0", "fler än vanligt"],
        ["Övriga slag", "5", "–", "–"],
    ]


def test_when_only_one_kind_is_few_another_stands_with_it(world):
    plant(world, in_period(WEEK, 20), category="fight")
    plant(world, in_period(WEEK, 6), category="graffiti")
    plant(world, in_period(WEEK, 2), category="a_tractor")
    rows = table(world, audience="reporters")
    assert [row[:2] for row in rows] == [["Bråk, våld och hot", "20"], ["Övriga slag", "8"]]
    assert "Skadegörelse" not in whole(world, audience="reporters")


def test_the_public_reads_a_total_and_words(world):
    history(world, 3, category="fight")
    plant(world, in_period(WEEK, 12), category="fight", place=world.square)
    content = build(world, "what_happened", audience="public")
    assert content.facts == ()
    assert [(number.key, number.value) for number in content.numbers] == [("what_happened.total", 12)]
    assert content.prose.startswith("Veckan hade fler händelser än vanligt: tolv händelser, mot 3 i snitt")
    assert "En av två rapportörer hörde av sig." in content.prose
    for planted in ("Bråk", "Furutorget", "Nordvakt", "Björkvikens Bostäder"):
        assert planted not in repr(content)


@pytest.mark.parametrize(("n", "shown"), [(1, False), (4, False), (5, True)])
def test_a_small_public_total_is_said_as_few(world, n, shown):
    plant(world, in_period(WEEK, n))
    content = build(world, "what_happened", audience="public")
    (number,) = content.numbers
    assert (number.value, number.suppressed, number.n) == ((n, False, n) if shown else (None, True, 0))
    assert ("färre än fem händelser" in content.prose) is not shown


def test_english_too(world):
    history(world, 3)
    plant(world, in_period(WEEK, 12))
    with translation.override("en"):
        said = prose(world, "what_happened")
    assert said.startswith(
        "The week had more events than usual: twelve events, against 3 on average over eight weeks before."
    )
    assert "about one week in" in said or "less often than one week in" in said


def test_another_municipalitys_reports_never_show(world):
    before = whole(world)
    plant(world, in_period(WEEK, 30), municipality=world.granhult, place=None, at=(14.3, 58.9))
    assert whole(world) == before
    request = SectionRequest(world.granhult, WEEK, "internal", MONDAY_AFTER)
    assert "30 händelser" in sections.get("what_happened").build(replace(request)).prose
