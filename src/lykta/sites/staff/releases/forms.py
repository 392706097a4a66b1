from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.facts.evidence.free_text import TextStopped, checked
from lykta.sites.forms import LyktaForm


class ReasonForm(LyktaForm):
    """Why something is declined or taken back. Read by colleagues and by the registrar, never by residents."""

    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self) -> str:
        try:
            return checked(self.cleaned_data["reason"], field="reason")
        except TextStopped as stopped:
            raise forms.ValidationError(stopped.message) from stopped
