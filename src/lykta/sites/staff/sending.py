"""A form that an operation may refuse: the sentence stands at the field, and what the person wrote stays there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.forms.widgets import HiddenInput

from lykta.base.kernel.actor import NotNow

Result = TypeVar("Result")


def sent(form: forms.Form, act: Callable[[], Result]) -> Result | None:
    """What the operation gave, or None with the reason added to the form."""
    try:
        return act()
    except NotNow as problem:
        form.add_error(_field_of(form, problem), problem.message)
        return None


def _field_of(form: forms.Form, problem: NotNow) -> str | None:
    name = getattr(problem, "field", None)
    shown = name in form.fields and not isinstance(form.fields[name].widget, HiddenInput)
    return name if shown else None
