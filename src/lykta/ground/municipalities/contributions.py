"""What this room registers on the floors below."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.audit.models import AuditEvent
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
