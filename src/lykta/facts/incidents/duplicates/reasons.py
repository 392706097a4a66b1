"""Why two reports may tell of the same event, in words that a coordinator reads in a second."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.facts.incidents.duplicates.likeness import Kinship, Likeness
from lykta.facts.incidents.duplicates.words import read, shared_words

SAME_SPOT_M = 5
MOST_SHOWN = 4


def reasons(found: Likeness, text: str, other_text: str) -> tuple[str, ...]:
    """Each a phrase without capital or full stop: "40 meter ifrån varandra", "tiderna möts", "samma slag"."""
    said = [_distance(found.apart_m), _time(found.gap_h), _kind(found.kinship), _words(text, other_text)]
    if found.is_other_reporter:
        said.append(_("other reporters"))
    return tuple(each for each in said if each)


def _distance(apart_m: float) -> str:
    if apart_m < SAME_SPOT_M:
        return _("the same place")
    return _("%(metres)d metres apart") % {"metres": round(apart_m)}


def _time(gap_h: float) -> str:
    minutes = round(gap_h * 60)
    if minutes == 0:
        return _("the times meet")
    if minutes < 60:
        return ngettext("%(n)d minute between", "%(n)d minutes between", minutes) % {"n": minutes}
    hours = round(gap_h)
    return ngettext("%(n)d hour between", "%(n)d hours between", hours) % {"n": hours}


def _kind(kinship: Kinship) -> str:
    if kinship is Kinship.SAME:
        return _("the same kind")
    return _("a related category") if kinship is Kinship.SISTER else _("another category")


def _words(text: str, other_text: str) -> str:
    shared = shared_words(read(text), read(other_text), MOST_SHOWN)
    return _("similar words: %(words)s") % {"words": ", ".join(shared)} if shared else ""
