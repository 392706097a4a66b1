"""How well planted duplicates are found: in the handed-out set, and in one of our own in other words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lykta.facts.incidents.duplicates.evaluation import evaluate, true_pairs
from lykta.facts.incidents.duplicates.likeness import Kind
from tests.unit.incidents.planted_duplicates import planted

RECALL, PRECISION = 0.90, 0.80  # what the product promises


@pytest.mark.parametrize("seed", [21, 22])
def test_another_planted_set_in_other_words(seed):
    reports, events = planted(seed)
    found = evaluate([reports], events)
    assert found.pairs > 500
    assert found.recall >= RECALL
    assert found.precision >= PRECISION


def test_without_texts_and_with_codes_that_say_nothing_it_still_finds_most():
    reports, events = planted(23)
    codes = {code: f"K{at}" for at, code in enumerate(sorted({report.kind.code for report in reports}))}
    unnamed = evaluate([[replace(report, kind=Kind(codes[report.kind.code])) for report in reports]], events)
    silent = evaluate([[replace(report, text="") for report in reports]], events)
    assert unnamed.recall > 0.85
    assert silent.recall > 0.85
    assert min(unnamed.precision, silent.precision) > 0.7


def test_an_event_told_three_times_is_three_pairs():
    assert true_pairs({1: "a", 2: "a", 3: "a", 4: "b", 5: "b"}) == {
        frozenset(pair) for pair in [(1, 2), (1, 3), (2, 3), (4, 5)]
    }


def test_reports_of_two_municipalities_are_never_compared():
    reports, events = planted(24, events=400)
    one = evaluate([reports], events)
    apart = evaluate([reports[0::2], reports[1::2]], events)
    assert one.suggested > 20
    assert apart.suggested < one.suggested
    assert evaluate([[report] for report in reports], events).suggested == 0


def test_nothing_to_find_and_nothing_suggested_have_no_share():
    found = evaluate([[]], {})
    assert (found.pairs, found.suggested, found.recall, found.precision) == (0, 0, None, None)
