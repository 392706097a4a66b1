import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.kernel.swedish_text import counted, decimal, joined, number_word, plural, share, slug, whole


def test_numbers_in_prose() -> None:
    assert [number_word(n) for n in (0, 1, 2, 3, 11, 12, 13, 1500, 12000)] == [
        "noll",
        "en",
        "två",
        "tre",
        "elva",
        "tolv",
        "13",
        "1500",
        "12\u202f000",
    ]
    assert (number_word(1, "neuter"), number_word(2, "neuter"), number_word(-3)) == ("ett", "två", "−3")


def test_counted_things() -> None:
    assert [counted(n, "händelse", "händelser") for n in (0, 1, 2, 14)] == [
        "inga händelser",
        "en händelse",
        "två händelser",
        "14 händelser",
    ]
    assert counted(1, "löfte", "löften", "neuter") == "ett löfte"
    assert [plural(n, "plats", "platser") for n in (0, 1, 2)] == ["platser", "plats", "platser"]


def test_lists() -> None:
    assert [joined(list("abc")[:n]) for n in range(4)] == ["", "a", "a och b", "a, b och c"]
    assert joined(["sv", "en"], last="eller") == "sv eller en"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (3.1, 1, "3,1"),
        (7.45, 1, "7,5"),
        (2.5, 0, "3"),
        (-0.04, 1, "0,0"),
        (-0.5, 1, "−0,5"),
        (12345.678, 2, "12\u202f345,68"),
        (0, 1, "0,0"),
        (1e-9, 3, "0,000"),
        (1e15, 0, "1\u202f000\u202f000\u202f000\u202f000\u202f000"),
    ],
)
def test_decimals(value: float, places: int, text: str) -> None:
    assert decimal(value, places) == text


def test_what_is_not_a_number_is_refused() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            decimal(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.75, "75 procent"),
        (0, "0 procent"),
        (1, "100 procent"),
        (0.004, "mindre än 1 procent"),
        (0.996, "mer än 99 procent"),
        (0.005, "1 procent"),
        (0.285, "29 procent"),
    ],
)
def test_shares(value: float, text: str) -> None:
    assert share(value) == text


def test_a_share_is_no_percentage() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        share(75)


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_read_back(n: int) -> None:
    assert int(whole(n).replace("\u202f", "").replace("−", "-")) == n


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Björkviken", "bjorkviken"),
        ("Södra Åsen & Ängen", "sodra-asen-angen"),
        ("  Café Ø 5 ", "cafe-o-5"),
        ("!!!", ""),
        ("BJO\u0308RKVIKEN", "bjorkviken"),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=60))
def test_slugs_are_safe_and_settled(text: str) -> None:
    made = slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", made)
    assert slug(made) == made
