"""Against the shared labelled sentences and the public test numbers.

At least 99 of 100 are found, and no harmless text is stopped.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from lykta.base.privacy.screening import FindingKind, screen

pytestmark = pytest.mark.shared

IDENTITY = {FindingKind.PERSONAL_IDENTITY_NUMBER, FindingKind.COORDINATION_NUMBER}
KINDS = {
    "PNR": IDENTITY,
    "SAMNR": IDENTITY,
    "PHONE": {FindingKind.PHONE_NUMBER},
    "EMAIL": {FindingKind.EMAIL_ADDRESS},
    "PLATE": {FindingKind.REGISTRATION_PLATE},
}
TODAY = date(2026, 11, 17)


def is_stopped(number: str) -> bool:
    return any(f.kind in IDENTITY for f in screen(f"Lapp med {number} på.", today=TODAY).blocks)


@pytest.fixture(scope="module")
def sentences(shared: Path) -> list[dict]:
    return [json.loads(line) for line in (shared / "data/pii/pii_sentences_dev.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("label", KINDS)
def test_finds_what_is_labelled(sentences: list[dict], label: str) -> None:
    spans = [(row["text"], span) for row in sentences for span in row["spans"] if span["label"] == label]
    hits = [
        any(
            f.kind in KINDS[label] and f.start <= span["start"] and f.end >= span["end"]
            for f in screen(text, today=TODAY).blocks
        )
        for text, span in spans
    ]
    assert len(hits) >= 30
    assert sum(hits) / len(hits) >= 0.99


def test_stops_nothing_else(sentences: list[dict]) -> None:
    stopped = [
        (row["text"], f.kind)
        for row in sentences
        for f in screen(row["text"], today=TODAY).blocks
        if not any(
            f.kind in KINDS.get(span["label"], ()) and f.start < span["end"] and f.end > span["start"]
            for span in row["spans"]
        )
    ]
    assert stopped == []


def test_harmless_sentences_pass(sentences: list[dict]) -> None:
    harmless = [row["text"] for row in sentences if not row["has_pii"]]
    assert len(harmless) == 24
    assert [text for text in harmless if screen(text, today=TODAY).findings] == []


def test_most_names_are_noticed(sentences: list[dict]) -> None:
    """Rules only: a name in small letters, or an uncommon one without a word that announces it, goes unseen."""
    spans = [(row["text"], span) for row in sentences for span in row["spans"] if span["label"] == "PERSON"]
    hits = [
        any(f.start < s["end"] and f.end > s["start"] for f in screen(text, today=TODAY).warnings) for text, s in spans
    ]
    assert sum(hits) / len(hits) >= 0.7


def test_stops_the_tax_agency_s_test_numbers(shared: Path) -> None:
    numbers = (shared / "data/pii/skatteverket_testpersonnummer.csv").read_text().split()[1::10]
    assert len(numbers) > 4000
    missed = [n for n in numbers for form in (n, f"{n[2:8]}-{n[8:]}", f"{n[:8]} {n[8:]}") if not is_stopped(form)]
    assert missed == []


def test_stops_the_known_edge_cases(shared: Path) -> None:
    folder = shared / "data/pii"
    cases = json.loads((folder / "personnummer_meta_list.json").read_text())
    cases += json.loads((folder / "personnummer_meta_interim.json").read_text())
    forms = ("long_format", "short_format", "separated_format", "separated_long")
    # A space is no form to the library, whose cases these are; a reader of the text sees the number all the same.
    wrong = [
        case[form] for case in cases for form in forms if is_stopped(case[form]) != (case["valid"] or " " in case[form])
    ]
    assert len(cases) > 20
    assert wrong == []


def test_lets_organisation_numbers_through(shared: Path) -> None:
    cases = json.loads((shared / "data/pii/personnummer_meta_orgnumber.json").read_text())
    texts = [case[form] for case in cases for form in ("short_format", "separated_format")]
    assert [text for text in texts if screen(f"Nummer {text}.", today=TODAY).blocks] == []
