from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE = "cause_analysis.see"
    EDIT = "cause_analysis.edit"


class ProblemState(models.TextChoices):
    WATCHED = "watched", _("Watched")
    ANALYSED = "analysed", _("In-depth analysis")
    ACTED_ON = "acted_on", _("Being acted on")
    FOLLOWED_UP = "followed_up", _("Being followed up")
    CLOSED = "closed", _("Closed")


TRANSITIONS: dict[str, set[str]] = {
    ProblemState.WATCHED: {ProblemState.ANALYSED, ProblemState.ACTED_ON, ProblemState.CLOSED},
    ProblemState.ANALYSED: {ProblemState.WATCHED, ProblemState.ACTED_ON, ProblemState.CLOSED},
    ProblemState.ACTED_ON: {ProblemState.ANALYSED, ProblemState.FOLLOWED_UP, ProblemState.CLOSED},
    ProblemState.FOLLOWED_UP: {ProblemState.ANALYSED, ProblemState.ACTED_ON, ProblemState.CLOSED},
    ProblemState.CLOSED: {ProblemState.WATCHED, ProblemState.ANALYSED},  # it came back
}


class CauseKind(models.TextChoices):
    PLACE = "place", _("Place or object")
    EXPOSED = "exposed", _("Those exposed")
    OFFENDING = "offending", _("Those who commit")
    CONTROL = "control", _("Lack of oversight")
    SOCIETY = "society", _("School, family, society")


class EvidenceKind(models.TextChoices):
    ASSUMPTION = "assumption", _("Assumption")
    DATA = "data", _("Supported by our data")
    RESEARCH = "research", _("Supported by research")
