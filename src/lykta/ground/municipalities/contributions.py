"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences

sentences.contribute(
    **{
        "municipalities.created": _("Set up the municipality with the code {code}"),
        "municipalities.changed": _("Changed the municipality’s settings: {fields}"),
        "municipalities.joined_cooperation": _("Joined the cooperation {name}"),
    }
)
