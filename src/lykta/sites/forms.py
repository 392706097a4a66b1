"""Forms that look alike, survive a double click and notice a stale page."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    field_template_name = "sites/field.html"


class DateInput(forms.DateInput):
    """A day as the browser's own picker sends it, whatever the language of the page."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class LyktaForm(forms.Form):
    """`once` is a random key made with the page: the same form sent twice is carried out once.

    `version` is the row's version when the page was made; an operation that gets an older one raises StalePage.
    """

    default_renderer = Renderer()
    use_required_attribute = False  # our own messages say what to do; the browser's do not

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = secrets.token_urlsafe(18)
        for field in self.fields.values():
            self._dress(field)

    @staticmethod
    def _dress(field: forms.Field) -> None:
        field.error_messages["required"] = field.error_messages.get("lykta_required", _("Fill this in to go on."))
        if isinstance(field, forms.CharField) and field.max_length:
            field.error_messages["max_length"] = _("Shorten the text to at most %(limit_value)d characters.")
        widget = field.widget
        if not isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.HiddenInput):
            widget.attrs.setdefault("class", "ds-input")

    def once_key(self, by_id: str) -> str | None:
        """Bound to the actor, so that one person's key can never answer another's request."""
        key = self.cleaned_data.get("once")
        return f"{by_id}:{key}" if key else None
