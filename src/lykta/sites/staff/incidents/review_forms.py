"""What the reviewer fills in: a line to the reporter, corrections, words to hide, where a fault goes, many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.local_time import is_on_the_clock, to_local, to_utc
from lykta.facts.evidence.queries import category_by_code
from lykta.facts.incidents.enums import Certainty, Observation
from lykta.facts.incidents.masking import words_found
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.operations import BulkAct, Edited
from lykta.facts.incidents.quarantine import Harmless
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import search_places
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import LyktaForm
from lykta.sites.staff.incidents.forms import category_choices

WALL_CLOCK = "%Y-%m-%dT%H:%M"
MAIL, BY_HAND = "mail", "by_hand"
HOW = [(MAIL, _("Send it by e-mail now")), (BY_HAND, _("It has been reported there already"))]


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=WALL_CLOCK)


def place_named(municipality: Municipality, text: str) -> Place:
    """The one place that goes by the name. Raises ValidationError, with the nearest names where there are several."""
    found = search_places(municipality, text)
    exact = [place for place in found if place.name.casefold() == text.casefold()]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise forms.ValidationError(_("No place goes by that name. Write another, or mark the spot on the map."))
    names = ", ".join(place.name for place in found[:5])
    raise forms.ValidationError(_("Several places match: %(names)s. Write the whole name.") % {"names": names})


class PlaceNamed(forms.CharField):
    """A name in the gazetteer; the script suggests names while one writes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=120, **kwargs)
        self.widget.attrs |= {"list": "place-names", "autocomplete": "off"}


class EditForm(LyktaForm):
    category = forms.ChoiceField(label=_("Category"))
    place = PlaceNamed(label=_("Place"), help_text=_("A name in the municipality's list of places."))
    place_text = forms.CharField(required=False, max_length=120, label=_("Where more exactly?"))
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    occurred_from = forms.DateTimeField(widget=Moment(), label=_("When, at the earliest"), input_formats=[WALL_CLOCK])
    occurred_to = forms.DateTimeField(widget=Moment(), label=_("When, at the latest"), input_formats=[WALL_CLOCK])
    observation = forms.ChoiceField(
        choices=Observation.choices, widget=forms.RadioSelect, label=_("How does the reporter know?")
    )
    certainty = forms.ChoiceField(choices=Certainty.choices, widget=forms.RadioSelect, label=_("How sure?"))
    text = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 6}), label=_("Text"),
        help_text=_("What it said before is kept. To take away what points out a person for good, hide it instead."),
    )  # fmt: skip

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, initial=_as_it_stands(incident), **kwargs)
        self.incident = incident
        choices = category_choices(incident.municipality)
        if incident.category.code not in dict(choices):  # withdrawn since: it may stay
            choices.append((incident.category.code, str(incident.category)))
        self.fields["category"].choices = choices  # type: ignore[attr-defined]
        for name in ("occurred_from", "occurred_to"):
            self.fields[name].error_messages["invalid"] = _("Write day and time, such as 2026-11-17 07:00.")

    def clean_place(self) -> Place | None:
        text = self.cleaned_data["place"]
        now = self.incident.place
        if now is not None and text == now.name:
            return now
        return place_named(self.incident.municipality, text) if text else None

    def clean_occurred_from(self) -> datetime:
        return self._moment("occurred_from", self.incident.occurred_from)

    def clean_occurred_to(self) -> datetime:
        return self._moment("occurred_to", self.incident.occurred_to)

    def _moment(self, name: str, was: datetime) -> datetime:
        """What nobody touched keeps its seconds, and the hour that comes twice in autumn."""
        wall_clock = self.cleaned_data[name].replace(tzinfo=None)
        if wall_clock == to_local(was).replace(tzinfo=None, second=0, microsecond=0):
            return was
        if not is_on_the_clock(wall_clock):
            raise forms.ValidationError(
                _("The clock never showed that time: check the day, and if it was put forward then.")
            )
        return to_utc(wall_clock)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("occurred_from"), cleaned.get("occurred_to")
        if start and end and end < start:
            self.add_error("occurred_to", _("The latest time is before the earliest. Swap them."))
        return cleaned

    def edited(self) -> Edited:
        data = self.cleaned_data
        kept = self.incident.category
        chosen = kept if data["category"] == kept.code else category_by_code(
            self.incident.municipality, data["category"]
        )  # fmt: skip
        names = (
            "place",
            "place_text",
            "lon",
            "lat",
            "occurred_from",
            "occurred_to",
            "observation",
            "certainty",
            "text",
        )
        return Edited(category=chosen or kept, **{name: data[name] for name in names})


