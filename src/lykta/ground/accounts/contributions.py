"""What this room registers on the floors below."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.audit.models import AuditEvent
from lykta.base.privacy.data_classes import declare
from lykta.ground.accounts.enums import Role


def _given(event: AuditEvent) -> str:
    return _("Gave access as %(role)s") % {"role": _role(event)}


def _ended(event: AuditEvent) -> str:
    return _("Ended access as %(role)s") % {"role": _role(event)}


def _role(event: AuditEvent) -> str:
    # The person's name is no part of the event: the log page looks it up while the account exists.
    role = event.details.get("role", "")
    return str(Role(role).label).lower() if role in Role.values else "–"


TEXTS: dict[str, str | Promise | Callable[[AuditEvent], str]] = {
    "accounts.account_created": _("Created a login"),
    "accounts.account_closed": _("Closed a login"),
    "accounts.password_set": _("Set a new password for another person"),
    "accounts.organization_created": _("Added the organisation {name}"),
    "accounts.function_created": _("Added the function {title}"),
    "accounts.agreement_set": _("Noted the agreement of {title}: {agreement}, until {ends}"),
    "accounts.grant_given": _given,
    "accounts.grant_ended": _ended,
    "accounts.link_issued": _("Issued a personal link for {title}"),
    "accounts.link_revoked": _("Revoked the personal link for {title}"),
}
sentences.contribute(**TEXTS)

declare(
    "accounts.Account",
    technical="id public_id is_active created created_by last_login credentials_set_by credentials_set_at",
    contact="email name",
    secret="password",
)
declare("accounts.PartnerOrganization", technical="id public_id", internal="name kind is_authority valid_to")
declare(
    "accounts.Function",
    technical="id public_id",
    internal="municipality organization title agreement agreement_ends",
    contact="email",
)
declare(
    "accounts.Grant",
    technical="id public_id",
    internal="function role municipality area_set valid_from valid_to",
    contact="account",
)
declare(
    "accounts.PersonalLink",
    technical="id public_id created created_by_id_text expires revoked",
    internal="municipality function purpose",
    secret="token_hash",
)
