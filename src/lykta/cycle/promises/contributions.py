"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.airlocks.publishing.kinds import Kind, kinds
from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare
from lykta.cycle.promises import public_version
from lykta.cycle.promises.enums import Permission
from lykta.cycle.promises.rules import PUBLICATION

sentences.contribute(**{
    "promises.drafted": _("Drafted a promise"),
    "promises.changed": _("Changed a promise"),
    "promises.point_added": _("Added point {point} to a promise"),
    "promises.point_changed": _("Changed point {point} of a promise"),
    "promises.receipt_recorded": _("Recorded a receipt for point {point} of a promise"),
    "promises.point_status_set": _("Set the status of point {point} of a promise"),
    "promises.state_set": _("Set the state of a promise"),
})  # fmt: skip
kinds.add(
    Kind(
        PUBLICATION,
        _("Promise to the residents"),
        Permission.RELEASE,
        public_version.validate,
        public_version.STANDING,
    )
)
declare(
    "promises.CitizenPromise",
    technical="id public_id version idempotency_key",
    internal="municipality giver problem starts ends decision_date state created",
    free_text="title background how_we_know decision_body decision_paragraph",
)
declare(
    "promises.PromisePoint",
    technical="id public_id",
    internal="promise number kind target_amount status status_changed actions",
    free_text="text unit",
)
declare(
    "promises.Receipt",
    technical="id public_id",
    internal="point kind happened amount action_status recorded",
    free_text="unit text",
    contact="recorded_by_name",
)
