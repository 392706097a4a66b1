from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    MANAGE = "accounts.manage"
    SEE_LOG = "audit.see"


class Role(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    COORDINATOR = "coordinator", _("Coordinator")
    POLICE_OFFICER = "municipal_police_officer", _("Municipal police officer")
    ACTION_OWNER = "action_owner", _("Action owner")
    COUNCIL_MEMBER = "council_member", _("Council member")
    REGISTRAR = "registrar", _("Registrar")
    ADMINISTRATOR = "administrator", _("Administrator")


class OrganizationKind(models.TextChoices):
    """Also the `source` of a report: who saw it, not which system it came through."""

    MUNICIPALITY = "municipality", _("Municipality")
    POLICE = "police", _("Police")
    HOUSING = "housing", _("Housing company")
    SCHOOL = "school", _("School")
    GUARD = "guard", _("Guards")
    SHOP = "shop", _("Shops and business")
    ASSOCIATION = "association", _("Association")
    RESIDENT = "resident", _("Residents")
    OTHER = "other", _("Other")


class LinkPurpose(models.TextChoices):
    ACTION_OWNER = "action_owner", _("Actions of a function")
    REPORTER = "report_by_link", _("Reports of a function")
