"""From released values to the words residents read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lykta.base.documents.serialise import UnreadableDocument
from lykta.sites.published.plain import paragraphs, quantity
from lykta.sites.published.promise import read_promise
from lykta.sites.published.situation_report import read_report
from tests.integration.public.contents import PROMISE, REPORT

TODAY = date(2026, 11, 20)


def _read(**changes: Any):
    return read_promise({**PROMISE, **changes}, TODAY)


def _point(**changes: Any):
    return _read(points=[{**PROMISE["points"][0], "receipts": [], **changes}]).points[0]


@pytest.mark.parametrize(
    ("state", "starts", "ends", "word"),
    [
        ("ongoing", "2026-06-15", "2027-12-31", "Pågår"),
        ("ongoing", "2026-11-20", "2026-11-20", "Pågår"),
        ("ongoing", "2026-11-21", "2027-12-31", "Börjar 21 november 2026"),
        ("draft", "2026-06-15", "2027-12-31", "Pågår"),
        ("ongoing", "2026-06-15", "2026-11-19", "Tiden har gått ut"),
        ("ended", "2026-06-15", "2027-12-31", "Avslutat"),
        ("ended", "2026-12-15", "2027-12-31", "Avslutat"),
        ("ongoing", None, None, "Pågår"),
    ],
)
def test_one_word_for_how_it_goes(state: str, starts: str | None, ends: str | None, word: str) -> None:
    assert _read(state=state, starts=starts, ends=ends).word == word


@pytest.mark.parametrize(
    ("ends", "until"),
    [("2027-12-31", "december 2027"), ("2028-02-29", "februari 2028"), ("2028-02-28", "28 februari 2028")],
)
def test_a_whole_month_is_said_by_its_name(ends: str, until: str) -> None:
    assert _read(ends=ends).until == until


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ({"body": "Kommunstyrelsen", "date": "2026-06-15", "paragraph": "87"}, "Kommunstyrelsen, 15 juni 2026, § 87"),
        ({"body": "Kommunstyrelsen", "date": None, "paragraph": "§ 87"}, "Kommunstyrelsen, § 87"),
        ({"body": "", "date": "2026-06-15", "paragraph": ""}, "15 juni 2026"),
        ({"body": "", "date": None, "paragraph": ""}, ""),
        (None, ""),
    ],
)
def test_a_decision_says_what_is_known(decision: Any, words: str) -> None:
    assert _read(decision=decision).decision == words


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("not_started", "Inte påbörjat"), ("kept", "Hålls"), ("partly", "Hålls delvis"), ("not_kept", "Hålls inte"),
        ("done", "Klar"), ("replaced", "Ersatt"),
    ],
)  # fmt: skip
def test_the_words_residents_understand(status: str, word: str) -> None:
    assert _point(status=status).word == word


def test_every_status_of_the_room_has_its_word() -> None:
    from lykta.cycle.promises.enums import Giver, PointStatus, ReceiptKind
    from lykta.sites.published.promise import GIVERS, RECEIPT_WORDS, STATUS_WORDS

    assert set(STATUS_WORDS) == set(PointStatus.values)
    assert set(RECEIPT_WORDS) == set(ReceiptKind.values)
    assert set(GIVERS) == set(Giver.values)


@pytest.mark.parametrize(
    ("changes", "progress"),
    [
        ({"target_amount": 30, "unit": "kvällar", "amount": 31}, "31 av 30 utlovade kvällar hittills"),
        ({"target_amount": 30, "unit": "kvällar", "amount": 0}, "0 av 30 utlovade kvällar hittills"),
        ({"target_amount": 4, "unit": "", "amount": 1.5}, "1,5 av 4 utlovade hittills"),
        ({"target_amount": None, "unit": "kvällar", "amount": 3}, ""),
        ({"target_amount": 5, "unit": "gånger", "amount": None,
          "receipts": [{"kind": "carried_out", "amount": 2}, {"kind": "started", "amount": 9},
                       {"kind": "completed", "amount": 1}]},
         "3 av 5 utlovade gånger hittills"),
    ],
)  # fmt: skip
def test_what_is_counted_is_said_against_what_was_promised(changes: dict[str, Any], progress: str) -> None:
    assert _point(**changes).progress == progress


@pytest.mark.parametrize(
    ("receipt", "what"),
    [
        ({"kind": "carried_out", "text": "14 lampor bytta.", "amount": 14, "unit": "lampor"}, "14 lampor bytta"),
        ({"kind": "carried_out", "text": "", "amount": 14, "unit": "lampor"}, "14 lampor (genomfört)"),
        ({"kind": "completed", "text": "", "amount": None, "unit": ""}, "Klart"),
        # One that flowed out by a standing release: no text and no unit of its own.
        ({"kind": "carried_out", "happened": "2026-11-19", "amount": 2}, "2 kvällar (genomfört)"),
    ],
)
def test_a_receipt_says_what_was_done(receipt: dict[str, Any], what: str) -> None:
    point = _point(unit="kvällar", receipts=[{"happened": "2026-11-18", **receipt}])
    assert point.latest is not None
    assert point.latest.what == what


def test_receipts_of_all_points_stand_newest_first() -> None:
    read = _read()
    assert [(row.happened, row.point) for row in read.receipts] == [
        (date(2026, 11, 18), 1), (date(2026, 11, 13), 2), (date(2026, 10, 2), 1),
    ]  # fmt: skip
    assert read.latest == read.receipts[0]


def test_plain_values() -> None:
    assert paragraphs("ett\n\ntvå\r\n\r\n  \n\ntre") == ["ett", "två", "tre"]
    assert (paragraphs(""), paragraphs(None), paragraphs(3)) == ([], [], [])
    assert (quantity(1200, "lampor"), quantity("2.5", "timmar"), quantity(0), quantity(None, "x"), quantity("x")) == (
        "1\u202f200 lampor", "2,5 timmar", "0", "", "",
    )  # fmt: skip


def test_a_report_with_blocks_of_another_form_is_not_shown_half() -> None:
    with pytest.raises(UnreadableDocument):
        read_report({**REPORT, "blocks": [{"kind": "script", "text": "x"}]})