def _as_it_stands(row: Incident) -> dict[str, Any]:
    return {
        "version": row.version,
        "category": row.category.code,
        "place": row.place.name if row.place else "",
        "place_text": row.place_text,
        "lon": row.lon,
        "lat": row.lat,
        "occurred_from": to_local(row.occurred_from),
        "occurred_to": to_local(row.occurred_to),
        "observation": row.observation,
        "certainty": row.certainty,
        "text": row.text,
    }


class MaskForm(LyktaForm):
    found = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Found in the text"),
    )  # fmt: skip
    words = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), label=_("Other words to hide"),
        help_text=_("One per line, as they stand in the text. With a mouse: mark them in the text above."),
    )  # fmt: skip

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = words_found(incident)
        self.fields["version"].initial = incident.version
        self.fields["found"].choices = [(word, word) for word in found]  # type: ignore[attr-defined]
        self.fields["found"].initial = found

    def chosen(self) -> list[str]:
        return [*self.cleaned_data["found"], *self.cleaned_data["words"].splitlines()]


class HeldMaskForm(MaskForm):
    harmless = forms.ChoiceField(
        required=False, label=_("Is something left that was found? Why is it harmless?"),
        choices=[("", _("Nothing is left")), *Harmless.choices],
    )  # fmt: skip


class HarmlessForm(LyktaForm):
    harmless = forms.ChoiceField(
        choices=Harmless.choices, widget=forms.RadioSelect, label=_("Why does it point out nobody?"),
        error_messages={"lykta_required": _("Say why it points out nobody.")},
    )  # fmt: skip


class NoteForm(LyktaForm):
    note = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 2}), label=_("To the reporter"),
        error_messages={"lykta_required": _("Write a line to the reporter, so that they know what happens.")},
    )  # fmt: skip


class FaultForm(LyktaForm):
    how = forms.ChoiceField(choices=HOW, initial=MAIL, widget=forms.RadioSelect, label=_("How is it passed on?"))
    to = forms.CharField(
        required=False, max_length=254, label=_("E-mail address"),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )  # fmt: skip
    reference = forms.CharField(
        required=False, max_length=80, label=_("Reference"), help_text=_("If it has been reported there already.")
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = incident.version
        self.fields["to"].initial = incident.municipality.fault_email


ACTS = [
    (BulkAct.APPROVE.value, _("Approve")),
    (BulkAct.OUT_OF_SCOPE.value, _("Belongs elsewhere")),
    (BulkAct.CATEGORY.value, _("Change category")),
    (BulkAct.PLACE.value, _("Set place")),
]


class BulkForm(LyktaForm):
    act = forms.ChoiceField(choices=ACTS, label=_("What shall be done?"))
    category = forms.ChoiceField(required=False, label=_("Category"))
    place = PlaceNamed(label=_("Place"))
    note = forms.CharField(required=False, max_length=500, label=_("To the reporters"))

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["category"].choices = [("", "—"), *category_choices(municipality)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        act = cleaned.get("act")
        cleaned["category_row"] = cleaned["place_row"] = None
        if act == BulkAct.OUT_OF_SCOPE and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write a line to the reporters, so that they know where it belongs."))
        if act == BulkAct.CATEGORY:
            self._clean_category(cleaned)
        if act == BulkAct.PLACE:
            self._clean_place(cleaned)
        return cleaned

    def _clean_category(self, cleaned: dict[str, Any]) -> None:
        cleaned["category_row"] = category_by_code(self.municipality, cleaned.get("category") or "")
        if cleaned["category_row"] is None and "category" not in self.errors:
            self.add_error("category", _("Choose the new category."))

    def _clean_place(self, cleaned: dict[str, Any]) -> None:
        text = cleaned.get("place") or ""
        try:
            if not text:
                raise forms.ValidationError(_("Write which place."))
            cleaned["place_row"] = place_named(self.municipality, text)
        except forms.ValidationError as problem:
            self.add_error("place", problem)


def chosen_rows(values: list[str]) -> list[tuple[str, int]]:
    """ "pid:version" as the list sends it; what is not so written is left out."""
    split = (value.partition(":") for value in values)
    return [(pid, int(version)) for pid, _colon, version in split if version.isdecimal() and len(version) < 10]
