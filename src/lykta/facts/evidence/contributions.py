"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare

sentences.contribute(
    **{
        "evidence.category_added": _("Added the category {code}"),
        "evidence.category_changed": _("Changed the category {code}"),
        "evidence.imported": _(
            "Read in a file ({importer}): {read} rows, {added} new, {unchanged} unchanged, {revised} changed, "
            "{rejected} rejected"
        ),
    }
)

declare(
    "evidence.Category",
    technical="id public_id parent municipality position",
    open="code label_sv label_en definition_sv is_positive active_from active_to is_by_place takes_reasons guidance_sv "
    "guidance_en",
)
declare(
    "evidence.ImportBatch",
    technical="id public_id municipality file_hash",
    internal="importer file_name closed read added unchanged revised rejected rejections withdrawn",
    contact="imported_by_name withdrawn_by_name",
)
declare("evidence.Reference", technical="id municipality upper_kind upper_id lower_kind lower_id", internal="created")
