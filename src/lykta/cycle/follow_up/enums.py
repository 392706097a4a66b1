from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE = "follow_up.see"
    EDIT = "follow_up.edit"


class Layer(models.TextChoices):
    """Brå's three: was it done, how did it go, what came of it."""

    OUTPUT = "output", _("What was done")
    PROCESS = "process", _("How it went")
    EFFECT = "effect", _("What it led to")


class Verdict(models.TextChoices):
    IMPROVEMENT = "improvement", _("Improvement")
    NO_CLEAR_CHANGE = "no_clear_change", _("No clear change")
    WORSE = "worse", _("Worse")
    CANNOT_BE_DECIDED = "cannot_be_decided", _("Cannot be decided")
