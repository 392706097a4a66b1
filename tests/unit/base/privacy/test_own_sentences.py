"""What the rules find in sentences that they were not written from, and how that is counted."""

import json
from pathlib import Path

import pytest

from lykta.base.privacy.evaluation import KINDS, LabelProblem, Result, evaluate, read_sentences
from lykta.base.privacy.free_text import EXPLANATIONS
from lykta.base.privacy.screening import FindingKind, screen
from tests.unit.base.privacy.own_sentences import SENTENCES


def test_there_are_enough_sentences_of_each_kind() -> None:
    harmless = [s for s in SENTENCES if not s.spans]
    assert len(SENTENCES) >= 170
    assert len(harmless) >= 55
    counted = {kind: sum(label == kind for s in SENTENCES for _, _, label in s.spans) for kind in KINDS}
    assert all(count >= 3 for count in counted.values()), counted


@pytest.mark.parametrize("kind", KINDS)
def test_found_and_not_found(kind: str) -> None:
    result = evaluate((s.text, list(s.spans)) for s in SENTENCES)[kind]
    low, precise = (0.90, 0.85) if kind in {"PERSON", "ADDRESS", "HANDLE"} else (0.99, 0.97)
    assert result.recall is not None
    assert result.precision is not None
    assert result.recall >= low
    assert result.precision >= precise


def test_harmless_sentences_are_sent_as_they_are() -> None:
    assert [s.text for s in SENTENCES if not s.spans and screen(s.text).verdict != "clear"] == []


def test_counting_is_by_overlap_and_by_kind() -> None:
    text = "Tove ringde från 070-174 06 10 om 820781-9932"
    spans = [(0, 9, "PERSON"), (17, 30, "PHONE"), (34, 45, "PNR")]
    assert evaluate([(text, spans)]) == {
        "PERSON": Result(n=1, hits=1, found=1, right=1),
        "PHONE": Result(n=1, hits=1, found=1, right=1),
        "PNR": Result(n=1, hits=0, found=0, right=0),
        "SAMNR": Result(n=0, hits=0, found=1, right=0),
    }


def test_a_pupil_counts_as_a_person() -> None:
    assert screen("Elias i 7B slogs").kinds == {FindingKind.PUPIL}
    assert evaluate([("Elias i 7B slogs", [(0, 5, "PERSON")])])["PERSON"].recall == 1.0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "line 1 has no text and spans"),
        ('{"text": "a"}', "line 1 has no text and spans"),
        ('["a"]', "line 1 has no text and spans"),
        ('{"text": "a", "spans": [{"start": 0, "end": 9, "label": "PNR"}]}', "line 1 has a span outside its text"),
        ("", "it is empty"),
    ],
)
def test_a_file_of_something_else(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LabelProblem, match=says):
        list(read_sentences(path))


def test_labels_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    row = {"text": "Måne och 070-174 06 10", "spans": [{"start": 0, "end": 4, "label": "MOON"}]}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert list(read_sentences(path)) == [("Måne och 070-174 06 10", [])]


def test_every_kind_is_explained() -> None:
    assert set(EXPLANATIONS) == set(FindingKind)
