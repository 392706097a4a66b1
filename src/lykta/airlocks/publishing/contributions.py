"""What this room registers on the floors below."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.airlocks.publishing import checks  # noqa: F401  (registers the system check)
from lykta.airlocks.publishing.kinds import kinds
from lykta.base.audit import sentences
from lykta.base.audit.models import AuditEvent
from lykta.base.privacy.data_classes import declare


def _about(text: Promise) -> Callable[[AuditEvent], str]:
    """The sentence with what kind of thing it was: "Proposed for publication: situation report"."""

    def read(event: AuditEvent) -> str:
        key = event.details.get("kind", "")
        words = str(text).format_map({"number": event.details.get("number", "–")})
        return f"{words}: {kinds.get(key).title}" if key in kinds else words

    return read


sentences.contribute(
    **{
        "publishing.proposed": _about(_("Proposed for publication")),
        "publishing.released": _about(_("Released version {number} as the second person")),
        "publishing.declined": _about(_("Declined a proposal for publication")),
        "publishing.withdrawn": _about(_("Withdrew version {number} from the public")),
        "publishing.standing_proposed": _about(_("Approved a standing release as the first person")),
        "publishing.standing_approved": _about(_("Approved a standing release as the second person")),
        "publishing.standing_ended": _about(_("Ended a standing release")),
        "publishing.values_flowed": _about(_("New values flowed out by a standing release")),
    }
)

declare(
    "publishing.Proposal",
    technical="id public_id kind key state proposed proposed_by_id_text",
    internal="municipality title content",
    contact="proposed_by_name",
    free_text="decline_reason",
)
declare(
    "publishing.Release",
    technical="id public_id kind key number is_latest released_by_id_text seconded_by_id_text",
    open="municipality title content released withdrawn",
    free_text="withdrawal_reason",
)
declare(
    "publishing.StandingRelease",
    technical="id public_id kind approved approved_by_id_text seconded_by_id_text ended",
    internal="municipality",
)
declare("publishing.StandingValue", technical="id kind key updated", open="municipality values")
