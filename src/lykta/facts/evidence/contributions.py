"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare

sentences.contribute(
    **{
        "evidence.imported": _(
            "Read in a file ({importer}): {read} rows, {added} new, {unchanged} unchanged, {revised} changed, "
            "{rejected} rejected"
        ),
    }
)

declare(
    "evidence.Category",
    technical="id public_id parent municipality position",
    open="code label_sv label_en definition_sv is_positive active_to",
)
declare(
    "evidence.ImportBatch",
    technical="id public_id municipality file_hash",
    internal="importer file_name closed read added unchanged revised rejected rejections",
    contact="imported_by_name",
)
declare("evidence.Reference", technical="id municipality upper_kind upper_id lower_kind lower_id", internal="created")
