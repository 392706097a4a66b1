from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.periods import (
    Period,
    PeriodKind,
    free,
    half_year,
    month,
    quarter,
    tertial,
    weeks,
    year,
)
from lykta.cycle.situation_reports.enums import Light
from lykta.cycle.situation_reports.written_text import (
    LONGEST_ADDENDUM,
    LONGEST_LABEL,
    LONGEST_PROSE,
    LONGEST_REASON,
)
from lykta.sites.forms import LyktaForm

KINDS = [
    (PeriodKind.WEEK, _("A week")),
    (PeriodKind.WEEKS, _("Several weeks")),
    (PeriodKind.MONTH, _("A month")),
    (PeriodKind.QUARTER, _("A quarter")),
    (PeriodKind.TERTIAL, _("Four months")),
    (PeriodKind.HALF_YEAR, _("Half a year")),
    (PeriodKind.YEAR, _("A year")),
    (PeriodKind.FREE, _("Days of your choice")),
]
SPANS = (PeriodKind.WEEKS, PeriodKind.FREE)
EARLIEST, LATEST = date(1901, 1, 1), date(2199, 12, 31)


class PeriodForm(LyktaForm):
    """Which period somebody wants, by a day in it; a span has a last day too."""

    kind = forms.ChoiceField(label=_("Length"), choices=KINDS, initial=PeriodKind.WEEK)
    day = forms.DateField(
        label=_("A day in the period"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("For several weeks and for days of your choice."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        day, until = values.get("day"), values.get("until")
        for name, value in (("day", day), ("until", until)):
            if value and not EARLIEST <= value <= LATEST:
                self.add_error(name, _("Choose a day between 1901 and 2199."))
        if values.get("kind") in SPANS and day and "until" not in self.errors:
            self._check_span(day, until)
        return values

    def _check_span(self, day: date, until: date | None) -> None:
        if until is None:
            self.add_error("until", _("Choose the last day too."))
        elif until < day:
            self.add_error("until", _("The last day comes before the first. Choose a later one."))

    def period(self) -> Period:
        kind, day = self.cleaned_data["kind"], self.cleaned_data["day"]
        return _period(PeriodKind(kind), day, self.cleaned_data["until"] or day)


def _period(kind: PeriodKind, day: date, until: date) -> Period:
    match kind:
        case PeriodKind.WEEK:
            return weeks(day, 1)
        case PeriodKind.WEEKS:
            first = weeks(day, 1)
            return weeks(day, (weeks(until, 1).end - first.start).days // 7)
        case PeriodKind.FREE:
            return free(day, date.fromordinal(until.toordinal() + 1))
        case PeriodKind.MONTH:
            return month(day.year, day.month)
        case PeriodKind.QUARTER:
            return quarter(day.year, (day.month + 2) // 3)
        case PeriodKind.TERTIAL:
            return tertial(day.year, (day.month + 3) // 4)
        case PeriodKind.HALF_YEAR:
            return half_year(day.year, (day.month + 5) // 6)
        case PeriodKind.YEAR:
            return year(day.year)


class SectionForm(LyktaForm):
    prose = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_PROSE,
        strip=False,
        help_text=_("A blank line makes a new paragraph. Begin lines with “1. ” or “- ” for a list."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    is_included = forms.BooleanField(label=_("Show this section in the situation report"), required=False)


class LightForm(LyktaForm):
    label = forms.CharField(
        label=_("Area or place"), max_length=LONGEST_LABEL, widget=forms.TextInput(attrs={"list": "light-places"})
    )
    light = forms.ChoiceField(label=_("Judgement"), choices=[], widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        help_text=_("One or two sentences about the place and the situation."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meanings = {
            Light.GREEN: _("● Green: as usual"),
            Light.YELLOW: _("▲ Yellow: more attention"),
            Light.RED: _("■ Red: needs coordinated action"),
        }
        self.fields["light"].choices = list(meanings.items())  # type: ignore[attr-defined]


class VersionForm(LyktaForm):
    """A button that does one thing to the lägesbild as it stood on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=True)


class AddendumForm(LyktaForm):
    text = forms.CharField(
        label=_("Addendum"), max_length=LONGEST_ADDENDUM, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class ExportForm(LyktaForm):
    audience = forms.ChoiceField(
        label=_("Which version"),
        choices=[
            ("internal", _("The internal version, for authorities only")),
            ("reporters", _("The reporters' version")),
        ],
        initial="internal",
        widget=forms.RadioSelect,
    )


class ReleaseForm(LyktaForm):
    public_text = forms.CharField(
        label=_("The text that residents read first"),
        max_length=1500,
        strip=False,
        help_text=_("Two or three sentences. Say no more than the numbers can bear."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
