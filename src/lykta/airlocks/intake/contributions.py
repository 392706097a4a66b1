"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare

sentences.contribute(
    **{
        "intake.accepted": _("Took in a report from outside"),
        "intake.refused": _("Did not take in a report from outside"),
        "intake.looked": _("Looked at a report from outside that is held back"),
        "intake.answered": _("Answered a report from outside by e-mail; the address was deleted"),
        "intake.categories_chosen": _("Chose what residents may report: {categories}"),
        "intake.campaign_made": _("Made a campaign for residents"),
        "intake.campaign_changed": _("Changed a campaign for residents"),
        "intake.campaign_ended": _("Ended a campaign for residents"),
        "intake.key_made": _("Made a key for another system of {organization}"),
        "intake.key_revoked": _("Revoked a key of another system of {organization}"),
    }
)

declare(
    "intake.FormVersion",
    technical="id municipality kind version content_hash pushed",
    open="definition",
)
declare("intake.Campaign", technical="id public_id municipality created", open="title intro first_day last_day")
declare(
    "intake.DeliveryKey",
    technical="id public_id municipality organization_public_id created expires revoked",
    internal="organization_name source label",
    secret="token_hash",
)
declare(
    "intake.Submission",
    technical="id public_id municipality form_version campaign delivery_key idempotency_key content_hash dispose_after",
    internal="channel received state decided taken_in_as",
    free_text="payload note",
    contact="reply_email",
)
declare("intake.RateCount", technical="id who window count")
