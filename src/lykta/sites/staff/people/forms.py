"""Giving access: who the person is, which function she has, and what the role lets her do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.ground.accounts.enums import OrganizationKind, Role
from lykta.ground.accounts.models import Function, PartnerOrganization
from lykta.ground.accounts.queries import functions_of
from lykta.ground.areas.models import Place, PlaceKind
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import DateInput, LyktaForm
from lykta.sites.staff.people.positions import read_position

# What each role sees and does, in one line, beside its name.
ROLES = [
    (Role.REPORTER, _("Reporter: reports, and sees what the own organisation has reported")),
    (Role.COORDINATOR, _("Coordinator: reviews, writes the situation report, keeps the chain together")),
    (Role.POLICE_OFFICER, _("Municipal police officer: shares the picture, adopts and seconds")),
    (Role.ACTION_OWNER, _("Action owner: sees and answers for the own actions")),
    (Role.COUNCIL_MEMBER, _("Council member: reads what is adopted, the plan and the promises")),
    (Role.REGISTRAR, _("Registrar: reads everything and hands out, changes nothing")),
    (Role.ADMINISTRATOR, _("Administrator: gives and ends access, sees no reports")),
]


class GrantForm(LyktaForm):
    function = forms.ChoiceField(
        label=_("Function"), help_text=_("The post, not the person. Add it first if it is not in the list.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
    valid_to = forms.DateField(
        label=_("Last day of access"),
        required=False,
        widget=DateInput(),
        help_text=_("Leave empty if you do not know. You can end the access at any time."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.functions = {row.public_id: row for row in functions_of(municipality)}
        choices = [("", _("Choose a function")), *((key, str(row)) for key, row in self.functions.items())]
        self.fields["function"].choices = choices  # type: ignore[attr-defined]

    def clean_function(self) -> Function:
        return self.functions[self.cleaned_data["function"]]

    def clean_valid_to(self) -> Any:
        last = self.cleaned_data["valid_to"]
        if last and last < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return last


class PersonForm(GrantForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail at work"), max_length=254, help_text=_("The person logs in with this address.")
    )
    field_order = ["name", "email", "function", "role", "valid_to"]


class OrganizationForm(LyktaForm):
    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=OrganizationKind.choices)
    is_authority = forms.BooleanField(
        label=_("It is an authority"),
        required=False,
        help_text=_(
            "A municipality’s board, the police and other authorities. A housing company owned by the municipality is "
            "not. Who is not an authority never sees the internal situation report or the reports of others."
        ),
    )


class FunctionForm(LyktaForm):
    organization = forms.ChoiceField(label=_("Organisation"))
    title = forms.CharField(
        label=_("Title of the function"), max_length=120, help_text=_("For instance “Park manager”.")
    )
    email = forms.EmailField(
        label=_("The function’s own e-mail"),
        required=False,
        max_length=254,
        help_text=_("An address that stays when people change."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = {row.public_id: row for row in PartnerOrganization.objects.all()}
        choices = [("", _("Choose an organisation")), *((key, row.name) for key, row in self.organizations.items())]
        self.fields["organization"].choices = choices  # type: ignore[attr-defined]

    def clean_organization(self) -> PartnerOrganization:
        return self.organizations[self.cleaned_data["organization"]]


class PlaceForm(LyktaForm):
    name = forms.CharField(label=_("What people call the place"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of place"), choices=PlaceKind.choices)
    position = forms.CharField(
        label=_("Position"),
        max_length=60,
        help_text=_(
            "Two numbers, as a map shows them: latitude and longitude (58.9003, 14.3001) or north and east in "
            "SWEREF 99 TM (6529000, 459700)."
        ),
    )
    aliases = forms.CharField(
        label=_("Other names"), required=False, max_length=400, help_text=_("With commas between them.")
    )

    active_to = forms.DateField(
        label=_("Last day it can be chosen"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: until further notice. What has been reported stays and is counted."),
    )

    @classmethod
    def about(cls, place: Place, data: Any = None) -> PlaceForm:
        position = f"{place.lat}, {place.lon}"
        aliases = ", ".join(place.aliases)
        given = {"name": place.name, "kind": place.kind, "position": position, "aliases": aliases}
        return cls(data, initial={**given, "active_to": place.active_to})

    def clean_position(self) -> tuple[float, float]:
        return read_position(self.cleaned_data["position"])

    def clean_aliases(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.cleaned_data["aliases"].split(",") if name.strip())
