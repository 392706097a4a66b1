"""Words that look like a person's name, or a pupil in a class. They warn.

Three things speak for a name: that the words before announce one, that a list knows it, and that a capital stands
inside a sentence. None of them is enough alone: see announcing.py, name_lists.py, and place_words.py for streets,
squares and schools named after people.
"""

from collections.abc import Iterator

from lykta.base.privacy.detectors.announcing import (
    GREETINGS,
    MAYBE,
    NAMED,
    NONE,
    NOT_CALLED,
    ROLE,
    ROLE_ENDINGS,
    ROLES,
    announced,
    is_addressed,
    person_is_named,
)  # fmt: skip
from lykta.base.privacy.detectors.name_lists import NameLists, name_lists
from lykta.base.privacy.detectors.name_words import (
    AGE_AFTER,
    BELONGING,
    CLASS_AFTER,
    CLASS_BEFORE,
    ENDINGS_OF_SURNAMES_ONLY,
    HARDLY_A_WORD,
    LONGEST_ROW,
    MONTHS_AND_MORE,
    NEAR,
    NOT_AFTER_A_NAME,
    NOT_NAMES,
    NOT_SIGNED,
    NUMBER_AFTER,
    ORDINARY,
    SURE_ENDINGS,
    VERBS_OF_PEOPLE,
)
from lykta.base.privacy.detectors.place_words import is_located, is_place
from lykta.base.privacy.detectors.words import Words, words_of
from lykta.base.privacy.findings import Finding, FindingKind, Severity
from lykta.base.privacy.plain_text import PlainText


def find_names(seen: PlainText) -> Iterator[Finding]:
    words = words_of(seen)
    lists = name_lists()
    at, after = 0, -1  # `after` is the word right after the latest name
    while at < len(words.words):
        last = _name_at(words, at, lists, after)
        if last is None:
            at += 1
            continue
        yield _finding(words, at, last)
        at = after = last + 1


def _finding(words: Words, first: int, last: int) -> Finding:
    start, end = words.starts[first], words.ends[last]
    is_pupil = first == last and _in_a_class(words, first)
    return Finding(start, end, FindingKind.PUPIL if is_pupil else FindingKind.PERSON_NAME, Severity.WARN)


def _name_at(words: Words, at: int, lists: NameLists, after: int) -> int | None:
    """The last word of the name that begins here."""
    word = words.words[at]
    if words.has_capital(at):
        if len(word) == 1:
            return _initial_and_name(words, at, lists)
        return _capital_name(words, at, lists, after)
    if lists.may_be_given(word) or announced(words, at) == NAMED:
        return _small_name(words, at, lists, after)
    return _named_by_surname(words, at, lists)


def _named_by_surname(words: Words, at: int, lists: NameLists) -> int | None:
    """ "inesa winberg", "svensson": a word in small letters that is hardly anything but a surname."""
    word = words.words[at]
    if _is_sure_surname(word, lists):
        return at
    if word in ORDINARY or len(word) < 3 or not words.joined(at) or word.endswith(ROLE_ENDINGS):
        return at if _is_signed(words, at, at) and word not in NOT_SIGNED else None
    following = words.word(at + 1)
    if _is_sure_surname(following, lists):
        return at + 1
    return at + 1 if following in lists.surnames and announced(words, at) >= ROLE else None


def _is_sure_surname(word: str, lists: NameLists) -> bool:
    if len(word) < 6:
        return False
    return word.endswith("sson") or (word in lists.surnames and word.endswith(ENDINGS_OF_SURNAMES_ONLY))


def _is_signed(words: Words, first: int, last: int) -> bool:
    """ "/qendrim" at the end of the text."""
    start, end = words.starts[first], words.ends[last]
    before = words.seen.lower[max(0, start - 2) : start]
    is_after_a_stroke = before[-1:] == "/" and (len(before) == 1 or before[0] in " .!?")
    return is_after_a_stroke and not words.seen.lower[end : end + 20].strip(" .!")


# A capital


