from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE = "promises.see"
    EDIT = "promises.edit"
    RELEASE = "promises.release"


class Giver(models.TextChoices):
    MUNICIPALITY = "municipality", _("The municipality")
    POLICE = "police", _("The police")
    TOGETHER = "together", _("The municipality and the police together")


class PromiseKind(models.TextChoices):
    QUANTIFIED = "quantified", _("A number of times or things")
    CONTINUOUS = "continuous", _("All the time")
    CONDITIONAL = "conditional", _("When somebody asks")
    ONCE = "once", _("Once")


class PromiseState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ONGOING = "ongoing", _("In progress")
    ENDED = "ended", _("Ended")


class PointStatus(models.TextChoices):
    """The words that residents and the press understand: yes, partly, no, replaced."""

    NOT_STARTED = "not_started", _("Not started")
    KEPT = "kept", _("Kept")
    PARTLY = "partly", _("Partly kept")
    NOT_KEPT = "not_kept", _("Not kept")
    DONE = "done", _("Done")
    REPLACED = "replaced", _("Replaced")


class ReceiptKind(models.TextChoices):
    STARTED = "started", _("Started")
    CARRIED_OUT = "carried_out", _("Carried out")
    DELAYED = "delayed", _("Delayed")
    COMPLETED = "completed", _("Completed")
