"""Reports of what happens at places. No person is the subject of any of these rows."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lykta.base.files.models import Picture
from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow, ScopedManager, ScopedQuerySet
from lykta.facts.evidence.models import Category, ImportBatch
from lykta.facts.incidents.enums import Certainty, Channel, FileState, NoticeKind, Observation, Precision, State
from lykta.ground.accounts.enums import OrganizationKind
from lykta.ground.accounts.models import Account, Function, PartnerOrganization
from lykta.ground.areas.models import Area, Place
from lykta.ground.municipalities.models import Municipality


class IncidentQuerySet(ScopedQuerySet):
    def counted(self) -> "IncidentQuerySet":
        """What a lägesbild counts: reviewed, and each event once."""
        return self.filter(state=State.REVIEWED, merged_into__isnull=True)

    def occurring(self, start: object, end: object) -> "IncidentQuerySet":
        return self.filter(counted_at__gte=start, counted_at__lt=end)


class Incident(MunicipalRow):
    """One report of one event. A report of an event that another report tells already points at it (`merged_into`)."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # runs within the municipality; what people say on the telephone

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)  # "norra sidan", "bakom kiosken"
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    qk = models.BigIntegerField(null=True, blank=True)  # Morton key at zoom 26
    precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.POINT)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    occurred_from = models.DateTimeField()
    occurred_to = models.DateTimeField()
    reported = models.DateTimeField(default=timezone.now)
    recorded = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField()  # the moment by which it belongs to a period, see kernel.periods

    observation = models.CharField(max_length=10, choices=Observation.choices, default=Observation.OWN)
    certainty = models.CharField(max_length=10, choices=Certainty.choices, default=Certainty.SURE)
    text = models.TextField(max_length=2000, blank=True)
    felt_unsafe = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, blank=True)  # codes of what makes the place unsafe
    reported_to = models.JSONField(default=list, blank=True)  # ReportedTo: told there already
    is_outside = models.BooleanField(default=False)  # the position lies outside the municipality
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    source = models.CharField(max_length=20, choices=OrganizationKind.choices)
    organization = models.ForeignKey(
        PartnerOrganization, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Who answers for it where there is no login: a personal link says which function, not which person.
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.FORM)

    state = models.CharField(max_length=12, choices=State.choices, default=State.REPORTED)
    review_note = models.CharField(max_length=500, blank=True)  # the question, or where it belongs instead
    reviewed = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates")
    held_since = models.DateTimeField(null=True, blank=True)  # in quarantine since
    version = models.PositiveIntegerField(default=1)  # a page that shows an older one may not overwrite

    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_system = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=80, null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = ScopedManager.from_queryset(IncidentQuerySet)()

    class Meta(MunicipalRow.Meta):
        ordering = ["-counted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="incident_number"),
            models.UniqueConstraint(
                fields=["municipality", "source_system", "source_id"],
                condition=Q(source_id__isnull=False),
                name="incident_source_id",
            ),
            models.CheckConstraint(condition=Q(occurred_to__gte=F("occurred_from")), name="incident_interval"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True, qk__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, qk__isnull=False),
                name="incident_position_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "counted_at"]),
            models.Index(fields=["municipality", "state", "counted_at"]),
            models.Index(fields=["municipality", "state", "reported"]),  # the queue, oldest first
            models.Index(fields=["municipality", "qk"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.category}"


class IncidentRevision(MunicipalRow):
    """What a report said before somebody changed it. A masked text is not kept here: it is gone."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()  # of the report before the change
    made = models.DateTimeField(default=timezone.now)
    made_by_name = models.CharField(max_length=200)
    before = models.JSONField(default=dict)  # {"category": label, "place": name, "text": …}: only what was changed

    class Meta(MunicipalRow.Meta):
        ordering = ["-version"]


class Merge(MunicipalRow):
    """That a report was found to tell of another one's event, and what it was before: taken back, it is that again.

    Together the rows make a tree per event; `Incident.merged_into` always points at its root, the one that counts.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    merged = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="merge")
    into = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    state_before = models.CharField(max_length=12, choices=State.choices, default=State.REPORTED)
    note_before = models.CharField(max_length=500, blank=True)
    reviewed_before = models.DateTimeField(null=True, blank=True)
    made = models.DateTimeField(default=timezone.now)
    made_by_name = models.CharField(max_length=200)

    class Meta(MunicipalRow.Meta):
        ordering = ["made", "pk"]


class FaultHandover(MunicipalRow):
    """A report passed on to whoever mends broken things, with the reference they gave back."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="handovers")
    to = models.CharField(max_length=254)  # address or name of the fault system
    reference = models.CharField(max_length=80, blank=True)
    handed_over = models.DateTimeField(default=timezone.now)
    handed_over_by_name = models.CharField(max_length=200)

    class Meta(MunicipalRow.Meta):
        ordering = ["-handed_over"]


class NilReport(MunicipalRow):
    """ "Nothing to report": as important for the picture as a report."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(PartnerOrganization, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    period_id = models.CharField(max_length=30)
    reported = models.DateTimeField(default=timezone.now)

    class Meta(MunicipalRow.Meta):
        ordering = ["-reported"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "reported_by", "period_id"], name="one_nil_report_per_reporter_and_period"
            ),
            models.UniqueConstraint(
                fields=["municipality", "function", "period_id"],
                condition=Q(reported_by__isnull=True),
                name="one_nil_report_per_function_and_period",
            ),
        ]