def _capital_name(words: Words, at: int, lists: NameLists, after: int) -> int | None:
    word = words.words[at]
    if word in NOT_NAMES and not (word in lists.ambiguous and _is_more_than_a_word(words, at, lists)):
        return None
    if word in ROLES and not lists.may_be_given(word):
        return None
    last = _row_end(words, at)
    if is_place(words, at, last):
        return None
    return last if _is_name(words, at, last, lists, after) else None


def _row_end(words: Words, at: int) -> int:
    last = at
    while last - at < LONGEST_ROW - 1 and words.joined(last):
        step = 2 if words.word(last + 1) in BELONGING and words.joined(last + 1) and last + 2 < len(words.words) else 1
        if (
            last + step >= len(words.words)
            or not words.has_capital(last + step)
            or words.word(last + step) in NOT_NAMES
        ):
            break
        last += step
    return last


def _is_name(words: Words, at: int, last: int, lists: NameLists, after: int) -> bool:
    word = words.words[at]
    strength = announced(words, at)
    if strength == NAMED or (
        strength == ROLE and (last > at or words.gap(at - 1) != ", " or _is_aside(words, at, lists))
    ):
        return True
    if strength == NONE and _thing_before(words, at):
        return False
    if lists.is_given(word) or _sounds_like_a_name(words, at, lists):
        return last > at or _stands_as_a_name(words, at, strength)
    if last > at and _known_pair(words, at, lists):
        return True
    if word in lists.ambiguous:
        return last == at and word not in MONTHS_AND_MORE and _inside_a_sentence(words, at)
    return _unknown_name(words, at, last, lists, after)


def _sounds_like_a_name(words: Words, at: int, lists: NameLists) -> bool:
    word = words.words[at]
    return word not in lists.ambiguous and not words.begins_sentence(at) and lists.sounds_given(word)


def _is_aside(words: Words, at: int, lists: NameLists) -> bool:
    """ "Mannen, Torild, hotade": between commas, or known."""
    word = words.words[at]
    return words.gap(at).startswith(",") or lists.may_be_given(word) or lists.is_surname(word)


def _stands_as_a_name(words: Words, at: int, strength: int) -> bool:
    """One listed given name by itself."""
    if strength < ROLE and is_located(words, at):
        return _in_a_class(words, at)
    if not words.begins_sentence(at):
        return True
    following = words.word(at + 1)
    if not words.joined(at):
        return True
    if following in NOT_AFTER_A_NAME:  # "Tove på Ekgatan", not "Ola på gatuskylten"
        return (at + 2 < len(words.words) and words.has_capital(at + 2)) or _in_a_class(words, at)
    return not words.has_capital(at + 1) or _in_a_class(words, at)


def _known_pair(words: Words, at: int, lists: NameLists) -> bool:
    """The second word is a surname, or both may be given names."""
    first, second = words.words[at], words.words[at + 1]
    if lists.may_be_given(first):
        return lists.may_be_surname(second) or lists.may_be_given(second)
    if is_located(words, at):
        return False
    if words.begins_sentence(at):
        return (lists.is_surname(second) and second in lists.surnames | lists.given) or second.endswith("sson")
    return lists.may_be_surname(second)


def _unknown_name(words: Words, at: int, last: int, lists: NameLists, after: int) -> bool:
    """A capitalised word that is on no list of given names."""
    word = words.words[at]
    if is_located(words, at):
        return False
    if (len(word) > 6 and word.endswith("sson")) or is_addressed(words, at) or _is_signed(words, at, last):
        return True
    rest = words.seen.lower[words.ends[last] : words.ends[last] + NEAR]
    if NUMBER_AFTER.match(rest) or (AGE_AFTER.match(rest) and not words.begins_sentence(at)):
        return True
    if at == after + 1 and words.word(after) in {"och", "samt", "eller"} and words.joined(after):
        return True
    if last == at and word.endswith("s") and (lists.is_given(word[:-1]) or word.endswith("ssons")):
        return words.joined(at) and not words.has_capital(at + 1)  # "Antons cykel", not "Lindas Salong"
    return last == at and _in_a_class(words, at)


