from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    REPORT = "incidents.report"  # report, send a nil report, announce a coming event
    SEE_OWN = "incidents.see_own"  # reports of the own organisation, with text
    SEE_ALL = "incidents.see_all"  # all reports, with text
    SEE_REPORTER = "incidents.see_reporter"  # who reported
    REVIEW = "incidents.review"


class State(models.TextChoices):
    REPORTED = "reported", _("Waiting for review")
    RETURNED = "returned", _("Question to the reporter")
    REVIEWED = "reviewed", _("Reviewed")
    OUT_OF_SCOPE = "out_of_scope", _("Belongs elsewhere")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")


# What counts in a lägesbild: reviewed reports, each event once.
TRANSITIONS: dict[str, set[str]] = {
    State.REPORTED: {State.REVIEWED, State.RETURNED, State.OUT_OF_SCOPE, State.WITHDRAWN},
    State.RETURNED: {State.REPORTED, State.REVIEWED, State.OUT_OF_SCOPE, State.WITHDRAWN},
    State.REVIEWED: {State.REPORTED, State.OUT_OF_SCOPE},
    State.OUT_OF_SCOPE: {State.REPORTED},
    State.WITHDRAWN: set(),
}


class Precision(models.TextChoices):
    POINT = "point", _("Exact point")
    ADDRESS = "address", _("Address or named place")
    AREA = "area", _("Somewhere in the area")
    MISSING = "missing", _("No position")


class Observation(models.TextChoices):
    OWN = "own", _("I saw it myself or saw the traces")
    TOLD = "told", _("Somebody told me")
    RUMOUR = "rumour", _("A rumour")


class Certainty(models.TextChoices):
    SURE = "sure", _("Sure")
    FAIRLY = "fairly", _("Fairly sure")
    UNSURE = "unsure", _("Unsure")


class Channel(models.TextChoices):
    FORM = "form", _("Form")
    IMPORT = "import", _("Import")
