"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences

sentences.contribute(
    **{
        "evidence.imported": _(
            "Read in a file ({importer}): {read} rows, {added} new, {unchanged} unchanged, {revised} changed, "
            "{rejected} rejected"
        ),
    }
)
