from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    HANDLE = "intake.handle"  # read what came in, take it in or refuse it
    MANAGE = "intake.manage"  # campaigns, posters, keys of other systems


DELIVERY_KEY = "delivery_key"  # the role by which what another system sent is taken in


class IntakeChannel(models.TextChoices):
    RESIDENT = "resident", _("Residents' page")
    API = "api", _("Another system")
    MAIL = "mail", _("E-mail")


class SubmissionState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    QUARANTINED = "quarantined", _("Held back: may point out a person")
    ACCEPTED = "accepted", _("Taken in")
    REFUSED = "refused", _("Not taken in")
    DISPOSED = "disposed", _("Disposed of unread")  # held back longer than it may be kept


class DayPart(models.TextChoices):
    """When on the day it is like that; the hours are those of `HOURS`."""

    MORNING = "morning", _("In the morning")
    DAY = "day", _("In the daytime")
    EVENING = "evening", _("In the evening")
    NIGHT = "night", _("At night")


HOURS = {DayPart.MORNING: (5, 10), DayPart.DAY: (10, 17), DayPart.EVENING: (17, 22), DayPart.NIGHT: (22, 29)}
