"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare
from lykta.facts.evidence.sections import Section, sections
from lykta.facts.incidents.sections import basis, coming, development, feedback, what_happened, where_and_when

sentences.contribute(
    **{
        "incidents.reported": _("Sent report {number}"),
        "incidents.decided": _("Decided on report {number}"),
        "incidents.answered": _("Answered the question about report {number}"),
        "incidents.withdrawn": _("Withdrew report {number}"),
        "incidents.nil_reported": _("Sent a nil report for {period}"),
        "incidents.event_announced": _("Announced a coming event"),
        "incidents.event_cancelled": _("Cancelled a coming event"),
        "incidents.imported": _(
            "Read in reports: {added} new, {unchanged} unchanged, {revised} changed, {rejected} rejected"
        ),
        "incidents.placed_in_areas": _("Moved {moved} reports to the areas in use"),
    }
)

WITH_PUBLIC = frozenset({"internal", "reporters", "public"})

sections.add(Section(basis.KEY, _("What this rests on"), 20, basis.build))
sections.add(Section(what_happened.KEY, _("What has happened"), 30, what_happened.build, WITH_PUBLIC))
sections.add(Section(where_and_when.KEY, _("Where and when"), 40, where_and_when.build))
sections.add(Section(development.KEY, _("Wrong way, right way"), 50, development.build))
sections.add(Section(coming.KEY, _("Coming events"), 60, coming.build))
sections.add(Section(feedback.KEY, _("To you who reported"), 110, feedback.build))

declare(
    "incidents.Incident",
    technical="id public_id municipality number recorded version idempotency_key batch source_system source_id "
    "content_hash",
    internal="category place lon lat qk precision area occurred_from occurred_to reported counted_at observation "
    "certainty felt_unsafe source organization channel state reviewed merged_into",
    free_text="place_text text review_note",
    contact="reported_by",
)
declare(
    "incidents.NilReport",
    technical="id public_id municipality",
    internal="organization period_id reported",
    contact="reported_by",
)
declare(
    "incidents.ComingEvent",
    technical="id public_id municipality idempotency_key",
    internal="place starts ends expected_visitors organization recorded cancelled",
    free_text="title place_text note",
    contact="reported_by",
)
declare("incidents.IncidentChange", technical="municipality change_number last_incident_number")
