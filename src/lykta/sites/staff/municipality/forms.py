"""The municipality's own settings as one form."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lykta.ground.areas.queries import municipality_bounds
from lykta.ground.municipalities.colours import colour_problems
from lykta.ground.municipalities.models import Municipality
from lykta.ground.municipalities.own_settings import OWN_SETTINGS, settings_version
from lykta.sites.forms import LyktaForm
from lykta.sites.staff.people.positions import read_position

DAYS = [(day, lazy(capfirst, str)(name)) for day, name in WEEKDAYS.items()]
HOURS = [(hour, f"{hour:02d}.00") for hour in range(24)]
MOST_INHABITANTS = 3_000_000
FIRST_YEAR = 1950
NOT_IN_LIST = {"invalid_choice": _("Choose one of those in the list.")}
NOT_A_NUMBER = _("Write a whole number, with figures only.")
TELEPHONE = RegexValidator(r"^\+?[0-9][0-9 ()/-]{4,}\Z", _("Write the number with figures, for instance 0501-000 00."))
A_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}\Z")
COLOUR = RegexValidator(A_COLOUR, _("Write the colour as # and six figures or letters, for instance #10243e."))


class ColourInput(forms.TextInput):
    input_type = "color"


def one_line(text: str) -> str:
    return " ".join(text.split())


def number(label: Any, low: int, high: int, *, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    messages = {
        "invalid": NOT_A_NUMBER,
        "min_value": _("Choose a number that is at least %(limit_value)s."),
        "max_value": _("Choose a number that is at most %(limit_value)s."),
    }
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, required=required, help_text=help_text, error_messages=messages
    )


class MunicipalityForm(LyktaForm):
    contact_title = forms.CharField(
        label=_("Who answers"), max_length=120, required=False, help_text=_("A function, not a person’s name.")
    )
    contact_email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("An address that stays when people change.")
    )
    contact_phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, validators=[TELEPHONE])
    fault_email = forms.EmailField(
        label=_("E-mail for fault reports"),
        max_length=254,
        required=False,
        help_text=_("Where the reviewer passes on what is broken: lamps, benches, litter."),
    )
    takes_resident_reports = forms.BooleanField(
        label=_("Residents may tell of safe and unsafe places"),
        required=False,
        help_text=_("On the public page and by the QR codes of your posters. What comes is read before it counts."),
    )
    forum_name = forms.CharField(
        label=_("The group that meets about the situation report"),
        max_length=80,
        help_text=_("For instance “EST-gruppen”."),
    )
    council_name = forms.CharField(
        label=_("The council for crime prevention"),
        max_length=80,
        help_text=_("The law says strategic council (strategiskt råd). Write what you say."),
    )
    plan_name = forms.CharField(
        label=_("The plan of actions"),
        max_length=80,
        help_text=_("The law says åtgärdsplan; many say handlingsplan."),
    )
    week_cut_weekday = forms.TypedChoiceField(
        label=_("A new week begins on"), choices=DAYS, coerce=int, error_messages=NOT_IN_LIST
    )
    week_cut_hour = forms.TypedChoiceField(
        label=_("at the hour"), choices=HOURS, coerce=int, error_messages=NOT_IN_LIST
    )
    colour_main = forms.CharField(
        label=_("Main colour"),
        max_length=7,
        widget=ColourInput(),
        validators=[COLOUR],
        help_text=_("The band at the top and the buttons, with white text."),
    )
    colour_accent = forms.CharField(
        label=_("Accent colour"),
        max_length=7,
        widget=ColourInput(),
        validators=[COLOUR],
        help_text=_("The line under the band."),
    )
    population = number(_("Number of inhabitants"), 1, MOST_INHABITANTS, required=False)
    population_year = number(_("The number is from the year"), FIRST_YEAR, 9999, required=False)
    smallest_public_count = number(
        _("Smallest number shown in public"),
        3,
        100,
        help_text=_("Smaller numbers are shown as “fewer than”, never exactly. The least you can choose is 3."),
    )
    public_delay_days = number(
        _("Days to wait before numbers become public"),
        0,
        366,
        help_text=_(
            "Counted from the last day of the period. With 7 days, a week that ends on Sunday 22 November can be "
            "public from Monday 30 November."
        ),
    )
    centre = forms.CharField(
        label=_("Centre of the map"),
        max_length=60,
        required=False,
        help_text=_(
            "Where the map opens. Two numbers, as a map shows them: latitude and longitude (58.9003, 14.3001). Leave "
            "empty to see all your areas."
        ),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(municipality), **kwargs)
        self.municipality = municipality

    def clean_colour_main(self) -> str:
        return str(self.cleaned_data["colour_main"]).lower()

    def clean_colour_accent(self) -> str:
        return str(self.cleaned_data["colour_accent"]).lower()

    def clean_population_year(self) -> int | None:
        year: int | None = self.cleaned_data["population_year"]
        if year and year > timezone.localdate().year:
            raise forms.ValidationError(_("The year has not come yet. Write the year that the number is from."))
        return year

    def clean_centre(self) -> tuple[float, float] | None:
        text = self.cleaned_data["centre"]
        if not text:
            return None
        lon, lat = read_position(text)
        bounds = municipality_bounds(self.municipality)
        if bounds and not (bounds[0] <= lon <= bounds[2] and bounds[1] <= lat <= bounds[3]):
            raise forms.ValidationError(_("The position is outside the municipality. Copy it again from a map."))
        return lon, lat

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "colour_main" in cleaned and "colour_accent" in cleaned:
            for field, sentence in colour_problems(cleaned["colour_main"], cleaned["colour_accent"]).items():
                self.add_error(field, sentence)
        if cleaned.get("population") and not cleaned.get("population_year") and not self.errors.get("population_year"):
            self.add_error("population_year", _("Write which year the number of inhabitants is from."))
        return cleaned

    def content(self) -> dict[str, Any]:
        """Every setting, as `change_municipality` takes them."""
        data = {name: value for name, value in self.cleaned_data.items() if name in OWN_SETTINGS}
        data["centre_lon"], data["centre_lat"] = self.cleaned_data["centre"] or (None, None)
        return {name: one_line(value) if isinstance(value, str) else value for name, value in data.items()}


def initial_of(municipality: Municipality) -> dict[str, Any]:
    lon, lat = municipality.centre_lon, municipality.centre_lat
    values = {name: getattr(municipality, name) for name in OWN_SETTINGS}
    centre = "" if lon is None or lat is None else f"{lat}, {lon}"
    return {**values, "centre": centre, "version": settings_version(municipality)}
