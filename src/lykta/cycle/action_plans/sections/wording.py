"""Days and numbers in the sections' sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.periods import Period
from lykta.base.kernel.swedish_text import joined, number_word
from lykta.base.kernel.swedish_time import day_label
from lykta.cycle.action_plans.documents import language

SHOWN = 4  # more than this in one sentence is a list: the table has them all


def day(value: date, period: Period) -> str:
    """With its year where that is not the period's."""
    return day_label(value, language(), year=value.year != period.start.year)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def count(n: int) -> str:
    return number_word(n) if language() == "sv" else str(n)


def listed(names: Sequence[str]) -> str:
    """ "a, b och c"; "a, b, c, d och två till" """
    and_ = _("and")
    if len(names) <= SHOWN:
        return joined(names, and_)
    rest = len(names) - SHOWN
    more = ngettext("%(n)s more", "%(n)s more", rest) % {"n": count(rest)}
    return joined([*names[:SHOWN], more], and_)
