"""When reporters are reminded, and when not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lykta.ground.accounts.queries import organizations_in
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import LyktaForm

DAYS = [(day, lazy(capfirst, str)(name)) for day, name in WEEKDAYS.items()]
HOURS = [(hour, f"{hour:02d}.00") for hour in range(24)]
NEVER = (-1, _("No reminders"))
IN_LIST = {"invalid_choice": _("Choose one of those in the list.")}
A_DAY = {"invalid": _("Choose the day in the calendar, or write it as 2026-12-24.")}
EVERYBODY = "all"


class UnitForm(LyktaForm):
    """A form about one organisation here, or about all."""

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = {row.public_id: row for row in organizations_in(municipality)}
        names = sorted(((pid, row.name) for pid, row in self.organizations.items()), key=lambda row: row[1].casefold())
        self.fields["organization"].choices = [(EVERYBODY, _("All units")), *names]  # type: ignore[attr-defined]

    def unit(self) -> Any:
        return self.organizations.get(self.cleaned_data["organization"])


class RhythmForm(UnitForm):
    organization = forms.ChoiceField(label=_("Unit"), error_messages=IN_LIST)
    weekday = forms.TypedChoiceField(label=_("Day"), choices=[*DAYS, NEVER], coerce=int, error_messages=IN_LIST)
    hour = forms.TypedChoiceField(label=_("Hour"), choices=HOURS, coerce=int, error_messages=IN_LIST)


class PauseForm(UnitForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "pause_%s", **kwargs})  # two forms on one page

    organization = forms.ChoiceField(label=_("Unit"), error_messages=IN_LIST)
    first_day = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), error_messages=A_DAY
    )
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), error_messages=A_DAY
    )
    label = forms.CharField(label=_("Why, for instance autumn break"), max_length=80, required=False)
