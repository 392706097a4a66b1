"""What this room registers on the floors below."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.audit.models import AuditEvent
from lykta.base.privacy.data_classes import declare
from lykta.ground.municipalities.own_settings import OWN_SETTINGS


def changed(event: AuditEvent) -> str:
    names = str(event.details.get("fields", "")).split(", ")
    words = ", ".join(str(OWN_SETTINGS.get(name, name)) for name in names)
    return gettext("Changed the municipality’s settings: {fields}").format(fields=words)


sentences.contribute(**{"municipalities.changed": changed})
sentences.contribute(
    **{
        "municipalities.created": _("Set up the municipality with the code {code}"),
        "municipalities.joined_cooperation": _("Joined the cooperation {name}"),
    }
)

declare(
    "municipalities.Municipality",
    technical="id public_id slug is_demo",
    open="code name population population_year week_cut_weekday week_cut_hour forum_name council_name plan_name "
    "colour_main colour_accent smallest_public_count public_delay_days centre_lon centre_lat takes_resident_reports",
    contact="contact_title contact_email contact_phone fault_email",
)
declare("municipalities.Cooperation", technical="id public_id", open="name members")
