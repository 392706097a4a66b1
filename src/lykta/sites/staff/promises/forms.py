"""The promise, its points and the receipts, as forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.models import Problem
from lykta.cycle.promises.enums import POINT_TRANSITIONS, Giver, PointStatus, PromiseKind, ReceiptKind
from lykta.cycle.promises.models import CitizenPromise, PromisePoint
from lykta.sites.forms import DateInput, LyktaForm

NOT_CHOSEN = ("", "–")


def rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class PromiseForm(LyktaForm):
    title = forms.CharField(
        max_length=160,
        label=_("What do we promise?"),
        help_text=_("As residents would say it, for instance “A safer way to the bus”."),
    )
    background = forms.CharField(
        max_length=3000,
        widget=rows(5),
        label=_("Why do we promise it?"),
        help_text=_("What residents have said and what the numbers show. Residents read this."),
    )
    how_we_know = forms.CharField(
        required=False,
        max_length=1500,
        widget=rows(3),
        label=_("How will residents know whether it helps?"),
        help_text=_("Residents read this too."),
    )
    giver = forms.ChoiceField(
        choices=Giver.choices, initial=Giver.TOGETHER, widget=forms.RadioSelect, label=_("Who promises?")
    )
    problem = forms.ChoiceField(
        required=False, label=_("Which problem is behind it?"), help_text=_("Residents do not see this.")
    )
    starts = forms.DateField(widget=DateInput(), label=_("Holds from"))
    ends = forms.DateField(widget=DateInput(), label=_("Holds until and including"))
    decision_body = forms.CharField(required=False, max_length=120, label=_("Who has decided it?"))
    decision_date = forms.DateField(required=False, widget=DateInput(), label=_("Day of the decision"))
    decision_paragraph = forms.CharField(required=False, max_length=20, label=_("Paragraph in the minutes"))

    def __init__(self, *args: Any, problems: Iterable[Problem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems = {row.public_id: row for row in problems}
        field = self.fields["problem"]
        field.choices = [NOT_CHOSEN, *((key, row.title) for key, row in self.problems.items())]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("The problem is not there any more. Choose again.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The promise would end before it starts. Change one of the days."))
        return cleaned

    def content(self) -> dict[str, Any]:
        names = (
            "title", "background", "how_we_know", "giver", "starts", "ends", "decision_body", "decision_date",
            "decision_paragraph",
        )  # fmt: skip
        content = {name: self.cleaned_data[name] for name in names}
        return {**content, "problem": self.problems.get(self.cleaned_data["problem"])}


def initial_of(promise: CitizenPromise) -> dict[str, Any]:
    names = (
        "title", "background", "how_we_know", "giver", "starts", "ends", "decision_body", "decision_date",
        "decision_paragraph", "version",
    )  # fmt: skip
    initial = {name: getattr(promise, name) for name in names}
    return {**initial, "problem": promise.problem.public_id if promise.problem else ""}


class PointForm(LyktaForm):
    text = forms.CharField(
        max_length=400,
        widget=rows(2),
        label=_("One thing that is promised"),
        help_text=_("So plainly that anybody can answer yes, partly or no: what, where, how often."),
    )
    kind = forms.ChoiceField(choices=PromiseKind.choices, widget=forms.RadioSelect, label=_("What kind of promise?"))
    target_amount = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        label=_("How many?"),
        help_text=_("Over the whole time of the promise."),
        error_messages={
            "invalid": _("Write a whole number, for instance 30."),
            "min_value": _("Write a number of at least 1."),
            "max_value": _("Write a number of at most a million."),
        },
    )
    unit = forms.CharField(
        required=False, max_length=40, label=_("Of what?"), help_text=_("For instance “evenings” or “lamps”.")
    )
    actions = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Which actions keep it?"),
        help_text=_("What is reported about them becomes receipts here by itself."),
    )

    def __init__(self, *args: Any, actions: Iterable[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {row.public_id: row for row in actions}
        field = self.fields["actions"]
        field.choices = [(key, f"{row.number}. {row.title}") for key, row in self.offered.items()]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("One of the choices is not there any more. Choose again.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        counted = cleaned.get("kind") == PromiseKind.QUANTIFIED
        if counted and not cleaned.get("target_amount") and "target_amount" not in self.errors:
            self.add_error("target_amount", _("Write how many, or choose another kind of promise."))
        return cleaned

    def content(self) -> dict[str, Any]:
        names = ("text", "kind", "target_amount", "unit")
        content = {name: self.cleaned_data[name] for name in names}
        return {**content, "actions": [self.offered[key] for key in self.cleaned_data["actions"]]}


def initial_of_point(point: PromisePoint, promise: CitizenPromise) -> dict[str, Any]:
    initial = {name: getattr(point, name) for name in ("text", "kind", "target_amount", "unit")}
    return {**initial, "actions": [row.public_id for row in point.actions.all()], "version": promise.version}


class PointStatusForm(LyktaForm):
    status = forms.ChoiceField(widget=forms.RadioSelect, label=_("Is it kept?"))

    def __init__(self, *args: Any, point: PromisePoint, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [status for status in PointStatus if status in POINT_TRANSITIONS[point.status]]
        self.fields["status"].choices = PointStatus.choices  # type: ignore[attr-defined]
        self.fields["status"].widget.choices = [(s.value, s.label) for s in allowed]  # type: ignore[attr-defined]
        self.fields["version"].initial = version


class ReceiptForm(LyktaForm):
    kind = forms.ChoiceField(
        choices=ReceiptKind.choices,
        initial=ReceiptKind.CARRIED_OUT,
        widget=forms.RadioSelect,
        label=_("What has been done?"),
    )
    happened = forms.DateField(widget=DateInput(), label=_("Which day?"))
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=1,
        localize=True,
        label=_("How much?"),
        error_messages={"invalid": _("Write the amount in figures, for instance 14 or 2,5.")},
    )
    unit = forms.CharField(
        required=False, max_length=40, label=_("Of what?"), help_text=_("For instance “lamps” or “hours”.")
    )
    text = forms.CharField(
        required=False,
        max_length=500,
        widget=rows(2),
        label=_("In words"),
        help_text=_("Stays inside until a new release takes it along. No names of persons."),
    )

    def __init__(self, *args: Any, point: PromisePoint, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened"].initial = timezone.localdate()
        self.fields["unit"].initial = point.unit
        self.fields["version"].initial = version

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        unit = data["unit"] if data["amount"] is not None else ""  # the unit is filled in beforehand
        return {**{name: data[name] for name in ("kind", "happened", "amount", "text")}, "unit": unit}
