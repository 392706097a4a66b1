"""Somebody who is to report: which organisation, which function, by what agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import Function, PartnerOrganization
from lykta.sites.forms import DateInput, LyktaForm


class AgreementForm(LyktaForm):
    agreement = forms.CharField(
        required=False,
        max_length=120,
        label=_("Agreement"),
        help_text=_("For those outside the municipality: what was agreed, with record number."),
    )
    agreement_ends = forms.DateField(
        required=False,
        widget=DateInput(),
        label=_("Last day of the agreement"),
        help_text=_("After that day neither logins nor links of the function open anything."),
    )

    @classmethod
    def about(cls, function: Function, data: Any = None) -> AgreementForm:
        return cls(data, initial={"agreement": function.agreement, "agreement_ends": function.agreement_ends})


class NewReporterForm(AgreementForm):
    organization = forms.ChoiceField(required=False, label=_("Organisation"))
    new_organization = forms.CharField(required=False, max_length=120, label=_("Or the name of a new organisation"))
    kind = forms.ChoiceField(
        required=False, choices=[("", "—"), *OrganizationKind.choices], label=_("Kind of the new organisation")
    )
    title = forms.CharField(
        max_length=120, label=_("Title of the function"), help_text=_("The post, not the person: “Caretaker, south”.")
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        label=_("The function’s own e-mail"),
        help_text=_("For the link, receipts and reminders. An address that stays when people change."),
    )
    field_order = ["organization", "new_organization", "kind", "title", "email", "agreement", "agreement_ends"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = {row.public_id: row for row in PartnerOrganization.objects.all()}
        choices = [("", _("Choose an organisation")), *((key, row.name) for key, row in self.organizations.items())]
        self.fields["organization"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen, new = cleaned.get("organization"), cleaned.get("new_organization")
        if bool(chosen) == bool(new):
            self.add_error("organization", _("Choose an organisation or write the name of a new one."))
        if new and not cleaned.get("kind"):
            self.add_error("kind", _("Choose what kind of organisation it is."))
        return cleaned
