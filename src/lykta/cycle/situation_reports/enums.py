from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE_INTERNAL = "situation_reports.see_internal"
    SEE_FOR_REPORTERS = "situation_reports.see_for_reporters"
    EDIT = "situation_reports.edit"
    ADOPT = "situation_reports.adopt"
    EXPORT = "situation_reports.export"
    RELEASE = "situation_reports.release"  # propose for release, and second another's proposal


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Adopted")


TRANSITIONS: dict[str, set[str]] = {
    State.DRAFT: {State.PROPOSED},
    State.PROPOSED: {State.DRAFT, State.ADOPTED},
    State.ADOPTED: set(),
}


class Light(models.TextChoices):
    GREEN = "green", _("Green")
    YELLOW = "yellow", _("Yellow")
    RED = "red", _("Red")
