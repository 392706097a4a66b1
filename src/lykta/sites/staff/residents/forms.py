"""What the coordinator may change before it is taken in, and what is asked of a campaign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.airlocks.intake.models import Campaign, Submission
from lykta.facts.evidence.models import Category
from lykta.facts.evidence.queries import category_by_code, category_tree
from lykta.ground.areas.models import Place
from lykta.ground.municipalities.models import Municipality
from lykta.journeys.push_forms import offered_to_residents
from lykta.journeys.take_in_submission import proposed_text, sent_place
from lykta.sites.forms import LyktaForm
from lykta.sites.staff.incidents.forms import category_choices
from lykta.sites.staff.incidents.review_forms import PlaceNamed, place_named


class TakeInForm(LyktaForm):
    category = forms.ChoiceField(label=_("Category"))
    place = PlaceNamed(label=_("Place"), help_text=_("A name in the municipality’s list of places."))
    place_text = forms.CharField(required=False, max_length=120, label=_("Where more exactly?"))
    text = forms.CharField(
        required=False, max_length=2000, label=_("Text in the report"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Take away what points out a person. What was sent stays unchanged until it is disposed of."),
    )  # fmt: skip

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        place = sent_place(submission)
        kwargs["initial"] = {
            "category": submission.payload.get("category", ""),
            "place": place.name if place else "",
            "place_text": submission.payload.get("place_text", ""),
            "text": proposed_text(submission),
        }
        super().__init__(*args, **kwargs)
        self.municipality = submission.municipality
        choices = category_choices(self.municipality)
        self.fields["category"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean_category(self) -> Category:
        category = category_by_code(self.municipality, self.cleaned_data["category"])
        if category is None:
            raise forms.ValidationError(_("That category is not in use here any more. Choose another one."))
        return category

    def clean_place(self) -> Place | None:
        text = self.cleaned_data["place"]
        return place_named(self.municipality, text) if text else None


class RefuseForm(LyktaForm):
    note = forms.CharField(
        label=_("Why is it not taken in?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example that it belongs elsewhere, or that it is about a person. Name nobody."),
    )  # fmt: skip


class AnswerForm(LyktaForm):
    answer = forms.CharField(
        label=_("Answer by e-mail"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One answer can be sent. The address is deleted from the report when you send it."),
    )  # fmt: skip


class CampaignForm(LyktaForm):
    title = forms.CharField(
        label=_("Question or name"), max_length=80, help_text=_("The heading of the residents’ page and the poster."),
    )  # fmt: skip
    intro = forms.CharField(
        label=_("What you ask, and what comes of it"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        if campaign is not None:
            names = ("title", "intro", "first_day", "last_day")
            kwargs["initial"] = {name: getattr(campaign, name) for name in names}
        super().__init__(*args, **kwargs)

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "intro", "first_day", "last_day")}


class CategoriesForm(LyktaForm):
    codes = forms.MultipleChoiceField(
        label=_("Residents may tell of"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that residents may report.")},
    )  # fmt: skip

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, initial={"codes": offered_to_residents(municipality)}, **kwargs)
        self.fields["codes"].error_messages["required"] = _("Choose at least one thing that residents may report.")
        nodes = category_tree(municipality)
        self.fields["codes"].choices = [(node.code, node.label) for node in nodes]  # type: ignore[attr-defined]
