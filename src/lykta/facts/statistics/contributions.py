"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.privacy.data_classes import declare
from lykta.facts.evidence.sections import Section, sections
from lykta.facts.statistics.sections import police_events

sections.add(Section(police_events.KEY, _("The police's notices"), 55, police_events.build))

declare(
    "statistics.PoliceEvent",
    technical="id public_id source_id content_hash revision batch seen",
    open="published occurred kind title url location_name title_place municipality_name municipality_code "
    "location_lat location_lon is_summary",
    free_text="summary",
)
declare("statistics.PoliceEventRevision", technical="id event revision replaced", free_text="content")
