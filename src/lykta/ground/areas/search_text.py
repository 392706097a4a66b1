"""How a place's name is folded, so that "bjorkv torg" finds Björkvikens torg."""

import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """Lower case without marks over letters, words parted by one space: "Södra  Älvgatan" → "sodra alvgatan"."""
    # Twice: folding the case may give letters that fall apart anew.
    letters = text
    for _ in range(2):
        letters = unicodedata.normalize("NFKD", letters).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def search_text_of(name: str, aliases: Iterable[str]) -> str:
    return " | ".join(folded(each) for each in (name, *aliases))
