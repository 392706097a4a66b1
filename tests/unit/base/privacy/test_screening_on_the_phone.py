"""The phone and the server find the same, at the same places, in the same texts."""

import gzip
import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.unit.base.privacy.own_sentences import SENTENCES
from tests.unit.base.privacy.phone import MODULES, ROOT, on_the_phone, on_the_server
from tests.unit.base.privacy.test_screening import HARMLESS, IDENTITY_FORMS, PHONES

TODAY = date(2026, 11, 17)
# ruff: noqa: SIM905 (word lists are easier to read and to change as running text)

SIGNS = [
    "–", "—", "\u2011", "\u2212", "\u00a0", "\u202f", "\u3000", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e",
    "\u2067", "１",
    "７", "Ａ", "＠", "٧", "٢", "𝟕", "𝐀", "👮‍♀️", "😀", "🇸🇪", "a\u030a", "e\u0301", "\u0301", "ı", "İ", "ſ", "K", "ß",
    "ŉ", "Ș", "ễ", "Ж", "ω",
    "中", "ا", "·", "•", "…", "”", "’", "\x00", "\x85", "\u2028", "\t", "\n", "½", "²", "ﬁ", "№", "\U000e0041",
    "\U0001ccf0", "Σ", "ς",
]  # fmt: skip
WORDS = """
    Anna Svensson anna svensson Karl Johans torg väg gatan Björkvägen 12 12B 34 lgh 1102 2 tr bor på i vid hos
    Hyresgästen
    grannen Väktare heter kallas Ring ring enligt tel mvh Hälsningar och , . : ;
    ! ( ) / - -- + @ @alva92 snap: insta heter
    abc 123 ABC123 HOT248 bil bilen regnr men 280 personer 780123-2385 780123 2385 820781-9932 7801232385 19 780123
    2385
    000101-T220 2026-11-14 1830 personnr personnummer samordningsnummer objekt-id faktura 070-174 06 10 0701740610
    +46 70
    174 06 10 +47 22 12 34 56 0045 32 12 34 56 0 7 0 1 08-465 004 04 anna@example.se
    anna(at)example.se c/o 7B 9b klass 14
    år min son Noel A. K. G. Berntsson von de Lars-Åke Maj Per Sten Max Antons cykel psykiskt sjuk romer slöja
    rullstolsrampen
    IFK DET VAR ANNA K-G t.ex. 123 45 Storgatan Storg. utanför
    """.split()


def same(texts: list[str]) -> list[float]:
    answers, seconds = on_the_phone(texts, TODAY)
    assert len(answers) == len(texts)
    for text, answer in zip(texts, answers, strict=True):
        assert answer == on_the_server(text, TODAY), repr(text[:400])
    return seconds


def mixtures(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    own = [sentence.text for sentence in SENTENCES]
    texts = []
    for _ in range(count):
        parts = rng.choices(WORDS, k=rng.randint(1, 14))
        joined = "".join(
            part + rng.choice([" ", " ", " ", " ", "", ", ", "-", ".", "\n", rng.choice(SIGNS)]) for part in parts
        )
        texts += [joined, _damaged(rng, rng.choice(own)), _noise(rng)]
    return texts


def _damaged(rng: random.Random, text: str) -> str:
    """A sentence with odd signs put in, signs taken out, and large and small letters changed."""
    signs = list(text)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(signs))
        change = rng.random()
        if change < 0.5:
            signs.insert(at, rng.choice(SIGNS))
        elif change < 0.7:
            signs[at] = rng.choice(SIGNS)
        elif change < 0.85:
            signs[at] = signs[at].swapcase()
        else:
            del signs[at : at + rng.randint(1, 6)]
            signs = signs or ["a"]
    return "".join(signs)


def _noise(rng: random.Random) -> str:
    alphabet = rng.choice(["0123456789 -+./()", "0123456789ABCabc -", "aA1 .@-_åÖ/", "01 -+\u200b"])
    return "".join(rng.choices(alphabet, k=rng.randint(1, 60)))


def any_text(seed: int, count: int) -> list[str]:
    """Any signs at all, also unassigned ones, but no half surrogates: those are no text in Python."""
    rng = random.Random(seed)
    planes = [
        (0, 0x7F),
        (0x80, 0x24F),
        (0x300, 0x36F),
        (0x370, 0xD7FF),
        (0xE000, 0xFFFF),
        (0x10000, 0x1FFFF),
        (0xE0000, 0xE01EF),
    ]
    return ["".join(chr(rng.randint(*rng.choice(planes))) for _ in range(rng.randint(1, 30))) for _ in range(count)]


def test_the_rules_of_the_phone_are_those_of_the_server() -> None:
    checked = [sys.executable, str(ROOT / "tools/phone_screening.py"), "--check"]
    done = subprocess.run(checked, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_our_own_sentences_and_forms() -> None:
    forms = [f"personnr {form} på kvittot" for form in IDENTITY_FORMS] + [f"Ring {phone} nu" for phone in PHONES]
    same([sentence.text for sentence in SENTENCES] + HARMLESS + forms + [""])


@pytest.mark.shared
def test_the_labelled_sentences(shared: Path) -> None:
    lines = (shared / "data/pii/pii_sentences_dev.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 600
    same([json.loads(line)["text"] for line in lines])


def test_mixtures_of_everything() -> None:
    texts = mixtures(1, 2500)
    verdicts = {on_the_server(text, TODAY)["verdict"] for text in texts[:600]}
    assert verdicts == {"clear", "warn", "block"}
    same(texts)


def test_any_signs_at_all() -> None:
    same(any_text(2, 1500))


def test_every_sign_by_itself_between_figures() -> None:
    """Spelled the same, whichever version of Unicode the two languages know."""
    codes = [code for code in range(0x20000) if not 0xD800 <= code <= 0xDFFF]
    codes += range(0xE0000, 0xE0200)
    rows = [codes[at : at + 64] for at in range(0, len(codes), 64)]
    same(["".join(f"780123{chr(code)}2385 a{chr(code)} " for code in row) for row in rows])


def test_a_megabyte_takes_about_a_second() -> None:
    pieces = ["Anna Svensson ", "bor på Storgatan 12 B ", "Aa ", "heter ", "01 ", "0", "a@a.", "abc123 bil ", "😀"]
    texts = [(piece * 1_000_000)[:1_000_000] for piece in pieces]
    _, seconds = on_the_phone(texts, TODAY)
    slow = {piece: took for piece, took in zip(pieces, seconds, strict=True) if took > 5}  # room for a busy machine
    assert slow == {}


def test_a_long_text_gets_the_same_answer() -> None:
    rng = random.Random(3)
    same([" ".join(rng.choices([s.text for s in SENTENCES], k=1500)) + " 😀 780123-2385"])


def test_small_enough_to_fetch_beside_a_form() -> None:
    def size(*names: str) -> int:
        return sum(len(gzip.compress((MODULES / name).read_bytes(), 9)) for name in names)

    first = ["screening.js", "reading.js", "spelling.js", "numbers.js", "marks.js", "rules.js"]
    later = ["names.js", "words.js", "home_addresses.js", "names.json"]
    assert {path.name for path in MODULES.iterdir()} == {*first, *later}
    assert size(*first) < 14_000
    assert size(*later) < 40_000
