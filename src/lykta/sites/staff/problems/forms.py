"""The problem, its causes and its follow-up, as forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.cycle.action_plans.models import Action
from lykta.cycle.cause_analysis.enums import TRANSITIONS, CauseKind, EvidenceKind, ProblemState
from lykta.cycle.cause_analysis.models import Cause, Problem
from lykta.cycle.follow_up.enums import Layer, Verdict
from lykta.cycle.situation_reports.enums import Light
from lykta.facts.incidents.models import Incident
from lykta.ground.areas.models import Place
from lykta.ground.areas.queries import areas_of
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import DateInput, LyktaForm
from lykta.sites.templatetags.lykta import moment

NOT_CHOSEN = ("", "–")


def rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class ProblemForm(LyktaForm):
    title = forms.CharField(
        max_length=160,
        label=_("What keeps happening, and where?"),
        help_text=_("For instance “Windows are broken at the school in the evenings”."),
    )
    description = forms.CharField(
        required=False,
        max_length=4000,
        widget=rows(5),
        label=_("Describe the problem"),
        help_text=_("What we know, how often and since when. Places and situations, never persons."),
    )
    place = forms.ChoiceField(required=False, label=_("Place"))
    area = forms.ChoiceField(required=False, label=_("Area"))
    time_pattern = forms.CharField(
        required=False,
        max_length=200,
        label=_("When does it happen?"),
        help_text=_("For instance “weekdays between 20 and 23, most in winter”."),
    )
    exposed_group = forms.CharField(
        required=False,
        max_length=200,
        label=_("Who is exposed?"),
        help_text=_("As a group: pupils, those who live there, staff. Never single persons."),
    )
    consequences = forms.CharField(required=False, max_length=2000, widget=rows(3), label=_("What does it lead to?"))
    effect_goal = forms.CharField(
        required=False,
        max_length=300,
        label=_("What do we want to see instead?"),
        help_text=_("The effect goal, so that we later can say whether it helped."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {row.public_id: row for row in Place.objects.for_municipality(municipality).order_by("name")}
        self.areas = {row.public_id: row for row in areas_of(municipality)}
        self.fields["place"].choices = _choices(self.places)  # type: ignore[attr-defined]
        self.fields["area"].choices = _choices(self.areas)  # type: ignore[attr-defined]
        for name in ("place", "area"):
            self.fields[name].error_messages["invalid_choice"] = _("It is not in the list any more. Choose another.")

    def content(self) -> dict[str, Any]:
        """As the operations want it."""
        data = self.cleaned_data
        texts = ("title", "description", "time_pattern", "exposed_group", "consequences", "effect_goal")
        content = {name: data[name] for name in texts}
        return {**content, "place": self.places.get(data["place"]), "area": self.areas.get(data["area"])}


def _choices(named: dict[str, Any]) -> list[tuple[str, str]]:
    return [NOT_CHOSEN, *((public_id, row.name) for public_id, row in named.items())]


def initial_of(problem: Problem) -> dict[str, Any]:
    names = ("title", "description", "time_pattern", "exposed_group", "consequences", "effect_goal", "version")
    initial = {name: getattr(problem, name) for name in names}
    initial["place"] = problem.place.public_id if problem.place else ""
    initial["area"] = problem.area.public_id if problem.area else ""
    return initial


class LiftForm(ProblemForm):
    """A problem lifted from reports: those one came with are ticked, and can be left out."""

    incidents = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("The reports it rests on")
    )

    def __init__(self, *args: Any, candidates: Iterable[Incident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {row.public_id: row for row in candidates}
        self.fields["incidents"].choices = [  # type: ignore[attr-defined]
            (public_id, incident_label(row)) for public_id, row in self.candidates.items()
        ]
        self.fields["incidents"].initial = list(self.candidates)

    def chosen(self) -> list[Incident]:
        return [self.candidates[public_id] for public_id in self.cleaned_data["incidents"]]


def incident_label(row: Incident) -> str:
    where = row.place.name if row.place else row.place_text
    return ", ".join(part for part in (str(row.number), str(row.category), where, moment(row.occurred_from)) if part)


class CauseForm(LyktaForm):
    text = forms.CharField(
        max_length=500,
        widget=rows(2),
        label=_("Why does it happen, here and now?"),
        help_text=_("One cause at a time. The problem in other words is no cause: ask “why” once more."),
    )
    kind = forms.ChoiceField(choices=CauseKind.choices, widget=forms.RadioSelect, label=_("What is it about?"))
    evidence_kind = forms.ChoiceField(
        choices=EvidenceKind.choices,
        initial=EvidenceKind.ASSUMPTION,
        widget=forms.RadioSelect,
        label=_("How do we know?"),
    )
    evidence_note = forms.CharField(required=False, max_length=500, widget=rows(2), label=_("What does that rest on?"))
    can_influence = forms.BooleanField(required=False, initial=True, label=_("We can do something about it"))

    def content(self) -> dict[str, Any]:
        names = ("text", "kind", "evidence_kind", "evidence_note", "can_influence")
        return {name: self.cleaned_data[name] for name in names}


def initial_of_cause(cause: Cause, problem: Problem) -> dict[str, Any]:
    names = ("text", "kind", "evidence_kind", "evidence_note", "can_influence")
    return {**{name: getattr(cause, name) for name in names}, "version": problem.version}


class StateForm(LyktaForm):
    state = forms.ChoiceField(label=_("Change the state to"))

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = TRANSITIONS[problem.state]
        # Every state is read, so that the operation can say why the step is not possible any more.
        self.fields["state"].choices = ProblemState.choices  # type: ignore[attr-defined]
        self.fields["state"].widget.choices = [  # type: ignore[attr-defined]
            (state.value, state.label) for state in ProblemState if state in allowed
        ]
        self.fields["version"].initial = problem.version


class FollowUpForm(LyktaForm):
    layer = forms.ChoiceField(choices=Layer.choices, widget=forms.RadioSelect, label=_("What are you following up?"))
    action = forms.ChoiceField(
        required=False,
        label=_("Which action?"),
        help_text=_("Leave empty for the whole problem. What it led to is always judged for the whole problem."),
    )
    day = forms.DateField(widget=DateInput(), label=_("Day"))
    light = forms.ChoiceField(
        required=False,
        choices=[NOT_CHOSEN, *Light.choices],
        label=_("How was it carried out?"),
        help_text=_("Green: as intended. Yellow: partly. Red: not as intended."),
    )
    verdict = forms.ChoiceField(
        required=False,
        choices=[NOT_CHOSEN, *Verdict.choices],
        label=_("Verdict on what it led to"),
        help_text=_("Only for what it led to. “Cannot be decided” is also a result."),
    )
    text = forms.CharField(
        max_length=1800, widget=rows(4), label=_("What do you base it on?"), help_text=_("Numbers, dates, comparison.")
    )
    hours = forms.DecimalField(required=False, min_value=0, localize=True, label=_("Hours spent"))
    cost_sek = forms.IntegerField(required=False, min_value=0, label=_("Cost in kronor"))

    def __init__(self, *args: Any, actions: Iterable[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {row.public_id: row for row in actions}
        self.fields["action"].choices = [  # type: ignore[attr-defined]
            NOT_CHOSEN, *((public_id, f"{row.number}. {row.title}") for public_id, row in self.actions.items())
        ]  # fmt: skip
        self.fields["day"].initial = timezone.localdate()

    def content(self) -> dict[str, Any]:
        names = ("layer", "day", "light", "verdict", "text", "hours", "cost_sek")
        content = {name: self.cleaned_data[name] for name in names}
        return {**content, "action": self.actions.get(self.cleaned_data["action"])}
