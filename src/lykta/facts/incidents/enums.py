from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    REPORT = "incidents.report"  # report, send a nil report, announce a coming event
    SEE_OWN = "incidents.see_own"  # reports of the own organisation, with text
    SEE_ALL = "incidents.see_all"  # all reports, with text
    SEE_REPORTER = "incidents.see_reporter"  # who reported
    REVIEW = "incidents.review"
    HANDLE_QUARANTINE = "incidents.handle_quarantine"  # read and clean what was held back; each look is logged
    REMIND = "incidents.remind"  # see who was heard from, remind, set the rhythm of reminders


class State(models.TextChoices):
    REPORTED = "reported", _("Waiting for review")
    RETURNED = "returned", _("Question to the reporter")
    REVIEWED = "reviewed", _("Reviewed")
    OUT_OF_SCOPE = "out_of_scope", _("Belongs elsewhere")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")
    QUARANTINED = "quarantined", _("Held back: may point out a person")


# What counts in a lägesbild: reviewed reports, each event once.
TRANSITIONS: dict[str, set[str]] = {
    State.REPORTED: {State.REVIEWED, State.RETURNED, State.OUT_OF_SCOPE, State.WITHDRAWN, State.QUARANTINED},
    State.RETURNED: {State.REPORTED, State.REVIEWED, State.OUT_OF_SCOPE, State.WITHDRAWN, State.QUARANTINED},
    State.REVIEWED: {State.REPORTED, State.OUT_OF_SCOPE},
    State.OUT_OF_SCOPE: {State.REPORTED},
    State.WITHDRAWN: set(),
    State.QUARANTINED: {State.REPORTED, State.OUT_OF_SCOPE, State.WITHDRAWN},
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
    LINK = "link", _("Personal link")
    RESIDENT = "resident", _("Residents' page")
    API = "api", _("Another system")
    MAIL = "mail", _("E-mail")
    IMPORT = "import", _("Import")


class ReportedTo(models.TextChoices):
    """Where the reporter has told of it already: asked so that nobody has to type it twice."""

    POLICE = "police", _("The police")
    FAULT = "fault", _("Fault reports")


class NoticeKind(models.TextChoices):
    FEEDBACK = "feedback", _("What was done")
    REMINDER = "reminder", _("Reminder")


class FileState(models.TextChoices):
    """A file on its way in. `checking` and `running` are held by a lease: a killed worker's file is taken up again."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    WAITING = "waiting", _("Waiting to be read in")
    RUNNING = "running", _("Being read in")
    DONE = "done", _("Read in")
    FAILED = "failed", _("Not read in")
    WITHDRAWN = "withdrawn", _("Withdrawn")
