"""The reporters' course as a page: the same by login and by personal link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lykta.base.kernel.actor import Actor
from lykta.facts.incidents.course import STEPS, Step
from lykta.facts.incidents.course_operations import complete_course, completion_of
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import LyktaForm


class CourseForm(LyktaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in STEPS:
            self.fields[step.key] = forms.TypedChoiceField(
                coerce=int,
                choices=[(str(at), answer) for at, answer in enumerate(step.question.answers)],
                widget=forms.RadioSelect,
                label=str(step.question.asks),
                error_messages={"required": _("Choose an answer.")},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for step in STEPS:
            if step.key in cleaned and cleaned[step.key] != step.question.right:
                self.add_error(step.key, _("Not quite. %(because)s") % {"because": step.question.because})
        return cleaned

    def steps(self) -> list[tuple[Step, forms.BoundField]]:
        return [(step, self[step.key]) for step in STEPS]


def course_page(request: HttpRequest, *, by: Actor, municipality: Municipality, base: str) -> HttpResponse:
    """`base` is the template of the door: the page looks like the rest of it."""
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = {step.key: form.cleaned_data[step.key] for step in STEPS}
        complete_course(municipality=municipality, answers=answers, by=by)
    context = {"form": form, "base": base, "done": completion_of(by, municipality), "steps": form.steps()}
    return render(request, "sites/course.html", context, status=422 if form.errors else 200)