def _inside_a_sentence(words: Words, at: int) -> bool:
    return not words.begins_sentence(at) and not is_located(words, at) and words.joined(at - 1)


def _thing_before(words: Words, at: int) -> bool:
    """ "Torget heter": what the words before name is a thing."""
    return words.word(at - 1) in {"heter", "hette", "kallas", "kallad"} or (
        words.word(at - 1) == "för" and words.word(at - 2) in {"kallas", "kallad", "kallade"}
    )


def _is_more_than_a_word(words: Words, at: int, lists: NameLists) -> bool:
    """ "Hans" inside a sentence after "med", "Per Lind" anywhere."""
    if _next_is_surname(words, at, lists):
        return True
    return words.words[at] not in MONTHS_AND_MORE and not words.begins_sentence(at) and announced(words, at) >= MAYBE


def _next_is_surname(words: Words, at: int, lists: NameLists) -> bool:
    return words.joined(at) and words.has_capital(at + 1) and lists.may_be_surname(words.word(at + 1))


def _initial_and_name(words: Words, at: int, lists: NameLists) -> int | None:
    """ "A. Berntsson", "K. G. Lind": the initial has its full stop."""
    if words.gap(at) not in {". ", "."}:
        return None
    following = at + 1
    if not words.has_capital(following):
        return None
    for _ in range(2):
        if len(words.word(following)) == 1 and words.gap(following) in {". ", "."} and words.has_capital(following + 1):
            following += 1
    last = _row_end(words, following)
    is_listed = lists.may_be_surname(words.word(following)) or lists.may_be_given(words.word(following))
    if is_place(words, following, last) or not (is_listed or announced(words, at) >= MAYBE):
        return None
    return last


# Small letters, or all capitals


def _small_name(words: Words, at: int, lists: NameLists, after: int) -> int | None:
    word = words.words[at]
    strength = announced(words, at)
    last = _small_row_end(words, at, lists)
    if lists.is_given(word):
        is_sure = last > at or strength >= MAYBE or len(word) >= HARDLY_A_WORD or _goes_on_as_a_name(words, at, after)
        return last if is_sure and not is_place(words, at, last) else None
    if strength >= ROLE and (word in lists.surnames or word.endswith(SURE_ENDINGS)):
        return last
    if strength == NAMED and word in lists.ambiguous:
        return last
    if word in lists.ambiguous and last > at and (strength >= MAYBE or _goes_on_as_a_name(words, last, after)):
        return last
    if words.word(at - 1) in GREETINGS and word not in NOT_SIGNED and len(words.words) - at <= 2:
        return len(words.words) - 1
    is_called = strength == NAMED and len(word) > 2 and word not in NOT_CALLED
    return last if is_called and person_is_named(words, at) else None


def _small_row_end(words: Words, at: int, lists: NameLists) -> int:
    last = at
    while last - at < LONGEST_ROW - 1 and words.joined(last):
        following = words.word(last + 1)
        if not (lists.is_given(following) or lists.may_be_surname(following) or following in lists.surnames):
            break
        last += 1
    return last


def _goes_on_as_a_name(words: Words, at: int, after: int) -> bool:
    rest = words.seen.lower[words.ends[at] : words.ends[at] + NEAR]
    if NUMBER_AFTER.match(rest) or AGE_AFTER.match(rest) or _in_a_class(words, at):
        return True
    if words.begins_sentence(at) and words.joined(at) and words.word(at + 1) in VERBS_OF_PEOPLE:
        return True
    return at == after + 1 and words.word(after) in {"och", "samt", "eller"}


def _in_a_class(words: Words, at: int) -> bool:
    lower, start, end = words.seen.lower, words.starts[at], words.ends[at]
    return CLASS_AFTER.match(lower[end : end + NEAR]) is not None or (
        CLASS_BEFORE.search(lower[max(0, start - NEAR) : start]) is not None
    )
