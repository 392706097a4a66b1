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


TRANSITIONS: dict[str, set[str]] = {
    PromiseState.DRAFT: {PromiseState.ONGOING},
    PromiseState.ONGOING: {PromiseState.ENDED},
    PromiseState.ENDED: set(),
}


class PointStatus(models.TextChoices):
    """The words that residents and the press understand: yes, partly, no, replaced."""

    NOT_STARTED = "not_started", _("Not started")
    KEPT = "kept", _("Kept")
    PARTLY = "partly", _("Partly kept")
    NOT_KEPT = "not_kept", _("Not kept")
    DONE = "done", _("Done")
    REPLACED = "replaced", _("Replaced")


# What has begun can never be "not started" again; what was replaced is another promise now.
_JUDGED: set[str] = {PointStatus.KEPT, PointStatus.PARTLY, PointStatus.NOT_KEPT, PointStatus.DONE, PointStatus.REPLACED}
POINT_TRANSITIONS: dict[str, set[str]] = {
    PointStatus.NOT_STARTED: _JUDGED,
    PointStatus.KEPT: _JUDGED - {PointStatus.KEPT},
    PointStatus.PARTLY: _JUDGED - {PointStatus.PARTLY},
    PointStatus.NOT_KEPT: _JUDGED - {PointStatus.NOT_KEPT},
    PointStatus.DONE: _JUDGED - {PointStatus.DONE},
    PointStatus.REPLACED: set(),
}


class ReceiptKind(models.TextChoices):
    STARTED = "started", _("Started")
    CARRIED_OUT = "carried_out", _("Carried out")
    DELAYED = "delayed", _("Delayed")
    COMPLETED = "completed", _("Completed")
