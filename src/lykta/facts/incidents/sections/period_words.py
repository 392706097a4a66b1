"""What a period of each kind is called inside a sentence and above a column, and numbers as they are written there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from lykta.base.kernel import swedish_text, swedish_time
from lykta.base.kernel.periods import Period, PeriodKind
from lykta_engine.change.count_sentences import decimal as engine_decimal
from lykta_engine.change.count_sentences import number_word as engine_word


@dataclass(frozen=True)
class PeriodWords:
    """`the` stands inside a sentence: "veckan"; `one` after a numeral: "en vecka på tjugo" """

    the: str
    one: str


def words_for(period: Period) -> PeriodWords:
    match period.kind:
        case PeriodKind.WEEK:
            return PeriodWords(_("the week"), _("week"))
        case PeriodKind.MONTH:
            return PeriodWords(_("the month"), _("month"))
        case PeriodKind.TERTIAL:
            return PeriodWords(_("the four months"), _("four-month period"))
        case PeriodKind.QUARTER:
            return PeriodWords(_("the quarter"), _("quarter"))
        case PeriodKind.HALF_YEAR:
            return PeriodWords(_("the half-year"), _("half-year"))
        case PeriodKind.YEAR:
            return PeriodWords(_("the year"), _("year"))
        case _:
            return PeriodWords(_("the period"), _("period"))


def many(period: Period, n: int) -> str:
    """ "åtta veckor", "ett år" """
    values = {"n": number(n, neuter=_is_neuter(period))}
    match period.kind:
        case PeriodKind.WEEK:
            text = ngettext("%(n)s week", "%(n)s weeks", n)
        case PeriodKind.MONTH:
            text = ngettext("%(n)s month", "%(n)s months", n)
        case PeriodKind.TERTIAL:
            text = ngettext("%(n)s four-month period", "%(n)s four-month periods", n)
        case PeriodKind.QUARTER:
            text = ngettext("%(n)s quarter", "%(n)s quarters", n)
        case PeriodKind.HALF_YEAR:
            text = ngettext("%(n)s half-year", "%(n)s half-years", n)
        case PeriodKind.YEAR:
            text = ngettext("%(n)s year", "%(n)s years", n)
        case _:
            text = ngettext("%(n)s period", "%(n)s periods", n)
    return text % values


def one_in(period: Period, n: int) -> str:
    """ "en vecka på tjugofem", "ett år på 25" """
    values = {"one": words_for(period).one, "n": number(n)}
    if _is_neuter(period):
        return pgettext("neuter", "one %(one)s in %(n)s") % values
    return _("one %(one)s in %(n)s") % values


def column(period: Period, *, year: bool = False) -> str:
    """ "v. 46", "v. 46 2025", "november 2026" """
    if period.kind != PeriodKind.WEEK:
        return swedish_time.period_label(period, language())
    iso = period.start.isocalendar()
    short = _("w. %(n)s") % {"n": iso.week}
    return f"{short} {iso.year}" if year else short


def mean_column(period: Period, n: int) -> str:
    """ "snitt 8 v.", "snitt 3 månader" """
    if period.kind == PeriodKind.WEEK:
        return _("mean of %(n)s w.") % {"n": n}
    return _("mean of %(periods)s") % {"periods": many(period, n)}


def label(period: Period) -> str:
    return swedish_time.period_label(period, language())


def day(value: date, *, year: bool = False) -> str:
    return swedish_time.day_label(value, language(), year=year)


def moment(value: datetime) -> str:
    return swedish_time.moment_label(value, language())


def number(n: int, *, neuter: bool = False) -> str:
    """In words up to twelve."""
    if language() == "en":
        return engine_word(n, "en")
    return swedish_text.number_word(n, "neuter" if neuter else "common")


def decimal(value: float) -> str:
    return engine_decimal(value, language())


def share(value: float) -> str:
    if language() == "en":
        return f"{value * 100:.0f} percent"
    return swedish_text.share(value)


def joined(items: list[str]) -> str:
    return swedish_text.joined(items, "and" if language() == "en" else "och")


def sentence(text: str) -> str:
    """With a capital first, whatever number word it began with."""
    return text[:1].upper() + text[1:]


def paragraph(*sentences: str) -> str:
    return " ".join(sentence(each) for each in sentences if each)


def prose(*paragraphs: str) -> str:
    return "\n\n".join(each for each in paragraphs if each)


def language() -> swedish_time.Language:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def _is_neuter(period: Period) -> bool:
    return period.kind in (PeriodKind.TERTIAL, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
