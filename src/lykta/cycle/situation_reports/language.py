from django.utils.translation import get_language

from lykta.base.kernel.swedish_time import Language


def language_now() -> Language:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
