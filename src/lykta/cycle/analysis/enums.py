from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE = "analysis.see"
    RUN = "analysis.run"  # ask a question, put an answer into a lägesbild or take it out


class Kind(models.TextChoices):
    PATTERN = "pattern", _("Where, when and how it changes")
    EFFECT = "effect", _("Did it work?")


class Outcome(models.TextChoices):
    """What an answer says in one word. `undecided` is a result, not a failure."""

    FOUND = "found", _("Beyond chance")
    NOTHING = "nothing", _("No more than chance")
    UNDECIDED = "undecided", _("Cannot be decided")
    DESCRIBED = "described", _("Description")
    IMPROVEMENT = "improvement", _("Improvement")
    NO_CLEAR_CHANGE = "no_clear_change", _("No clear change")
    WORSE = "worse", _("Worse")
