"""How many reporters were heard from: the line that stands beside every count of incidents."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lykta.base.kernel.periods import Period, parse_period, week_containing
from lykta.base.kernel.swedish_time import WEEKDAYS, period_label
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.queries import ReportingRate, reporting_rate
from lykta.facts.incidents.reporting_weeks import UnitWeek, Word
from lykta.ground.accounts.models import Account
from lykta.ground.municipalities.models import Municipality

register = template.Library()
SHAPES = {Word.REPORTED: "●", Word.NIL: "○", Word.SILENT: "▲", Word.ON_LEAVE: "◇", Word.NOT_EXPECTED: "–"}


@register.simple_tag(takes_context=True)
def heard_from(context: Context, period: Period | str | None = None, as_of: datetime | None = None) -> SafeString | str:
    """One line for the period, or for this week; a link for those who may remind. Nothing where nobody is expected."""
    request = context["request"]
    municipality = cast(Municipality, request.municipality)
    known = parse_period(period) if isinstance(period, str) else period
    asked = known or week_containing(timezone.now(), municipality.week_cut)
    rate = reporting_rate(municipality, asked, as_of=as_of)
    if rate.expected == 0:
        return ""
    return format_html('<p class="quiet">{}</p>', _linked(request.user, municipality, heard_sentence(rate, asked)))


@register.simple_tag(takes_context=True)
def heard_from_link(context: Context) -> SafeString | str:
    """For a page that has said the rate already."""
    request = context["request"]
    if not request.user.may(Permission.REMIND, request.municipality):
        return ""
    address = reverse("staff:reporting_rate", args=[request.municipality.slug])
    return format_html(' <a href="{}">{}</a>', address, _("Unit by unit"))


def _linked(by: Account, municipality: Municipality, words: str) -> SafeString | str:
    if not by.may(Permission.REMIND, municipality):
        return words
    return format_html('<a href="{}">{}</a>', reverse("staff:reporting_rate", args=[municipality.slug]), words)


@register.simple_tag
def heard_sentence(rate: ReportingRate, period: Period) -> str:
    """ "9 av 12 rapportörer har hörts av, vecka 47 2026. Ledig: Strandskolan." """
    values = {"active": rate.active, "expected": rate.expected, "when": period_label(period)}
    if rate.expected == 0:
        return _("Nobody reports yet.")
    said = ngettext(
        "%(active)d of %(expected)d reporter has been heard from, %(when)s.",
        "%(active)d of %(expected)d reporters have been heard from, %(when)s.",
        rate.expected,
    )
    parts = [said % values]
    if rate.nil_reports:
        nil = ngettext("%(n)d nil report has come.", "%(n)d nil reports have come.", rate.nil_reports)
        parts.append(nil % {"n": rate.nil_reports})
    if rate.on_leave:
        parts.append(_("On leave: %(names)s.") % {"names": ", ".join(rate.on_leave)})
    return " ".join(parts)


@register.simple_tag
def heard_mark(cell: UnitWeek) -> SafeString:
    """A shape and a word, the number of reports where there are any."""
    return format_html(
        '<span class="heard" data-word="{}"><span aria-hidden="true">{}</span> {}</span>',
        cell.word, SHAPES[cell.word], _word(cell),
    )  # fmt: skip


def _word(cell: UnitWeek) -> str:
    if cell.reports:
        return ngettext("%(n)d report", "%(n)d reports", cell.reports) % {"n": cell.reports}
    return str(cell.word.label)


@register.filter
def short_week(period: Period) -> str:
    return _("w. %(n)s") % {"n": period.start.isocalendar().week}


@register.simple_tag
def rhythm_words(rhythm: Any) -> str:
    """ "fredag kl. 09.00" """
    if not rhythm.is_on:
        return _("no reminders")
    values = {"day": WEEKDAYS["sv"][rhythm.weekday], "hour": f"{rhythm.hour:02d}.00"}
    return _("%(day)s at %(hour)s") % values
