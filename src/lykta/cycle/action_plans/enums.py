from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE = "action_plans.see"
    SEE_OWN = "action_plans.see_own"
    EDIT = "action_plans.edit"
    REPORT_STATUS = "action_plans.report_status"  # for the functions one stands for
    REPORT_ANY_STATUS = "action_plans.report_any_status"


class ActionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


# "Försenad" is not a state: it is a date that has passed while the work is not done.
OPEN_STATES = {ActionState.PROPOSED, ActionState.PLANNED, ActionState.IN_PROGRESS}
TRANSITIONS: dict[str, set[str]] = {
    ActionState.PROPOSED: {ActionState.PLANNED, ActionState.IN_PROGRESS, ActionState.CANCELLED},
    ActionState.PLANNED: {ActionState.IN_PROGRESS, ActionState.DONE, ActionState.CANCELLED},
    ActionState.IN_PROGRESS: {ActionState.IN_PROGRESS, ActionState.DONE, ActionState.CANCELLED},
    ActionState.DONE: {ActionState.IN_PROGRESS},
    ActionState.CANCELLED: {ActionState.PLANNED},
}


class ActionKind(models.TextChoices):
    SITUATIONAL = "situational", _("Situational")
    SOCIAL = "social", _("Social")
    BOTH = "both", _("Both")


class Horizon(models.TextChoices):
    SHORT = "short", _("Short term")
    LONG = "long", _("Long term")


class FollowUpKind(models.TextChoices):
    """What stands in the follow-up cell of a real plan."""

    INDICATOR = "indicator", _("Indicator")
    MILESTONE = "milestone", _("Milestone")
    ONGOING = "ongoing", _("Ongoing")
    NEXT_STEP = "next_step", _("Next step")
