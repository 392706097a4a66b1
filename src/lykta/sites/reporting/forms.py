"""The report, the coming event and the answer as plain forms: what the pages are without a script."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.base.files.pictures import MOST_BYTES, PictureRefused, encoded_anew
from lykta.base.kernel.local_time import is_likely_day, is_on_the_clock, to_utc
from lykta.facts.evidence.queries import category_by_code
from lykta.facts.incidents.enums import Certainty, Observation, ReportedTo
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import search_places
from lykta.ground.areas.search_text import folded
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import DateInput, LyktaForm

NOW, TIME, INTERVAL = "now", "time", "interval"
WHEN = [
    (NOW, _("Just now")),
    (TIME, _("At another time")),
    (INTERVAL, _("Some time between two times")),
]


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%H:%M", attrs=attrs)


class PlacedForm(LyktaForm):
    """A place by name, by a tap on the map or by the phone's position."""

    place = forms.CharField(required=False, max_length=16, label=_("Place"))
    place_name = forms.CharField(required=False, max_length=120, label=_("Which place?"),
                                 help_text=_("The name of a street, a square, a school …"))  # fmt: skip
    place_text = forms.CharField(
        required=False, max_length=120, label=_("Where more exactly?"), help_text=_("For instance “the north side”.")
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.candidates: list[Place] = []  # when the name fits several

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen, name = cleaned.get("place"), cleaned.get("place_name", "")
        cleaned["place_row"] = None
        if chosen:
            cleaned["place_row"] = Place.objects.for_municipality(self.municipality).filter(public_id=chosen).first()
            if cleaned["place_row"] is None:
                self.add_error("place", _("The place is not in the list any more. Choose another."))
        elif name:
            self._find(cleaned, name)
        return cleaned

    def _find(self, cleaned: dict[str, Any], name: str) -> None:
        """The one place of that name; of several the person chooses; a name nobody knows stands as words."""
        found = search_places(self.municipality, name)
        same = [place for place in found if folded(place.name) == folded(name)]
        if len(same) == 1 or len(found) == 1:
            cleaned["place_row"] = (same or found)[0]
        elif found:
            self.candidates = found
            self.add_error("place", _("Several places fit that name. Choose one of them, or write more of it."))
        else:
            cleaned["place_text"] = ", ".join(each for each in (name, cleaned.get("place_text", "")) if each)[:120]

    def moment(self, day: date, clock: time, field: str) -> datetime | None:
        """The moment in UTC. Where there is none, an error at the field."""
        wall_clock = datetime.combine(day, clock)
        if is_on_the_clock(wall_clock):
            return to_utc(wall_clock)
        self.add_error(field, _("The clock never showed that time: check the day, and if it was put forward then."))
        return None


class ReportForm(PlacedForm):
    category = forms.CharField(max_length=60, label=_("What has happened?"))
    reasons = forms.MultipleChoiceField(required=False, label=_("What makes the place unsafe?"))
    when = forms.ChoiceField(choices=WHEN, initial=NOW, widget=forms.RadioSelect, label=_("When did it happen?"))
    on_date = forms.DateField(required=False, widget=DateInput(), label=_("Day"))
    on_time = forms.TimeField(required=False, widget=TimeInput(), label=_("Time"))
    from_date = forms.DateField(required=False, widget=DateInput(), label=_("Earliest day"))
    from_time = forms.TimeField(required=False, widget=TimeInput(), label=_("Earliest time"))
    to_date = forms.DateField(required=False, widget=DateInput(), label=_("Latest day"))
    to_time = forms.TimeField(required=False, widget=TimeInput(), label=_("Latest time"))
    observation = forms.ChoiceField(
        choices=Observation.choices, initial=Observation.OWN, widget=forms.RadioSelect, label=_("How do you know?")
    )
    certainty = forms.ChoiceField(
        choices=Certainty.choices, initial=Certainty.SURE, widget=forms.RadioSelect, label=_("How sure are you?")
    )
    reported_to = forms.MultipleChoiceField(
        choices=ReportedTo.choices, required=False, widget=forms.CheckboxSelectMultiple, label=_("Who knows already?")
    )
    felt_unsafe = forms.BooleanField(required=False, label=_("It may make people feel unsafe"))
    text = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Describe the place and what happened"),
        help_text=_("Not the person: no names, personal identity numbers, registration numbers or telephone numbers."),
    )
    picture = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        label=_("Photo of the damage"),
        help_text=_("No people and no registration plates. Time and place stored in the photo are removed."),
    )

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = reasons  # type: ignore[attr-defined]
        today = timezone.localdate()
        for name in ("on_date", "from_date", "to_date"):
            self.fields[name].initial = today

    def clean_category(self) -> Any:
        category = category_by_code(self.municipality, self.cleaned_data["category"])
        if category is None:
            raise forms.ValidationError(_("Choose what has happened."))
        return category

    def clean_picture(self) -> Any:
        """Decoded here, before the transaction."""
        file = self.cleaned_data.get("picture")
        if not file:
            return None
        if file.size > MOST_BYTES:
            told = _("The picture is larger than %(limit)d MB. Choose a smaller one, or send the report without it.")
            raise forms.ValidationError(told % {"limit": MOST_BYTES // (1024 * 1024)})
        try:
            return encoded_anew(file.read())
        except PictureRefused as problem:
            raise forms.ValidationError(problem.message) from problem

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_when(cleaned)
        has_position = cleaned.get("lon") is not None and cleaned.get("lat") is not None
        if not (cleaned.get("place_row") or has_position or cleaned.get("place_text") or self.errors.get("place")):
            self.add_error("place", _("Say where: write the name of a place, or where it was in words."))
        return cleaned

    def _clean_when(self, cleaned: dict[str, Any]) -> None:
        chosen = cleaned.get("when")
        now = timezone.now()
        if chosen == NOW:
            cleaned["occurred_from"] = cleaned["occurred_to"] = now
        elif chosen == TIME:
            cleaned["occurred_from"] = cleaned["occurred_to"] = self._moment(cleaned, "on")
        elif chosen == INTERVAL:
            cleaned["occurred_from"], cleaned["occurred_to"] = (
                self._moment(cleaned, "from"),
                self._moment(cleaned, "to"),
            )
            start, end = cleaned["occurred_from"], cleaned["occurred_to"]
            if start and end and end < start:
                self.add_error("to_date", _("The latest time is before the earliest. Swap them."))

    def _moment(self, cleaned: dict[str, Any], which: str) -> datetime | None:
        day, clock = cleaned.get(f"{which}_date"), cleaned.get(f"{which}_time")
        if day is None or clock is None:
            name = f"{which}_date" if day is None else f"{which}_time"
            if name not in self.errors:
                self.add_error(name, _("Fill in both day and time. A rough time will do."))
            return None
        return self.moment(day, clock, f"{which}_time")


class ComingEventForm(PlacedForm):
    title = forms.CharField(max_length=120, label=_("What is going to happen?"))
    on_date = forms.DateField(widget=DateInput(), label=_("Day"))
    from_time = forms.TimeField(widget=TimeInput(), label=_("Starts"))
    to_time = forms.TimeField(widget=TimeInput(), label=_("Ends"))
    expected_visitors = forms.IntegerField(
        required=False, min_value=0, max_value=1_000_000, label=_("Expected number of visitors")
    )
    note = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), label=_("What should others know?")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, start, end = cleaned.get("on_date"), cleaned.get("from_time"), cleaned.get("to_time")
        if day and start and end:
            cleaned["starts"] = self.moment(day, start, "from_time")
            cleaned["ends"] = self._end(day, start, end)
        return cleaned

    def _end(self, day: date, start: time, end: time) -> datetime | None:
        if end > start:
            return self.moment(day, end, "to_time")
        if not is_likely_day(day):  # the last of the calendar has no day after it
            self.add_error("on_date", _("Check the year."))
            return None
        return self.moment(day + timedelta(days=1), end, "to_time")  # past midnight


class AnswerForm(LyktaForm):
    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), label=_("Your answer"))
