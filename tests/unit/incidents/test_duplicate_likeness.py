"""How alike two reports are: the sum of evidence, and what it must never depend on."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lykta.facts.incidents.duplicates.likeness import (
    FARTHEST_M,
    LONGEST_GAP_H,
    Kind,
    Kinship,
    Report,
    gap_h,
    kinship,
    likeness,
    time_evidence,
)
from lykta.facts.incidents.duplicates.pairs import likely_pairs
from lykta.facts.incidents.duplicates.words import LONGEST_READ, fields_of_code, read, shared_words

NOWHERE = math.nan
FIRST = Report(key=1, kind=Kind("graffiti", "vandalism"), east_m=0.0, north_m=0.0, start_h=100.0, end_h=100.0,
               text="Klotter på väggen vid skolan", person="rut", organization="housing")  # fmt: skip
SECOND = replace(FIRST, key=2, east_m=30.0, start_h=101.0, end_h=101.0, text="Sprejat på fasaden vid skolan",
                 person="valter", organization="guards")  # fmt: skip
TEXTS = st.sampled_from(
    ["", "Klotter vid skolan", "Ruta krossad vid badhuset", "Bråk", "Älgparken", "\u202e\x07🙂"]
) | st.text(max_size=40)
HOURS = st.floats(0, 60, allow_nan=False)


@st.composite
def reports(draw, key=0):
    start = draw(HOURS)
    east = draw(st.floats(0, 250) | st.just(NOWHERE))
    return Report(
        key=key, kind=Kind(draw(st.sampled_from(["graffiti", "broken_glass", "traffic", "klotter", "K17"]))),
        east_m=east, north_m=NOWHERE if math.isnan(east) else draw(st.floats(0, 250)), start_h=start,
        end_h=start + draw(HOURS), text=draw(TEXTS), person=draw(st.sampled_from([None, "rut", "valter"])),
        organization=draw(st.sampled_from([None, "housing", "guards"])), place=draw(st.sampled_from([None, 1, 2])),
    )  # fmt: skip


@given(reports(), reports())
def test_likeness_is_the_same_both_ways(one, other):
    there, back = likeness(one, other), likeness(other, one)
    assert (there is None) == (back is None)
    if there and back:
        assert there.score == pytest.approx(back.score)
        assert (there.apart_m, there.gap_h, there.kinship) == (back.apart_m, back.gap_h, back.kinship)


@given(st.lists(reports(), max_size=25))
def test_the_quick_search_finds_the_pairs_that_comparing_each_with_each_finds(found):
    numbered = [replace(report, key=key) for key, report in enumerate(found)]
    slow = {
        frozenset((one.key, other.key))
        for at, one in enumerate(numbered)
        for other in numbered[at + 1 :]
        if (alike := likeness(one, other)) is not None and alike.is_likely
    }
    quick = [frozenset((one.key, other.key)) for one, other, _alike in likely_pairs(numbered)]
    assert len(quick) == len(set(quick))
    assert set(quick) == slow


def test_two_witnesses_of_one_evening_are_likely():
    alike = likeness(FIRST, SECOND)
    assert alike is not None
    assert (alike.apart_m, alike.gap_h, alike.kinship, alike.is_other_reporter) == (30.0, 1.0, Kinship.SAME, True)
    assert alike.is_likely


@pytest.mark.parametrize(
    "changes",
    [
        {"person": "rut", "organization": "housing"},  # nobody reports the same twice
        {"start_h": 107.0, "end_h": 107.0},  # seven hours later
        {"east_m": 140.0},
        {"east_m": NOWHERE, "north_m": NOWHERE},
        {"kind": Kind("moped_on_path", "traffic"), "text": "Moped på gångvägen vid skolan"},  # another matter there
        {"start_h": 100.0 + 24 * 3, "end_h": 100.0 + 24 * 3},  # a near repeat
    ],
)
def test_what_is_not_the_same_event(changes):
    alike = likeness(FIRST, replace(SECOND, **changes))
    assert alike is None or not alike.is_likely


def test_one_place_stands_in_for_a_position():
    first = replace(FIRST, east_m=NOWHERE, north_m=NOWHERE, place=7)
    alike = likeness(first, replace(SECOND, place=7))
    assert alike is not None
    assert alike.apart_m == 0
    assert likeness(first, replace(SECOND, place=8)) is None


@given(st.floats(0, 20), st.floats(0, 20))
def test_farther_and_later_is_never_likelier(metres, hours):
    near, far = likeness(FIRST, SECOND), likeness(FIRST, replace(SECOND, east_m=SECOND.east_m + metres * 5))
    late = likeness(FIRST, replace(SECOND, start_h=101.0 + hours, end_h=101.0 + hours))
    assert near is not None
    assert far is None or far.score <= near.score
    assert late is None or late.score <= near.score


@given(st.floats(0, 100), st.floats(0, 100), st.floats(-20, 20))
def test_time_evidence_is_the_logarithm_of_a_chance(length, other_length, apart):
    one = replace(FIRST, start_h=0.0, end_h=length)
    other = replace(FIRST, start_h=apart, end_h=apart + other_length)
    assert math.log(1e-12) <= time_evidence(one, other) <= 1e-9
    assume(gap_h(one, other) == 0)
    assert time_evidence(one, other) > math.log(1e-6)  # they meet: never ruled out


def test_time_evidence_against_adding_up_over_small_steps():
    one, other = replace(FIRST, start_h=0.0, end_h=6.0), replace(FIRST, start_h=4.0, end_h=13.0)
    steps = [(at + 0.5) / 400 for at in range(400)]
    total = sum(math.exp(-abs(6 * a - (4 + 9 * b)) / 2.0) for a in steps for b in steps) / len(steps) ** 2
    assert time_evidence(one, other) == pytest.approx(math.log(total), abs=1e-3)


def test_limits_are_those_of_the_numbers():
    edge = replace(SECOND, east_m=FARTHEST_M + 0.1, start_h=100.0, end_h=100.0)
    late = replace(SECOND, start_h=100.0 + LONGEST_GAP_H + 0.1, end_h=120.0)
    assert likeness(FIRST, edge) is None
    assert likeness(FIRST, late) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Kind("K1"), Kind("K1"), Kinship.SAME),
        (Kind("graffiti", "vandalism"), Kind("broken_glass", "vandalism"), Kinship.SISTER),
        (Kind("klotter"), Kind("skadegorelse"), Kinship.SISTER),
        (Kind("Klotter"), Kind("SKADEGÖRELSE"), Kinship.SISTER),
        (Kind("ungdomssamling"), Kind("ordningsstorning"), Kinship.SISTER),
        (Kind("trasig_belysning"), Kind("otrygg_plats"), Kinship.SISTER),
        (Kind("trafik_moped"), Kind("klotter"), Kinship.OTHER),
        (Kind("K1"), Kind("K2"), Kinship.UNKNOWN),
    ],
)
def test_kinship_of_categories_known_and_unknown(one, other, expected):
    silent = read("")
    assert kinship(one, other, silent, silent) == kinship(other, one, silent, silent) == expected


def test_texts_tell_the_kinship_of_codes_that_say_nothing():
    glass, window = read("Krossad ruta"), read("Fönster sönderslaget")
    assert kinship(Kind("K1"), Kind("K2"), glass, window) == Kinship.SISTER
    assert kinship(Kind("K1"), Kind("K2"), glass, read("Mopeder kör fort")) == Kinship.OTHER


def test_a_text_is_read_as_what_and_where():
    text = read("Nån har krossat rutorna bakom Idrottshallen, vid Älgstigen")
    assert text.meanings == {"glass"}
    assert text.places == {"sports_hall", "algstig"}
    assert read("busstationen").places == {"buses"}
    assert read("Ölburkar och A-traktor på platsen").meanings == {"litter", "traffic"}
    assert read("").meanings == read("🙂 \x00 !").meanings == frozenset()


def test_shared_words_are_those_of_the_first_text_in_order():
    one, other = read("Krossad ruta vid idrottshallen i Norrby"), read("Sporthallen: fönster krossat, glas. Norrby")
    assert shared_words(one, other) == ["krossad", "ruta", "idrottshallen", "Norrby".lower()]
    assert shared_words(one, read("Mopeder")) == []


@given(st.text(max_size=400))
def test_any_text_can_be_read(text):
    assert read(text) == read(text + "")
    assert fields_of_code(text) >= frozenset()


def test_only_so_much_of_a_text_is_read():
    assert read("a" * 1_000_000 + " klotter").meanings == frozenset()
    assert len(read("ord " * 100_000).shown) <= LONGEST_READ
