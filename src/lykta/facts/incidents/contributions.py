"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.audit.models import AuditEvent
from lykta.base.privacy.data_classes import declare
from lykta.facts.evidence.sections import Section, sections
from lykta.facts.incidents.quarantine import Harmless
from lykta.facts.incidents.sections import basis, coming, development, feedback, what_happened, where_and_when


def _found_harmless(event: AuditEvent) -> str:
    values = {"number": event.details.get("number", "–"), "reason": Harmless(event.details["reason"]).label}
    return _("Let report %(number)s out of quarantine as harmless: %(reason)s") % values


sentences.contribute(
    **{
        "incidents.reported": _("Sent report {number}"),
        "incidents.decided": _("Decided on report {number}"),
        "incidents.answered": _("Answered the question about report {number}"),
        "incidents.withdrawn": _("Withdrew report {number}"),
        "incidents.undone": _("Undid the decision on report {number}"),
        "incidents.edited": _("Corrected report {number}"),
        "incidents.masked": _("Hid words in report {number}"),
        "incidents.merged": _("Merged report {number} into report {into}"),
        "incidents.split": _("Took report {number} apart from report {into}"),
        "incidents.led": _("Let report {number} lead its event instead of report {before}"),
        "incidents.handed_over": _("Passed report {number} on as a fault report"),
        "incidents.held_looked_at": _("Read report {number}, which is held back"),
        "incidents.held_masked": _("Hid words in report {number} and let it out of quarantine"),
        "incidents.held_refused": _("Report {number} was held back and belongs elsewhere; its text is removed"),
        "incidents.held_disposed": _("Report {number} was held back for 14 days; its text is removed"),
        "incidents.picture_approved": _("Approved the picture of report {number}"),
        "incidents.picture_removed": _("Removed the picture of report {number}"),
        "incidents.pictures_disposed": _("Removed {pictures} pictures whose time was over"),
        "incidents.nil_reported": _("Sent a nil report for {period}"),
        "incidents.event_announced": _("Announced a coming event"),
        "incidents.event_cancelled": _("Cancelled a coming event"),
        "incidents.course_completed": _("Went through the course for reporters"),
        "incidents.imported": _(
            "Read in reports: {added} new, {unchanged} unchanged, {revised} changed, {rejected} rejected"
        ),
        "incidents.reminded": _("Reminded a reporter at {organization} about {period}"),
        "incidents.rhythm_set": _("Changed when reporters are reminded"),
        "incidents.rhythm_dropped": _("Let {organization} be reminded when the others are"),
        "incidents.pause_added": _("Noted a pause in the reporting, {first} to {last}"),
        "incidents.pause_removed": _("Removed a pause in the reporting, {first} to {last}"),
        "incidents.fed_back": _("Told a reporter what was done about {period}"),
        "incidents.file_uploaded": _("Uploaded a file of reports"),
        "incidents.file_removed": _("Removed an uploaded file of reports"),
        "incidents.batch_withdrawn": _("Withdrew a file that had been read in: {taken} reports removed, {kept} kept"),
        "incidents.placed_in_areas": _("Moved {moved} reports to the areas in use"),
    }
)

sentences.contribute(**{"incidents.held_released": _found_harmless})

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
    "certainty felt_unsafe reasons reported_to is_outside picture source organization function channel state reviewed "
    "merged_into held_since",
    free_text="place_text text review_note",
    contact="reported_by",
)
declare(
    "incidents.NilReport",
    technical="id public_id municipality",
    internal="organization function period_id reported",
    contact="reported_by",
)
declare(
    "incidents.ComingEvent",
    technical="id public_id municipality idempotency_key",
    internal="place starts ends expected_visitors organization function recorded cancelled",
    free_text="title place_text note",
    contact="reported_by",
)
declare("incidents.IncidentChange", technical="municipality change_number last_incident_number")
declare(
    "incidents.IncidentRevision",
    technical="id municipality incident version",
    internal="made",
    free_text="before",
    contact="made_by_name",
)
declare(
    "incidents.Merge",
    technical="id municipality merged into",
    internal="state_before reviewed_before made",
    free_text="note_before",
    contact="made_by_name",
)
declare(
    "incidents.FaultHandover",
    technical="id public_id municipality incident",
    internal="reference handed_over",
    contact="to handed_over_by_name",
)
declare(
    "incidents.ReporterNotice",
    technical="id municipality",
    internal="kind period_id function sent",
    contact="account",
)
declare(
    "incidents.ReminderRhythm",
    technical="id municipality",
    internal="organization is_on weekday hour",
)
declare(
    "incidents.ReportingPause",
    technical="id public_id municipality",
    internal="organization first_day last_day label",
)
declare(
    "incidents.CourseCompletion",
    technical="id municipality course_version",
    internal="function completed",
    contact="account",
)
declare(
    "incidents.ColumnMapping",
    technical="id public_id municipality",
    internal="name columns categories options changed",
)
declare(
    "incidents.IncomingFile",
    technical="id public_id municipality file_hash lease_until batch",
    internal="file_name size columns categories options state rows_total rows_done verdict problem uploaded",
    contact="uploaded_by",
)