class ComingEvent(MunicipalRow):
    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    expected_visitors = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    organization = models.ForeignKey(PartnerOrganization, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded = models.DateTimeField(default=timezone.now)
    cancelled = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["starts"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="coming_event_interval")]


class IncidentChange(models.Model):
    """Counts up when anything about a municipality's incidents changes: maps refresh by it. Also hands out numbers."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="+", primary_key=True)
    change_number = models.BigIntegerField(default=0)
    last_incident_number = models.PositiveIntegerField(default=0)


class ReporterNotice(MunicipalRow):
    """That a reporter has been told, or reminded, for a period: nobody is mailed twice, whatever is killed."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    period_id = models.CharField(max_length=30)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    sent = models.DateTimeField(default=timezone.now)

    class Meta(MunicipalRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "period_id", "account"],
                condition=Q(account__isnull=False),
                name="one_notice_per_account_and_period",
            ),
            models.UniqueConstraint(
                fields=["municipality", "kind", "period_id", "function"],
                condition=Q(account__isnull=True),
                name="one_notice_per_function_and_period",
            ),
        ]


class ReminderRhythm(MunicipalRow):
    """When an organisation wants its weekly reminder; without a row, as the municipality has it (no organization)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(
        PartnerOrganization, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_on = models.BooleanField(default=True)
    weekday = models.PositiveSmallIntegerField(default=4)  # Monday is 0
    hour = models.PositiveSmallIntegerField(default=9)

    class Meta(MunicipalRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["municipality", "organization"], name="one_rhythm_per_organization"),
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(organization__isnull=True), name="one_rhythm_per_municipality"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6) & Q(hour__lte=23), name="rhythm_on_the_clock"),
        ]


class ReportingPause(MunicipalRow):
    """Holidays of an organisation, or of all (organization empty): no reminders, and silence is expected."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(
        PartnerOrganization, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    label = models.CharField(max_length=80, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["first_day"]
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="pause_interval")]


class CourseCompletion(MunicipalRow):
    """That a reporter has gone through the short course and passed its quiz."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    course_version = models.PositiveSmallIntegerField(default=1)
    completed = models.DateTimeField(default=timezone.now)

    class Meta(MunicipalRow.Meta):
        ordering = ["-completed"]


class ColumnMapping(MunicipalRow):
    """How one system's files are read: which column is what, and which of its words is which category."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    columns = models.JSONField(default=dict)
    categories = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    changed = models.DateTimeField(default=timezone.now)

    class Meta(MunicipalRow.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="column_mapping_name")]


class IncomingFile(MunicipalRow):
    """A file of incidents that somebody has uploaded: checked row by row, then read in as one batch, by the worker."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    columns = models.JSONField(default=dict)
    categories = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    verdict = models.JSONField(default=dict)  # counts of the dry run
    problem = models.CharField(max_length=500, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(MunicipalRow.Meta):
        ordering = ["-uploaded"]
