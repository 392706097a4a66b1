"""A category in the municipality's own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.facts.evidence.category_operations import OWN
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import every_category
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import DateInput, LyktaForm

NAMES = [name for name in OWN if name != "position"]


def _lines(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=400, label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
    )


class CategoryForm(LyktaForm):
    label_sv = forms.CharField(max_length=80, label=_("Name"))
    label_en = forms.CharField(required=False, max_length=80, label=_("Name in English"))
    definition_sv = forms.CharField(
        required=False, max_length=300, label=_("What belongs here"), widget=forms.Textarea(attrs={"rows": 2})
    )
    guidance_sv = _lines(
        _("What the reporter should know"),
        _("Shown when the category is chosen. For instance where the matter should also be reported."),
    )
    guidance_en = _lines(_("The same in English"), "")
    active_from = forms.DateField(
        required=False, widget=DateInput(), label=_("First day it can be chosen"), help_text=_("Empty: always.")
    )
    active_to = forms.DateField(
        required=False,
        widget=DateInput(),
        label=_("Last day it can be chosen"),
        help_text=_("Empty: until further notice. What has been reported stays and is counted."),
    )

    @classmethod
    def about(cls, category: Category, data: Any = None) -> CategoryForm:
        return cls(data, initial={name: getattr(category, name) for name in NAMES})

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in NAMES if name in self.fields}


class NewCategoryForm(CategoryForm):
    parent = forms.ChoiceField(required=False, label=_("Under"))
    field_order = ["label_sv", "parent"]

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tops = {row.code: row for row in every_category(municipality) if row.parent_id is None and row.is_by_place}
        choices = [("", _("No other: a top category")), *((code, row.label) for code, row in self.tops.items())]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]

    def clean_parent(self) -> Category | None:
        return self.tops.get(self.cleaned_data["parent"])
