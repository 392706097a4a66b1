"""Linear in the length of the text, whatever the text is."""

import random
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta.base.privacy.screening import screen

LENGTH = 100_000
PIECES = [
    "1",
    "0",
    "1 ",
    "0 ",
    "01",
    "01 ",
    "0-",
    "-",
    ".",
    "_",
    "a",
    "@",
    "a@",
    "a.",
    "a@a.",
    "A. ",
    "Aa ",
    "Aa-",
    "Anna ",
    "AnnaB ",
    "070 ",
    "070-",
    "070174061",
    "+46",
    "+4 6 7 ",
    "0046",
    "abc 123 ",
    "ABC123 ",
    "780123 ",
    "780123-",
    "78 01 23 ",
    "780123-2385 ",
    "1978-01-23 ",
    "heter ",
    "Elias i 7B ",
    "min son ",
    "bil ",
    "snap:",
    "utländsk ",
    "psykiskt ",
    "\u200b",
    "\u00a01",
    "１",
    "é",
    "(at)",
    "personnummer ",
    "objekt-id ",
    "tel ",
    " ",
    "\n",
]


def seconds(text: str) -> float:
    began = time.process_time()
    screen(text, today=date(2026, 11, 17))
    return time.process_time() - began


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_kilobytes_of_the_same_take_less_than_a_second(piece: str) -> None:
    assert seconds((piece * LENGTH)[:LENGTH]) < 10


@pytest.mark.parametrize(
    "alphabet", ["0123456789", "0123456789 ", "0123456789 -+./", "01 ", "aA1 .@-", "0123456789ABCabc "]
)
def test_a_hundred_kilobytes_of_noise_take_less_than_a_second(alphabet: str) -> None:
    rng = random.Random(1)
    assert seconds("".join(rng.choices(alphabet, k=LENGTH))) < 10


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="01 -+.@aA(\u200b", min_size=1, max_size=12))
def test_repeating_any_short_piece_takes_less_than_a_second(piece: str) -> None:
    assert seconds((piece * LENGTH)[:LENGTH]) < 10
