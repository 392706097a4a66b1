"""The resident's form, made from the definition that was pushed down. `intake` decides what may come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.airlocks.intake.enums import DayPart
from lykta.airlocks.intake.payloads import MOST_PLACE_TEXT
from lykta.sites.forms import Renderer

MOST_TEXT = 1000
TOO_LONG = _("The text is %(show_value)d characters. Shorten it to at most %(limit_value)d.")


class Several(forms.MultipleChoiceField):
    """Ticks that `intake` checks."""

    def validate(self, value: Any) -> None:
        return


class ResidentForm(forms.Form):
    default_renderer = Renderer()
    use_required_attribute = False

    category = forms.ChoiceField(label=_("What is it about?"), error_messages={
        "required": _("Choose what it is about."),
        "invalid_choice": _("That choice is not offered here any more. Choose another one."),
    })  # fmt: skip
    reasons = Several(label=_("Why does it feel unsafe there?"), required=False)
    place = forms.CharField(label=_("Where is it?"), required=False, max_length=32)
    search = forms.CharField(label=_("Search for a place"), required=False)
    place_text = forms.CharField(
        label=_("Describe the place in words"), required=False, max_length=MOST_PLACE_TEXT,
        help_text=_("For example “the path behind the school, by the steps”. Not anybody’s home address."),
        error_messages={"max_length": TOO_LONG},
    )  # fmt: skip
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    day_parts = Several(label=_("When on the day is it like that?"), required=False, choices=DayPart.choices)
    day = forms.CharField(
        label=_("Did it happen on a certain day?"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty if it is like that for the most part."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Tell us in a few words"), required=False, max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}), error_messages={"max_length": TOO_LONG},
        help_text=_("Describe the place and what could be better. Do not write about persons: no names, "
                    "telephone numbers or registration numbers."),
    )  # fmt: skip
    reply_email = forms.CharField(
        label=_("E-mail, if you want an answer"), required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You get at most one answer. The address is deleted when it has been written."),
    )  # fmt: skip
    website = forms.CharField(required=False)
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)
    k = forms.CharField(required=False, widget=forms.HiddenInput, max_length=32)

    def __init__(self, *args: Any, definition: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (each["code"], each["label"]) for each in definition["categories"]
        ]
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "ds-input")

    def payload(self) -> dict[str, Any]:
        """As `intake` takes it."""
        found: dict[str, Any] = self.cleaned_data
        return {
            name: found[name]
            for name in ("category", "reasons", "place", "place_text", "lon", "lat", "day_parts", "day", "text")
            if found.get(name)
        }
