"""What the one who carries out an action has to say: how far, which day, how much, and a line if need be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.cycle.action_plans.enums import ActionState
from lykta.cycle.action_plans.models import Action
from lykta.sites.forms import DateInput, LyktaForm


class Answer(models.TextChoices):
    """In the words of the one who does the work. What each becomes in the plan stands in STATES."""

    DONE = "done", _("Done")
    PARTLY = "partly", _("Some of it is done, and there is more to do")
    BEGUN = "begun", _("Begun")
    CANNOT = "cannot", _("It cannot be done")
    AGAIN = "again", _("It was not finished after all")


STATES = {
    Answer.DONE: ActionState.DONE,
    Answer.PARTLY: ActionState.IN_PROGRESS,
    Answer.BEGUN: ActionState.IN_PROGRESS,
    Answer.CANNOT: ActionState.CANCELLED,
    Answer.AGAIN: ActionState.IN_PROGRESS,
}
# What may be answered depends on where the action stands; proposed and called off are for the coordinator.
OFFERED: dict[str, list[Answer]] = {
    ActionState.PLANNED: [Answer.BEGUN, Answer.PARTLY, Answer.DONE, Answer.CANNOT],
    ActionState.IN_PROGRESS: [Answer.PARTLY, Answer.DONE, Answer.CANNOT],
    ActionState.DONE: [Answer.AGAIN],
}


class StatusForm(LyktaForm):
    answer = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("How far have you come?"),
        error_messages={"lykta_required": _("Choose how far you have come.")},
    )
    happened = forms.DateField(widget=DateInput(), label=_("Which day?"))
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=1,
        localize=True,
        label=_("How much?"),
        help_text=_("A number, for instance 14."),
        error_messages={
            "invalid": _("Write the amount in figures, for instance 14 or 2,5."),
            "min_value": _("Write an amount of 0 or more."),
            "max_digits": _("The number is too long. Write at most eight figures."),
            "max_whole_digits": _("The number is too long. Write at most eight figures."),
            "max_decimal_places": _("Write at most one decimal."),
        },
    )
    unit = forms.CharField(
        required=False, max_length=40, label=_("Of what?"), help_text=_("For instance “lamps” or “hours”.")
    )
    text = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Something the coordinator should know?"),
        help_text=_("A few words. No names of persons and no telephone numbers."),
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Shown is what fits the state; accepted is every answer, so that a double click meets its own first answer.
        self.fields["answer"].choices = Answer.choices  # type: ignore[attr-defined]
        offered = [(answer.value, answer.label) for answer in OFFERED.get(action.state, [])]
        self.fields["answer"].widget.choices = offered  # type: ignore[attr-defined]
        self.fields["happened"].initial = timezone.localdate()
        self.fields["version"].initial = action.version
        self.fields["amount"].widget.attrs["inputmode"] = "decimal"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == Answer.CANNOT and not cleaned.get("text"):
            self.add_error("text", _("Write a line on what stands in the way, so that the coordinator can help."))
        if cleaned.get("answer") == Answer.PARTLY and cleaned.get("amount") is None and not cleaned.get("text"):
            self.add_error("amount", _("Write how much is done, or say it in words below."))
        if cleaned.get("unit") and cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Write how many, or leave out what it is of."))
        return cleaned

    @property
    def state(self) -> str:
        return STATES[Answer(self.cleaned_data["answer"])]
