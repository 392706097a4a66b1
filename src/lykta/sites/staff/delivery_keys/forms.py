"""Which system, of which organisation, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.ground.accounts.models import PartnerOrganization
from lykta.ground.accounts.queries import organizations_in
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import LyktaForm
from lykta.sites.staff.reporters.forms import DateInput

USUAL = timedelta(days=365)


class DeliveryKeyForm(LyktaForm):
    organization = forms.ChoiceField(label=_("Organisation that delivers"))
    label = forms.CharField(
        max_length=80, label=_("Name of the system"), help_text=_("What its users call it, such as the guards’ log."),
    )  # fmt: skip
    last_day = forms.DateField(
        widget=DateInput(), label=_("Works until"), help_text=_("At most two years. Then you make a new one."),
    )  # fmt: skip

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, initial={"last_day": timezone.localdate() + USUAL}, **kwargs)
        self.organizations = {row.public_id: row for row in organizations_in(municipality).order_by("name")}
        choices = [("", _("Choose an organisation")), *((key, row.name) for key, row in self.organizations.items())]
        self.fields["organization"].choices = choices  # type: ignore[attr-defined]

    def clean_organization(self) -> PartnerOrganization:
        return self.organizations[self.cleaned_data["organization"]]
