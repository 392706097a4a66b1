"""An action as it is decided, and what is reported about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.cycle.action_plans.enums import TRANSITIONS, ActionKind, ActionState, FollowUpKind, Horizon
from lykta.cycle.action_plans.models import Action
from lykta.cycle.action_plans.queries import responsible_functions
from lykta.cycle.action_plans.rules import OWNERS_STATES
from lykta.cycle.cause_analysis.models import Cause
from lykta.ground.accounts.models import Function
from lykta.sites.forms import DateInput, LyktaForm

NOT_CHOSEN = ("", "–")
LEAST_LINES, SPARE_LINES = 3, 1
FIRST = [(ActionState.PLANNED, _("Decided: it will be done")), (ActionState.PROPOSED, _("Proposed: not decided yet"))]


class ActionForm(LyktaForm):
    title = forms.CharField(max_length=300, label=_("What is to be done?"))
    causes = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Which causes is it aimed at?")
    )
    state = forms.ChoiceField(
        choices=FIRST, initial=ActionState.PLANNED, widget=forms.RadioSelect, label=_("Is it decided?")
    )
    kind = forms.ChoiceField(
        choices=ActionKind.choices,
        initial=ActionKind.SITUATIONAL,
        widget=forms.RadioSelect,
        label=_("What kind of action?"),
        help_text=_("Situational changes the place or the moment. Social changes attitudes and conditions."),
    )
    horizon = forms.ChoiceField(
        choices=Horizon.choices,
        initial=Horizon.SHORT,
        widget=forms.RadioSelect,
        label=_("When can it have effect?"),
        help_text=_("Social actions often take years. Say so from the start."),
    )
    operational_goal = forms.CharField(
        required=False,
        max_length=300,
        label=_("Operational goal"),
        help_text=_(
            "Specific, measurable, accepted by those who do it, realistic and with a time: "
            "“All lamps on the path are lit, broken ones are replaced within five days”."
        ),
    )
    starts = forms.DateField(required=False, widget=DateInput(), label=_("Starts"))
    due = forms.DateField(required=False, widget=DateInput(), label=_("Is to be done by"))
    accountable = forms.ChoiceField(
        required=False, label=_("Who answers for it?"), help_text=_("One function, so that nothing falls between.")
    )
    others = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Who else takes part?")
    )
    description = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("How is it to be done?"),
        help_text=_("Lines that begin with a hyphen are printed as points in the plan."),
    )

    def __init__(
        self,
        *args: Any,
        causes: Iterable[Cause],
        functions: Iterable[Function],
        lines: int = LEAST_LINES,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered_causes = {row.public_id: row for row in causes}
        self.functions = {row.public_id: row for row in functions}
        self._offer("causes", [(key, str(row)) for key, row in self.offered_causes.items()])
        self._offer("accountable", [NOT_CHOSEN, *((key, str(row)) for key, row in self.functions.items())])
        self._offer("others", [(key, str(row)) for key, row in self.functions.items()])
        self.line_numbers = range(self._lines_sent() or lines)
        for number in self.line_numbers:
            self._add_line(number)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("One of the choices is not there any more. Choose again.")

    def _lines_sent(self) -> int:
        return sum(key.startswith("follow_text_") for key in self.data) if self.is_bound else 0

    def _add_line(self, number: int) -> None:
        kind = forms.ChoiceField(choices=[NOT_CHOSEN, *FollowUpKind.choices], required=False, label=_("Kind"))
        text = forms.CharField(required=False, max_length=300, label=_("What will show it?"))
        for name, field in ((f"follow_kind_{number}", kind), (f"follow_text_{number}", text)):
            self.fields[name] = field
            self._dress(field)

    @property
    def follow_up_lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"follow_kind_{number}"], self[f"follow_text_{number}"]) for number in self.line_numbers]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, due = cleaned.get("starts"), cleaned.get("due")
        if starts and due and due < starts:
            self.add_error("due", _("The day is before the start. Change one of them."))
        for number in self.line_numbers:
            if cleaned.get(f"follow_kind_{number}") and not cleaned.get(f"follow_text_{number}"):
                self.add_error(f"follow_text_{number}", _("Write what will show it, or take away the kind."))
        return cleaned

    def content(self) -> dict[str, Any]:
        """As the operations want it; the accountable function first."""
        data = self.cleaned_data
        names = ("title", "kind", "horizon", "operational_goal", "starts", "due", "description")
        wanted = [data["accountable"], *data["others"]]
        return {
            **{name: data[name] for name in names},
            "causes": [self.offered_causes[key] for key in data["causes"]],
            # Nobody accountable means nobody is first: the others take part only where somebody answers.
            "responsible": [self.functions[key] for key in dict.fromkeys(wanted) if key],
            "follow_ups": self._follow_ups(),
        }

    def _follow_ups(self) -> list[tuple[str, str]]:
        data = self.cleaned_data
        lines = [(data[f"follow_kind_{n}"], data[f"follow_text_{n}"]) for n in self.line_numbers]
        return [(kind or FollowUpKind.INDICATOR, text) for kind, text in lines if text]


def lines_needed(action: Action) -> int:
    return max(LEAST_LINES, len(action.planned_follow_ups.all()) + SPARE_LINES)


def initial_of(action: Action) -> dict[str, Any]:
    names = ("title", "kind", "horizon", "operational_goal", "starts", "due", "description", "version", "state")
    functions = [row.public_id for row in responsible_functions(action)]
    initial = {name: getattr(action, name) for name in names}
    initial |= {"causes": [cause.public_id for cause in action.causes.all()]}
    initial |= {"accountable": functions[0] if functions else "", "others": functions[1:]}
    for number, planned in enumerate(action.planned_follow_ups.all()):
        initial |= {f"follow_kind_{number}": planned.kind, f"follow_text_{number}": planned.text}
    return initial


class ActionStatusForm(LyktaForm):
    state = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("How far has it come?"),
        error_messages={"lykta_required": _("Choose how far it has come.")},
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
        error_messages={"invalid": _("Write the amount in figures, for instance 14 or 2,5.")},
    )
    unit = forms.CharField(
        required=False, max_length=40, label=_("Of what?"), help_text=_("For instance “lamps” or “hours”.")
    )
    text = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Anything to add?"),
        help_text=_("No names of persons and no telephone numbers."),
    )

    def __init__(self, *args: Any, action: Action, decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [state for state in ActionState if state in TRANSITIONS[action.state]]
        if not decides:
            undecided = action.state in (ActionState.PROPOSED, ActionState.CANCELLED)
            allowed = [] if undecided else [state for state in allowed if state in OWNERS_STATES]
        # Shown is what fits now; accepted is every state, so that a double click meets its own first report.
        self.fields["state"].choices = ActionState.choices  # type: ignore[attr-defined]
        self.fields["state"].widget.choices = [(s.value, s.label) for s in allowed]  # type: ignore[attr-defined]
        self.fields["happened"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == ActionState.CANCELLED and not cleaned.get("text"):
            self.add_error("text", _("Write why it is called off, so that others can understand it later."))
        if cleaned.get("unit") and cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Write how many, or leave out what it is of."))
        return cleaned
